/// The head of a request, parsed: offsets into its bytes and what they mean.
///
/// Reused from request to request; its memory is allocated once, when it is made. It keeps no bytes:
/// whoever parsed them passes the same bytes to every method that asks for them.
///
/// What it accepts has one reading. Each refusal is a case of `HTTPFault`; the lists in RFC 9112
/// that let a recipient be lenient are not used (see the target's page).
public struct RequestHead: ~Copyable, Sendable {
  var fields: FieldSection
  var target = RequestTarget()
  var host: Authority?

  /// The method; `other` for an unknown one, whose bytes are in `methodRange`.
  public private(set) var method = RequestMethod.other
  /// The method's bytes.
  public private(set) var methodRange = ByteRange.empty
  /// 0 or 1, of HTTP/1.
  public private(set) var minorVersion: UInt8 = 1
  /// How the end of the body is known; never `untilClose`.
  public private(set) var framing = BodyFraming.none
  /// Whether the client waits for 100 before it sends a body, and there is one to wait for.
  public private(set) var expectsContinue = false
  /// Host and port as `Host` or the absolute target give them; empty for an HTTP/1.0 request that
  /// names none.
  public private(set) var authorityRange = ByteRange.empty

  /// A head with room for `limits.fieldsMax` fields.
  public init(limits: HTTPLimits = HTTPLimits()) {
    fields = FieldSection(fieldsMax: limits.fieldsMax)
  }

  /// Parses one whole head, of which `HeadScanner` found the end.
  ///
  /// - Parameter bytes: the head from its first byte (an empty line before it included) through its
  ///   empty line, and nothing else; at most `HTTPLimits.headBytesCeiling`.
  /// - Returns: why it is refused; `nil` where it is accepted. After a refusal nothing of it may be
  ///   used.
  public mutating func parse(_ bytes: Span<UInt8>) -> HTTPFault? {
    do throws(HTTPFault) {
      guard bytes.count <= HTTPLimits.headBytesCeiling else { throw .headTooLarge }
      let start = try skipEmptyLines(bytes)
      let fieldsStart = try parseRequestLine(bytes, from: start)
      let end = try fields.parse(bytes, from: fieldsStart)
      guard end == bytes.count else { throw .incompleteHead }
      try resolveFraming(bytes)
      try resolveHost(bytes)
      try resolveExpectation(bytes)
      return nil
    } catch {
      return error
    }
  }

  private func skipEmptyLines(_ bytes: Span<UInt8>) throws(HTTPFault) -> Int {
    var start = 0
    while start + 1 < bytes.count, bytes[start] == Byte.cr, bytes[start + 1] == Byte.lf {
      start += 2
      if start > 2 * HTTPLimits.leadingEmptyLinesMax { throw .leadingEmptyLines }
    }
    return start
  }

  /// `method SP request-target SP HTTP-version CRLF`, with exactly one space each: RFC 9112, section
  /// 3, lets a lenient parser split at any white space, which is how a target with spaces smuggles.
  private mutating func parseRequestLine(_ bytes: Span<UInt8>, from start: Int)
    throws(HTTPFault) -> Int
  {
    let methodEnd = ByteScan.tokenEnd(bytes, from: start)
    guard methodEnd < bytes.count else { throw .incompleteHead }
    guard bytes[methodEnd] == Byte.space, methodEnd > start else {
      throw FieldSection.characterFault(bytes[methodEnd])
        ?? (methodEnd == start ? .malformedRequestLine : .invalidMethod)
    }
    methodRange = ByteRange(start, methodEnd)
    method = RequestMethod(methodRange.span(in: bytes))

    let targetStart = methodEnd + 1
    var targetEnd = targetStart
    while targetEnd < bytes.count, bytes[targetEnd] &- 0x21 < 0x5E, bytes[targetEnd] != Byte.hash {
      targetEnd += 1
    }
    guard targetEnd < bytes.count else { throw .incompleteHead }
    guard bytes[targetEnd] == Byte.space else {
      // A line that ends after the target is HTTP/0.9, which has no framing at all.
      if bytes[targetEnd] == Byte.hash { throw .fragmentInTarget }
      if bytes[targetEnd] == Byte.cr { throw .malformedRequestLine }
      throw FieldSection.characterFault(bytes[targetEnd]) ?? .invalidTarget
    }
    guard targetEnd > targetStart else { throw .malformedRequestLine }
    let lineEnd = try parseVersion(bytes, from: targetEnd + 1)
    target = try RequestTarget(bytes, ByteRange(targetStart, targetEnd), method: method)
    return lineEnd
  }

  private mutating func parseVersion(_ bytes: Span<UInt8>, from start: Int)
    throws(HTTPFault) -> Int
  {
    minorVersion = try HTTPVersion.minor(bytes, at: start)
    let end = start + HTTPVersion.byteCount
    guard end + 1 < bytes.count else { throw .incompleteHead }
    guard bytes[end] == Byte.cr, bytes[end + 1] == Byte.lf else {
      throw FieldSection.characterFault(bytes[end]) ?? .malformedVersion
    }
    return end + 2
  }

  private mutating func resolveFraming(_ bytes: Span<UInt8>) throws(HTTPFault) {
    framing = try fields.framing(bytes, minorVersion: minorVersion, allowsPadding: false) ?? .none
    // A client must not (RFC 9110, section 9.3.8), and an upstream would not read it.
    if method == .trace, framing != .none, framing != .length(0) { throw .forbiddenBody }
  }

  private mutating func resolveHost(_ bytes: Span<UInt8>) throws(HTTPFault) {
    authorityRange = .empty
    host = nil
    if fields.repeated.contains(.host) { throw .duplicateHost }
    let field = fields.first(.host)
    if field == nil && minorVersion == 1 { throw .missingHost }
    if let field {
      authorityRange = field.value
      host = try Authority(bytes, field.value)
    }
    guard let named = target.authority else { return }
    let authority = try Authority(bytes, named)
    if let host, !isSame(bytes, authority, host) { throw .hostMismatch }
    authorityRange = named
    host = authority
  }

  /// RFC 9112, section 3.2.2, has the target win over `Host`. Who routes by one and who by the other
  /// would see two requests, so they must agree, the scheme's default port aside.
  private func isSame(_ bytes: Span<UInt8>, _ named: Authority, _ field: Authority) -> Bool {
    let defaultPort: UInt16 = target.isHTTPS ? 443 : 80
    return (named.port ?? defaultPort) == (field.port ?? defaultPort)
      && ByteScan.equalIgnoringCase(named.host.span(in: bytes), field.host.span(in: bytes))
  }

  private mutating func resolveExpectation(_ bytes: Span<UInt8>) throws(HTTPFault) {
    expectsContinue = false
    guard let field = fields.first(.expect) else { return }
    guard !fields.repeated.contains(.expect),
      ByteScan.equalIgnoringCase(field.value.span(in: bytes), "100-continue")
    else { throw .expectationFailed }
    // HTTP/1.0 has no interim responses (RFC 9110, section 10.1.1).
    expectsContinue = minorVersion == 1 && framing != .none && framing != .length(0)
  }
}

extension RequestHead {
  /// Which form the target has.
  public var targetForm: RequestTargetForm { target.form }
  /// The target, as sent.
  public var targetRange: ByteRange { target.whole }
  /// The path, without the query. Empty for authority-form, and for an absolute target that ends
  /// with its host, where it means `/`.
  public var pathRange: ByteRange { target.path }
  /// The query without its question mark; `nil` where there is no question mark.
  public var queryRange: ByteRange? { target.query }
  /// The host without the port; empty for an HTTP/1.0 request that names none. IPv6 addresses keep
  /// their brackets.
  public var hostRange: ByteRange { host?.host ?? .empty }
  /// The port that the client named.
  public var port: UInt16? { host?.port }

  /// Whether the client will send another request on the connection (RFC 9112, section 9.3).
  public var keepsAlive: Bool {
    if fields.options.close { return false }
    return minorVersion == 1 || fields.options.keepAlive
  }

  /// Whether the client asks for another protocol (RFC 9110, section 7.8). The canonical head does
  /// not pass it on; ``tunnelProtocol(in:)`` says which may be.
  public var wantsUpgrade: Bool {
    minorVersion == 1 && fields.options.upgrade && fields.seen.contains(.upgrade)
  }

  /// The number of fields.
  public var fieldCount: Int { fields.table.count }

  /// A field by its place. Traps past `fieldCount`.
  public func field(at index: Int) -> HeadField { fields.table[index] }

  /// The value of the first field of a kind; `nil` where there is none. For `other` always `nil`.
  public func value(of known: KnownField) -> ByteRange? { fields.first(known)?.value }
}
