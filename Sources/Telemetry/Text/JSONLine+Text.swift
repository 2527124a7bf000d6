extension JSONLine {
  /// Bytes of a text value that are looked at unless the caller says otherwise.
  public static var textBytesMax: Int { 1_024 }

  /// Adds bytes from anywhere as text.
  ///
  /// Quotes, backslashes, control characters (C1 too) and the line separators U+2028 and U+2029 are
  /// escaped, and every byte that is part of no valid UTF-8 sequence (RFC 3629) becomes U+FFFD: a
  /// hostile value can neither end the line nor move a terminal's cursor. What goes past `bytesMax`,
  /// or past the memory of the line, is cut and marked with `…`.
  public mutating func field(
    _ key: StaticString, text: Span<UInt8>, bytesMax: Int = JSONLine.textBytesMax
  ) {
    // Both quotes and the mark: so much must fit, or there is no field.
    guard open(key, valueBytes: 2 + Self.mark.utf8CodeUnitCount) else { return }
    push(UInt8(ascii: "\""))
    let valueEnd = fieldsEnd - 1 - Self.mark.utf8CodeUnitCount
    let limit = min(text.count, bytesMax)
    var index = 0
    while index < limit {
      let byte = text[index]
      if Self.isPlain(byte) {
        let room = min(limit - index, valueEnd - count)
        guard room > 0 else { break }
        let length = Self.plainBytes(text, at: index, max: room)
        copy(text, from: index, count: length)
        index += length
      } else {
        // The longest form of one scalar is `\u` and four digits.
        guard count + 6 <= valueEnd else { break }
        index += byte < 0x80 ? pushEscape(byte) : pushScalar(text, at: index)
      }
    }
    if index < text.count {
      copy(Self.mark, from: 0)
      isTruncated = true
    }
    push(UInt8(ascii: "\""))
  }

  private static var mark: StaticString { "…" }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// How many of the next `max` bytes stand for themselves.
  private static func plainBytes(_ text: Span<UInt8>, at start: Int, max: Int) -> Int {
    var count = 0
    while count < max, isPlain(text[start + count]) { count += 1 }
    return count
  }

  private mutating func copy(_ text: Span<UInt8>, from start: Int, count length: Int) {
    unsafe text.withUnsafeBufferPointer { bytes in
      guard let first = bytes.baseAddress else { return }
      unsafe (base + count).update(from: first + start, count: length)
    }
    count += length
  }

  /// Writes an ASCII character that cannot stand for itself; returns the bytes read.
  private mutating func pushEscape(_ byte: UInt8) -> Int {
    push(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): push(byte)
    case 0x0A: push(UInt8(ascii: "n"))
    case 0x0D: push(UInt8(ascii: "r"))
    case 0x09: push(UInt8(ascii: "t"))
    default:
      copy("u00", from: 0)
      pushHex(byte >> 4)
      pushHex(byte & 15)
    }
    return 1
  }

  /// Writes what begins at a byte over 0x7F; returns the bytes read.
  private mutating func pushScalar(_ text: Span<UInt8>, at index: Int) -> Int {
    let length = Self.sequenceLength(text, at: index)
    guard length > 0 else {
      copy("\u{FFFD}", from: 0)
      return 1
    }
    let (first, second) = (text[index], text[index + 1])
    if first == 0xC2, second < 0xA0 {
      copy("\\u00", from: 0)
      pushHex(second >> 4)
      pushHex(second & 15)
    } else if first == 0xE2, second == 0x80, text[index + 2] & 0xFE == 0xA8 {
      copy("\\u202", from: 0)
      pushHex(text[index + 2] & 15)
    } else {
      for position in index..<index + length { push(text[position]) }
    }
    return length
  }

  /// Bytes of the well-formed sequence at `index`, or 0 (RFC 3629, section 4).
  private static func sequenceLength(_ text: Span<UInt8>, at index: Int) -> Int {
    let first = text[index]
    let length: Int
    // The second byte excludes overlong forms, surrogates and what lies past U+10FFFF.
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF:
      length = 3
      if first == 0xE0 { second = 0xA0...0xBF }
      if first == 0xED { second = 0x80...0x9F }
    case 0xF0...0xF4:
      length = 4
      if first == 0xF0 { second = 0x90...0xBF }
      if first == 0xF4 { second = 0x80...0x8F }
    default: return 0
    }
    guard length <= text.count - index, second.contains(text[index + 1]) else { return 0 }
    for position in index + 2..<index + length where text[position] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
