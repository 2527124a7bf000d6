internal import Primitives

/// Tells text from binary data by its first bytes.
enum TextClass {
  /// The type of bytes that no rule of fixed bytes knows.
  ///
  /// UTF-8 is not told from other text: ClamAV tries 8-bit text first, which all UTF-8 is.
  static func type(of head: Span<UInt8>) -> FileType {
    if isText(head) { return .textASCII }
    return utf16(head) ?? .binaryData
  }

  /// Whether a byte is a control character that text does not have. Text has bell, backspace, tab,
  /// line feed, form feed, carriage return and escape.
  @inline(__always)
  private static func isBinary(_ byte: UInt8) -> Bool {
    byte < 7 || byte == 11 || byte &- 14 < 13 || byte &- 28 < 4 || byte == 127
  }

  private static func isText(_ head: Span<UInt8>) -> Bool {
    var place = 0
    while place + 8 <= head.count {
      if hasControl(head.word(at: place)) {
        for offset in 0..<8 where isBinary(head[place + offset]) { return false }
      }
      place += 8
    }
    while place < head.count {
      if isBinary(head[place]) { return false }
      place += 1
    }
    return true
  }

  /// Whether one of eight bytes is below 0x20 or 0x7f. Of bytes above one that is, it may err.
  @inline(__always)
  private static func hasControl(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    let low = (word &- ones &<< 5) & ~word
    let delete = word ^ (tops &- ones)
    return (low | (delete &- ones) & ~delete) & tops != 0
  }

  /// UTF-16 by its byte order mark, or without one if no big-endian unit but the first is a character
  /// below 0x80 that text does not have (nor the mark the wrong way round).
  private static func utf16(_ head: Span<UInt8>) -> FileType? {
    guard head.count >= 2 else { return nil }
    let mark = (head[0], head[1])
    let isLittleEndian = mark == (0xff, 0xfe)
    let hasMark = isLittleEndian || mark == (0xfe, 0xff)
    var bad = 0
    var place = 2
    while place + 1 < head.count {
      let (one, two) = (UInt16(head[place]), UInt16(head[place + 1]))
      let unit = isLittleEndian ? one | two << 8 : one << 8 | two
      if unit == 0xfffe { return nil }
      // Every 7-bit character of 8-bit text is one here too, and no other.
      if unit < 0x80, isBinary(UInt8(unit)) {
        if !hasMark { return nil }
        bad += 1
      }
      place += 2
    }
    if hasMark, bad >= head.count / 2 { return nil }
    return isLittleEndian ? .textUTF16LE : .textUTF16BE
  }
}
