/// What may be said of fields by their names alone, for configurations that name some.
public enum FieldRules {
  /// Whether a field ends at a proxy (RFC 9110, section 7.6.1) or is Cordon's own, whoever sends it: it never
  /// passes from one side to the other.
  ///
  /// - Parameter name: in any case; any punctuation stands for `-`, as gateways have it.
  public static func isHopByHop(_ name: Span<UInt8>) -> Bool { KnownField(name: name).isHopByHop }

  /// Whether the proxy writes a field of this name itself in what it sends to an upstream.
  public static func isRewritten(_ name: Span<UInt8>) -> Bool {
    switch KnownField(name: name) {
    case .host, .xForwardedFor, .xForwardedProto, .via: true
    default: false
    }
  }

  /// Whether a field says how a body is to be read, or what it is: `Content-…` and digests. What was judged
  /// under one reading must not be delivered under another.
  public static func isAboutBody(_ name: Span<UInt8>) -> Bool {
    for text: StaticString in ["content-", "digest", "repr-digest"] {
      let count = text.utf8CodeUnitCount
      guard name.count >= count else { continue }
      let begins = ByteScan.equalIgnoringCase(name.extracting(0..<count), text)
      if begins { return true }
    }
    return false
  }

  /// Whether bytes are a token (RFC 9110, section 5.6.2): what names of fields and methods are made of.
  public static func isToken(_ text: Span<UInt8>) -> Bool {
    !text.isEmpty && ByteScan.tokenEnd(text, from: 0) == text.count
  }
}
