extension FieldInstructions {
  /// In the binary format, a field begins with this mark, in the text, and has two others. Source: [MS-DOC]
  /// 2.4.8.
  private static let mark: UInt8 = 0x13
  private static let marks: ClosedRange<UInt8> = 0x13...0x15
  /// So much of a field is read, in characters.
  private static let charactersMax = 1024

  /// Whether a field in the main stream of a binary document is unwanted. Text lies in it with one or two
  /// bytes a character, at places that a table gives: all of the stream is looked at.
  public static func areUnwanted(inStream bytes: Span<UInt8>) -> Bool {
    var place = 0
    while let found = bytes.firstPlace(of: mark, from: place) {
      if areUnwanted(inStream: bytes, from: found + 1, width: 1)
        || bytes.byte(at: found + 1) == 0
          && areUnwanted(inStream: bytes, from: found + 2, width: 2)
      {
        return true
      }
      place = found + 1
    }
    return false
  }

  /// Reads a field to the next mark of its width, so that no byte is read more often than there are widths.
  private static func areUnwanted(
    inStream bytes: Span<UInt8>, from start: Int, width: Int
  ) -> Bool {
    func character(_ place: Int) -> UInt8? {
      guard let low = bytes.byte(at: place) else { return nil }
      guard width == 2, let high = bytes.byte(at: place + 1), high != 0 else { return low }
      return 0x80
    }
    var place = start
    while let blank = character(place), isGap(blank), !marks.contains(blank) { place += width }
    // Streams are full of such marks: the letters that unwanted fields begin with are rare.
    guard let first = character(place)?.lowercased, [0x64, 0x69, 0x6C, 0x72].contains(first) else {
      return false
    }
    var instructions: [UInt8] = []
    while instructions.count < charactersMax, let next = character(place), !marks.contains(next) {
      instructions.append(next)
      place += width
    }
    return areUnwanted(instructions.span)
  }
}
