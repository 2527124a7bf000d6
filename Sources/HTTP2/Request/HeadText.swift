/// What names and values of fields may be made of, so that they mean the same as text.
enum HeadText {
  static let colon: UInt8 = 0x3A

  /// What becomes of a field.
  enum Role {
    case ordinary
    /// Is about one connection, which HTTP/2 has other means for (RFC 9113, section 8.2.2).
    case connection
    case te, host, length, cookie
  }

  static func role(of name: Span<UInt8>) -> Role {
    switch name.count {
    case 2: equal(name, "te") ? .te : .ordinary
    case 4: equal(name, "host") ? .host : .ordinary
    case 6: equal(name, "cookie") ? .cookie : .ordinary
    case 7: equal(name, "upgrade") ? .connection : .ordinary
    case 10:
      equal(name, "connection") || equal(name, "keep-alive") ? .connection : .ordinary
    case 14:
      equal(name, "content-length")
        ? .length : equal(name, "http2-settings") ? .connection : .ordinary
    case 16: equal(name, "proxy-connection") ? .connection : .ordinary
    case 17: equal(name, "transfer-encoding") ? .connection : .ordinary
    default: .ordinary
    }
  }

  /// Whether a value is one line, with nothing around it that a reader of lines would take off.
  static func isPlain(_ value: Span<UInt8>) -> Bool {
    guard !value.isEmpty else { return true }
    if isBlank(value[0]) || isBlank(value[value.count - 1]) { return false }
    for index in value.indices {
      let byte = value[index]
      if byte < 0x20 && byte != 0x09 || byte == 0x7F { return false }
    }
    return true
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// The origin-form, or the asterisk. The absolute form would name another host.
  static func isTarget(_ path: Span<UInt8>) -> Bool {
    guard !path.isEmpty, path[0] == 0x2F || (path[0] == 0x2A && path.count == 1) else {
      return false
    }
    for index in path.indices where path[index] &- 0x21 >= 0x5E || path[index] == 0x23 {
      return false
    }
    return true
  }

  static func isToken(_ text: Span<UInt8>) -> Bool {
    for index in text.indices where !isTokenByte(text[index]) { return false }
    return !text.isEmpty
  }

  /// Names are in lower case (section 8.2).
  static func isLowercaseToken(_ text: Span<UInt8>) -> Bool {
    for index in text.indices where text[index] &- 0x41 < 26 { return false }
    return isToken(text)
  }

  /// `tchar` (RFC 9110, section 5.6.2).
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    let low: UInt64 = 0x03FF_6CFA_0000_0000
    let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
    return byte < 0x80 && (byte < 0x40 ? low : high) &>> UInt64(byte & 0x3F) & 1 == 1
  }

  static func equal(_ bytes: Span<UInt8>, _ text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { text in
      bytes.indices.allSatisfy { unsafe bytes[$0] == text[$0] }
    }
  }

  /// Whether a name in any case is one that is written in lower case.
  static func isNamed(_ bytes: Span<UInt8>, _ text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { text in
      bytes.indices.allSatisfy { unsafe lowercased(bytes[$0]) == text[$0] }
    }
  }

  /// But for the case of letters.
  static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where lowercased(left[index]) != lowercased(right[index]) {
      return false
    }
    return true
  }

  static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
