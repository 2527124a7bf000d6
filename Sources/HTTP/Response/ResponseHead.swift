/// The head of an upstream's response, parsed: offsets into its bytes and what they mean.
///
/// As strict as `RequestHead`, since a response that two parsers read in two ways lets one client
/// see another's answer. Every fault is answered with 502 and ends the upstream connection.
///
/// Reused from response to response; its memory is allocated once.
public struct ResponseHead: ~Copyable, Sendable {
  var fields: FieldSection

  /// 100 to 599.
  public private(set) var status: UInt16 = 0
  /// The reason phrase; may be empty.
  public private(set) var reasonRange = ByteRange.empty
  /// 0 or 1, of HTTP/1.
  public private(set) var minorVersion: UInt8 = 1
  /// How the end of the body is known.
  public private(set) var framing = BodyFraming.none
  /// What `Content-Length` says where there is no body: the length that GET would give (HEAD, 304;
  /// RFC 9110, section 8.6).
  public private(set) var representationLength: UInt64?

  /// A head with room for `limits.fieldsMax` fields.
  public init(limits: HTTPLimits = HTTPLimits()) {
    fields = FieldSection(fieldsMax: limits.fieldsMax)
  }

  /// Parses one whole head, of which `HeadScanner` found the end.
  ///
  /// - Parameters:
  ///   - bytes: the head from its first byte through its empty line, and nothing else; at most
  ///     `HTTPLimits.headBytesCeiling`.
  ///   - method: of the request that it answers: it decides whether there is a body. Of a response to
  ///     CONNECT look at ``opensTunnel(asked:in:)`` first.
  /// - Returns: why it is refused; `nil` where it is accepted. After a refusal nothing of it may be
  ///   used.
  public mutating func parse(_ bytes: Span<UInt8>, method: RequestMethod) -> HTTPFault? {
    do throws(HTTPFault) {
      guard bytes.count <= HTTPLimits.headBytesCeiling else { throw .headTooLarge }
      let fieldsStart = try parseStatusLine(bytes)
      let end = try fields.parse(bytes, from: fieldsStart)
      guard end == bytes.count else { throw .incompleteHead }
      try resolveFraming(bytes, method)
      return nil
    } catch {
      return error
    }
  }

  /// `HTTP-version SP status-code SP [reason-phrase] CRLF`. The second space may be missing along
  /// with the reason: real servers leave it out, and nothing else can be meant.
  private mutating func parseStatusLine(_ bytes: Span<UInt8>) throws(HTTPFault) -> Int {
    minorVersion = try HTTPVersion.minor(bytes, at: 0)
    let start = HTTPVersion.byteCount
    guard start + 6 <= bytes.count else { throw .incompleteHead }
    guard bytes[start] == Byte.space, ByteScan.isDigit(bytes[start + 1]),
      ByteScan.isDigit(bytes[start + 2]), ByteScan.isDigit(bytes[start + 3])
    else { throw .malformedStatusLine }
    status = 0
    for index in start + 1...start + 3 { status = status * 10 + UInt16(bytes[index] &- 0x30) }
    guard status >= 100, status < 600 else { throw .invalidStatus }

    var reason = start + 4
    let end = ByteScan.valueEnd(bytes, from: reason)
    guard end + 1 < bytes.count else { throw .incompleteHead }
    guard bytes[end] == Byte.cr, bytes[end + 1] == Byte.lf else {
      throw bytes[end] == Byte.cr
        ? .bareCarriageReturn : FieldSection.characterFault(bytes[end]) ?? .malformedStatusLine
    }
    if reason < end {
      guard bytes[reason] == Byte.space else { throw .malformedStatusLine }
      reason += 1
    }
    reasonRange = ByteRange(reason, end)
    return end + 2
  }

  /// RFC 9112, section 6.3.
  private mutating func resolveFraming(_ bytes: Span<UInt8>, _ method: RequestMethod)
    throws(HTTPFault)
  {
    let said = try fields.framing(bytes, minorVersion: minorVersion, allowsPadding: true)
    representationLength = nil
    if status < 200 || status == 204 {
      // A server must not send either field here. A length of zero says the same as none and is
      // common with 204; anything else is bytes that one parser would take for the next response.
      guard said == nil || said == .length(0) else { throw .forbiddenBody }
      framing = .none
    } else if method == .head || status == 304 {
      if case .length(let length) = said { representationLength = length }
      framing = .none
    } else {
      framing = said ?? .untilClose
    }
  }
}

extension ResponseHead {
  /// Whether another response will follow for the same request (RFC 9110, section 15.2). True for
  /// 101 too: look at `isSwitchingProtocols` first.
  public var isInterim: Bool { status < 200 }

  /// Whether it is 101, which no upstream has a reason to send but to a request with `Upgrade`.
  public var isSwitchingProtocols: Bool { status == 101 }

  /// Whether the upstream connection may carry another exchange (RFC 9112, section 9.3).
  public var keepsAlive: Bool {
    if fields.options.close || framing == .untilClose { return false }
    return minorVersion == 1 || fields.options.keepAlive
  }

  /// The number of fields.
  public var fieldCount: Int { fields.table.count }

  /// A field by its place. Traps past `fieldCount`.
  public func field(at index: Int) -> HeadField { fields.table[index] }

  /// The value of the first field of a kind; `nil` where there is none. For `other` always `nil`.
  public func value(of known: KnownField) -> ByteRange? { fields.first(known)?.value }
}

// MARK: - Emission

extension ResponseHead {
  /// The most bytes that `emit`, the framing fields and `finish` write for a head of `headBytes`
  /// bytes. See `RequestHead.canonicalBytesMax`.
  public static func canonicalBytesMax(headBytes: Int, limits: HTTPLimits = HTTPLimits()) -> Int {
    // The space after a status without a reason, and `Via`.
    headBytes + min(limits.fieldsMax, headBytes / 4) + 1 + 17 + ByteWriter.framingBytesMax
  }

  /// Writes the canonical head, but for the framing fields and the empty line: those are the
  /// proxy's choice (`writeLength`, `writeChunked`, `writeConnectionClose`; none of them for an
  /// interim response, 204 and 304).
  ///
  /// The status line, the end-to-end fields in their order, `Via` (RFC 9110, section 7.6.3). Always
  /// HTTP/1.1, also to a client of HTTP/1.0 (section 6.2).
  ///
  /// - Returns: whether all fitted.
  @discardableResult
  public func emit(from bytes: Span<UInt8>, into writer: inout ByteWriter) -> Bool {
    emit(from: bytes, edits: nil, into: &writer)
  }

  /// Writes the canonical head with edits, which add ``FieldEdits/bytesMax`` to `canonicalBytesMax` at most. To
  /// an interim response nothing is added.
  @discardableResult
  public func emit(
    from bytes: Span<UInt8>, edits: FieldEdits?, into writer: inout ByteWriter
  ) -> Bool {
    writer.append("HTTP/1.1 ")
    writer.appendDecimal(UInt64(status))
    writer.append(Byte.space)
    writer.append(reasonRange.span(in: bytes))
    writer.append("\r\n")
    fields.emit(from: bytes, omitting: KnownFieldSet(), edits, into: &writer)
    writer.append(minorVersion == 1 ? "Via: 1.1 cordon\r\n" : "Via: 1.0 cordon\r\n")
    if let edits, !isInterim { writer.append(edits.lines.span) }
    return writer.isWhole
  }
}
