/// A header of a tar archive: a block of 512 bytes with a checksum. Source: POSIX.1-2017, pax, "ustar
/// Interchange Format"; GNU tar's manual, "Basic Tar Format".
struct TarHeader {
  /// What the entry is: a digit or a letter.
  let kind: UInt8
  /// Bytes of its data; `nil` where readers do not agree on the number.
  let size: Int?
  /// Whether the name ends as a folder's.
  let isNamedAsFolder: Bool
  /// Where its name lies, with what ustar puts before it left out.
  let name: Range<Int>

  static let blockBytes = 512

  /// The header at a place; `nil` where the checksum is not that of a header.
  init?(_ bytes: Span<UInt8>, at place: Int) {
    guard let block = bytes.run(at: place, count: Self.blockBytes), Self.isSummed(block) else {
      return nil
    }
    kind = block[156]
    size = Self.number(block.extracting(124..<136))
    var end = 0
    while end < 100, block[end] != 0 { end += 1 }
    name = place..<place + end
    isNamedAsFolder = end > 0 && block[end - 1] == 0x2F
  }

  /// The sum of all bytes, the sum's own as spaces; some writers added signed ones.
  private static func isSummed(_ block: Span<UInt8>) -> Bool {
    var (sum, signed) = (8 * 32, 8 * 32)
    for place in block.indices where place < 148 || place >= 156 {
      sum += Int(block[place])
      signed += Int(Int8(bitPattern: block[place]))
    }
    var place = 148
    while place < 156, block[place] == 32 || block[place] == 0 { place += 1 }
    var stated = 0
    let start = place
    while place < 156, block[place] >= 0x30, block[place] <= 0x37 {
      stated = stated << 3 | Int(block[place] & 7)
      place += 1
    }
    return place > start && (stated == sum || stated == signed)
  }

  /// A number of octal digits, or of bits where the first says so.
  private static func number(_ field: Span<UInt8>) -> Int? {
    if field[0] & 0x80 != 0 {
      guard field[0] == 0x80 else { return nil }
      var value: UInt64 = 0
      for place in 1..<4 where field[place] != 0 { return nil }
      for place in 4..<12 { value = value << 8 | UInt64(field[place]) }
      return Int(exactly: value)
    }
    var place = 0
    while place < field.count, field[place] == 32 { place += 1 }
    var value = 0
    while place < field.count, field[place] >= 0x30, field[place] <= 0x37 {
      value = value << 3 | Int(field[place] & 7)
      place += 1
    }
    while place < field.count, field[place] == 32 || field[place] == 0 { place += 1 }
    return place == field.count ? value : nil
  }
}
