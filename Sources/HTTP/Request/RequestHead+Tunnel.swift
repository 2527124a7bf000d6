extension RequestHead {
  /// The protocol that a request asks to go on with, as `Upgrade` names it, where its connection may become
  /// a tunnel (RFC 9110, section 7.8); `nil` where it may not, so that the request is served as if it had
  /// not asked.
  ///
  /// One protocol, of a request without a body: of several a server may choose another than the one that
  /// was looked at. Not HTTP itself (`h2c` and such) nor TLS: what follows would be requests that nobody
  /// routes and scans.
  public func tunnelProtocol(in bytes: Span<UInt8>) -> ByteRange? {
    guard wantsUpgrade, !fields.repeated.contains(.upgrade), !hasBody,
      let range = fields.first(.upgrade)?.value
    else { return nil }
    let text = range.span(in: bytes)
    guard Self.isProtocol(text), !Self.isOurs(text) else { return nil }
    return range
  }

  /// Whether a body follows, which CONNECT has none of (RFC 9110, section 9.3.6).
  public var hasBody: Bool { framing != .none && framing != .length(0) }

  /// `protocol-name ["/" protocol-version]`.
  private static func isProtocol(_ text: Span<UInt8>) -> Bool {
    let name = ByteScan.tokenEnd(text, from: 0)
    guard name > 0, name < text.count else { return name > 0 }
    return text[name] == Byte.slash && name + 1 < text.count
      && ByteScan.tokenEnd(text, from: name + 1) == text.count
  }

  private static func isOurs(_ text: Span<UInt8>) -> Bool {
    for known in ["h2", "h2c", "h3", "http", "tls", "ssl"] as [StaticString] {
      let count = known.utf8CodeUnitCount
      guard text.count >= count, text.count == count || text[count] == Byte.slash else { continue }
      if ByteScan.equalIgnoringCase(text.extracting(first: count), known) { return true }
    }
    return false
  }
}

extension ResponseHead {
  /// Whether this is the answer with which a connection becomes a tunnel (RFC 9110, sections 7.8 and
  /// 9.3.6): 101 and the protocol that was asked for, or any 2xx to CONNECT.
  ///
  /// - Parameters:
  ///   - asked: what `Upgrade` said in the request; empty for CONNECT.
  ///   - bytes: the bytes that were parsed.
  public func opensTunnel(asked: Span<UInt8>, in bytes: Span<UInt8>) -> Bool {
    if asked.isEmpty { return status >= 200 && status < 300 }
    guard isSwitchingProtocols, minorVersion == 1, fields.options.upgrade,
      !fields.repeated.contains(.upgrade), let field = fields.first(.upgrade)
    else { return false }
    return ByteScan.equalIgnoringCase(field.value.span(in: bytes), asked)
  }
}
