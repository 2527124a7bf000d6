/// What the fields of a Word document ask for, in all of its formats.
public enum FieldInstructions {
  /// In the binary format, a field begins with this mark, in the text. Source: [MS-DOC] 2.4.8.
  private static let mark: UInt8 = 0x13
  /// Blanks before the word; more are not skipped.
  private static let blanksMax = 64

  /// Whether a field in the main stream of a binary document asks another program for data. Text lies in it
  /// with one or two bytes a character, at places that a table gives: all of the stream is looked at.
  public static func hasDynamicExchange(inStream bytes: Span<UInt8>) -> Bool {
    var place = 0
    while let found = bytes.firstPlace(of: mark, from: place) {
      if isDynamicExchange(bytes, from: found + 1)
        || bytes.byte(at: found + 1) == 0 && isDynamicExchange(bytes, from: found + 2, width: 2)
      {
        return true
      }
      place = found + 1
    }
    return false
  }

  /// Whether instructions ask another program for data: DDE and DDEAUTO.
  public static func isDynamicExchange(
    _ bytes: Span<UInt8>, from start: Int = 0, width: Int = 1
  ) -> Bool {
    func unit(_ index: Int) -> UInt8? {
      guard let low = bytes.byte(at: start + index * width) else { return nil }
      if width == 2, bytes.byte(at: start + index * width + 1) != 0 { return nil }
      return low.lowercased
    }
    func has(_ text: StaticString, _ index: Int) -> Bool {
      text.withUTF8Buffer { text in
        for letter in 0..<text.count {
          guard unsafe unit(index + letter) == text[letter] else { return false }
        }
        return true
      }
    }
    var index = 0
    while index < blanksMax, let blank = unit(index), blank <= 0x20 || blank == 0x22 { index += 1 }
    guard has("dde", index) else { return false }
    index += 3
    guard let next = unit(index) else { return false }
    return next <= 0x20 || next == 0x22 || has("auto", index)
  }
}
