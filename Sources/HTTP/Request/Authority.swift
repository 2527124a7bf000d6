internal import Primitives

/// A host and an optional port, as in `Host` and in absolute- and authority-form targets.
///
/// Narrower than RFC 3986: a host is a name of letters, digits, `-`, `.` and `_`, or an IPv6 address
/// in brackets. What is left out (percent-encoding, commas, user information, an empty port) no
/// client needs and two parsers read in two ways.
struct Authority: Sendable {
  var host: ByteRange
  var port: UInt16?

  /// The longest name that DNS knows, and longer than any address.
  static let hostBytesMax = 255

  /// Reads the whole range, or throws `invalidHost`.
  init(_ bytes: Span<UInt8>, _ range: ByteRange) throws(HTTPFault) {
    let start = Int(range.lower)
    let end = Int(range.upper)
    guard start < end else { throw .invalidHost }
    var offset = start
    if bytes[start] == Byte.openBracket {
      offset += 1
      while offset < end, bytes[offset] != Byte.closeBracket { offset += 1 }
      guard offset < end, Self.isIPv6(ByteRange(start + 1, offset).span(in: bytes)) else {
        throw .invalidHost
      }
      offset += 1
    } else {
      while offset < end, ByteClass.hostName.contains(bytes[offset]) { offset += 1 }
    }
    guard offset > start, offset - start <= Self.hostBytesMax else { throw .invalidHost }
    host = ByteRange(start, offset)
    port = nil
    guard offset < end else { return }
    guard bytes[offset] == Byte.colon, end - offset <= 6, end - offset > 1 else {
      throw .invalidHost
    }
    var number = 0
    for index in offset + 1..<end {
      guard ByteScan.isDigit(bytes[index]) else { throw .invalidHost }
      number = number * 10 + Int(bytes[index] &- Byte.zero)
    }
    guard number <= 65_535 else { throw .invalidHost }
    port = UInt16(number)
  }

  /// Eight groups of one to four hexadecimal digits, or fewer around one `::`; the last two groups
  /// may be four decimal numbers (RFC 3986, `IPv6address`). No zone: it means nothing to another host.
  private static func isIPv6(_ text: Span<UInt8>) -> Bool {
    var groups = 0
    var digits = 0
    var hasGap = false
    var offset = 0
    var groupStart = 0
    if text.count >= 2, text[0] == Byte.colon {
      guard text[1] == Byte.colon else { return false }
      hasGap = true
      offset = 2
      groupStart = 2
    }
    while offset < text.count {
      let byte = text[offset]
      if byte.hexadecimalValue != nil {
        digits += 1
        if digits > 4 { return false }
      } else if byte == Byte.dot {
        guard isIPv4(text.extracting(groupStart..<text.count)) else { return false }
        return hasGap ? groups + 2 < 8 : groups + 2 == 8
      } else if byte == Byte.colon, digits > 0 {
        groups += 1
        digits = 0
        if offset + 1 < text.count, text[offset + 1] == Byte.colon {
          if hasGap { return false }
          hasGap = true
          offset += 1
        } else if offset + 1 == text.count {
          return false
        }
        groupStart = offset + 1
      } else {
        return false
      }
      offset += 1
    }
    if digits > 0 { groups += 1 }
    return hasGap ? groups < 8 : groups == 8
  }

  private static func isIPv4(_ text: Span<UInt8>) -> Bool {
    var dots = 0
    var digits = 0
    var number = 0
    for index in text.indices {
      if text[index] == Byte.dot {
        guard digits > 0 else { return false }
        dots += 1
        digits = 0
        number = 0
      } else {
        guard ByteScan.isDigit(text[index]) else { return false }
        digits += 1
        number = number * 10 + Int(text[index] &- Byte.zero)
        if digits > 3 || number > 255 { return false }
      }
    }
    return dots == 3 && digits > 0
  }
}
