internal import Primitives

/// Reads the characters that values are made of: ISO 32000-1, sections 7.2 and 7.3.
struct PDFLexer {
  /// Where it is in the bytes.
  var place: Int

  /// White space: section 7.2.2, table 1.
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0 || byte == 0x0C
  }

  /// Neither white space nor a delimiter.
  static func isRegular(_ byte: UInt8) -> Bool {
    switch byte {
    case 0, 0x09, 0x0A, 0x0C, 0x0D, 0x20: false
    case 0x28, 0x29, 0x3C, 0x3E, 0x5B, 0x5D, 0x7B, 0x7D, 0x2F, 0x25: false
    default: true
    }
  }

  /// Passes over white space and comments.
  mutating func skipSpace(_ bytes: Span<UInt8>) {
    while place < bytes.count {
      let byte = bytes[place]
      if byte == 0x25 {
        skipComment(bytes)
      } else if Self.isSpace(byte) {
        place += 1
      } else {
        return
      }
    }
  }

  private mutating func skipComment(_ bytes: Span<UInt8>) {
    while place < bytes.count, bytes[place] != 0x0A, bytes[place] != 0x0D { place += 1 }
  }

  /// The run of regular characters that begins here.
  mutating func skipRegular(_ bytes: Span<UInt8>) -> Range<Int> {
    let start = place
    while place < bytes.count, Self.isRegular(bytes[place]) { place += 1 }
    return start..<place
  }

  /// A name; the slash is the byte here.
  mutating func readName(_ bytes: Span<UInt8>) -> PDFName {
    place += 1
    var name = PDFName()
    while place < bytes.count, Self.isRegular(bytes[place]) {
      if bytes[place] == 0x23, let high = bytes.byte(at: place + 1)?.hexadecimalValue,
        let low = bytes.byte(at: place + 2)?.hexadecimalValue
      {
        name.append(high << 4 | low)
        place += 3
      } else {
        name.append(bytes[place])
        place += 1
      }
    }
    return name
  }

  /// A string in parentheses, the first of which is the byte here; one without an end goes to the last byte.
  mutating func readString(_ bytes: Span<UInt8>) -> [UInt8] {
    place += 1
    var string: [UInt8] = []
    var open = 1
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case 0x28: open += 1
      case 0x29:
        open -= 1
        if open == 0 { return string }
      case 0x5C:
        if let escaped = readEscape(bytes) { string.append(escaped) }
        continue
      case 0x0D:
        if bytes.byte(at: place) == 0x0A { place += 1 }
        string.append(0x0A)
        continue
      default: break
      }
      string.append(byte)
    }
    return string
  }

  /// What follows a backslash; nil for a line end, which is none then.
  private mutating func readEscape(_ bytes: Span<UInt8>) -> UInt8? {
    guard let byte = bytes.byte(at: place) else { return nil }
    place += 1
    switch byte {
    case 0x6E: return 0x0A
    case 0x72: return 0x0D
    case 0x74: return 0x09
    case 0x62: return 0x08
    case 0x66: return 0x0C
    case 0x0D:
      if bytes.byte(at: place) == 0x0A { place += 1 }
      return nil
    case 0x0A: return nil
    case 0x30...0x37:
      var value = Int(byte - 0x30)
      for _ in 0..<2 {
        guard let next = bytes.byte(at: place), (0x30...0x37).contains(next) else { break }
        value = value * 8 + Int(next - 0x30)
        place += 1
      }
      return UInt8(truncatingIfNeeded: value)
    default: return byte
    }
  }

  /// A string in hexadecimal digits; its `<` is the byte here. What is no digit is passed over.
  mutating func readDigits(_ bytes: Span<UInt8>) -> [UInt8] {
    place += 1
    var string: [UInt8] = []
    var high: UInt8?
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == 0x3E { break }
      guard let digit = byte.hexadecimalValue else { continue }
      if let first = high {
        string.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    if let high { string.append(high << 4) }
    return string
  }

  /// Decimal digits, at least one and at most ten; the place stays where there is no such number.
  mutating func readDecimal(_ bytes: Span<UInt8>) -> Int? {
    var next = place
    var value = 0
    while let byte = bytes.byte(at: next), (0x30...0x39).contains(byte) {
      guard next - place < 10 else { return nil }
      value = value * 10 + Int(byte - 0x30)
      next += 1
    }
    guard next > place else { return nil }
    place = next
    return value
  }
}
