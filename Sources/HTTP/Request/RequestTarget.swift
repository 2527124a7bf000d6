/// The four forms of a request target (RFC 9112, section 3.2).
public enum RequestTargetForm: Sendable {
  /// `/path?query`
  case origin
  /// `http://host/path?query`, which a server must accept from any client.
  case absolute
  /// `host:port`, with CONNECT only.
  case authority
  /// `*`, with OPTIONS only.
  case asterisk
}

/// A request target, cut into its parts.
struct RequestTarget: Sendable {
  var form = RequestTargetForm.origin
  var whole = ByteRange.empty
  /// Without the query; empty in authority-form, and in absolute-form where only a host is given.
  var path = ByteRange.empty
  /// Without its question mark.
  var query: ByteRange?
  /// Of absolute- and authority-form.
  var authority: ByteRange?
  var isHTTPS = false

  init() {}

  /// Reads a target of visible ASCII.
  init(_ bytes: Span<UInt8>, _ range: ByteRange, method: RequestMethod) throws(HTTPFault) {
    whole = range
    let start = Int(range.lower)
    let end = Int(range.upper)
    if method == .connect {
      // Nothing else names what to connect to (RFC 9112, section 3.2.3).
      guard bytes[start] != Byte.slash, bytes[start] != Byte.asterisk else { throw .targetForm }
      form = .authority
      authority = range
      guard try Authority(bytes, range).port != nil else { throw .targetForm }
    } else if bytes[start] == Byte.slash {
      try cut(bytes, from: start, to: end)
    } else if bytes[start] == Byte.asterisk {
      guard method == .options, end - start == 1 else { throw .targetForm }
      form = .asterisk
      path = range
    } else {
      form = .absolute
      try cutAbsolute(bytes, from: start, to: end)
    }
  }

  private mutating func cutAbsolute(_ bytes: Span<UInt8>, from start: Int, to end: Int)
    throws(HTTPFault)
  {
    let text = bytes.extracting(start..<end)
    var offset = start
    if Self.hasPrefix(text, "http://") {
      offset += 7
    } else if Self.hasPrefix(text, "https://") {
      offset += 8
      isHTTPS = true
    } else {
      throw Self.hasScheme(text) ? .unsupportedScheme : .targetForm
    }
    let lower = offset
    while offset < end, bytes[offset] != Byte.slash, bytes[offset] != Byte.question {
      // User information hides which host is meant (RFC 9110, section 4.2.4).
      if bytes[offset] == Byte.at { throw .userinfoInTarget }
      offset += 1
    }
    authority = ByteRange(lower, offset)
    try cut(bytes, from: offset, to: end)
  }

  private mutating func cut(_ bytes: Span<UInt8>, from start: Int, to end: Int) throws(HTTPFault) {
    var offset = start
    while offset < end, bytes[offset] != Byte.question {
      // Some servers take it for a slash, and so for another path.
      if bytes[offset] == Byte.backslash { throw .invalidTarget }
      offset += 1
    }
    path = ByteRange(start, offset)
    if offset < end { query = ByteRange(offset + 1, end) }
  }

  private static func hasPrefix(_ text: Span<UInt8>, _ prefix: StaticString) -> Bool {
    text.count >= prefix.utf8CodeUnitCount
      && ByteScan.equalIgnoringCase(text.extracting(first: prefix.utf8CodeUnitCount), prefix)
  }

  private static func hasScheme(_ text: Span<UInt8>) -> Bool {
    for index in text.indices where text[index] == Byte.colon {
      return index > 0 && index + 2 < text.count && text[index + 1] == Byte.slash
        && text[index + 2] == Byte.slash
    }
    return false
  }
}
