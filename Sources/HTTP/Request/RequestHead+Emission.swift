extension RequestHead {
  /// The most bytes that `emit`, the framing fields and `finish` write for a head of
  /// `headBytes` bytes.
  ///
  /// Each line grows by at most the space after its colon, and a line has at least four bytes. The
  /// rest is what is added: a host, the client's addresses, `X-Forwarded-Proto`, `Via` and the framing.
  /// What is taken out only makes it smaller.
  public static func canonicalBytesMax(
    headBytes: Int, clientBytes: Int, hostBytes: Int = 0, limits: HTTPLimits = HTTPLimits()
  ) -> Int {
    headBytes + min(limits.fieldsMax, headBytes / 4) + fixedBytesMax + 2 * clientBytes + hostBytes
      + ByteWriter.framingBytesMax
  }

  /// `Host: ` and CRLF; `X-Forwarded-For: `, a comma and CRLF; `X-Forwarded-Proto: https`; `Via`; the
  /// slash of an empty path; `Forwarded: ` with a comma, `for="[]";proto=https` and CRLF.
  private static let fixedBytesMax = 8 + 21 + 26 + 17 + 1 + 35

  /// Writes the canonical head, but for the framing fields and the empty line, which follow when the
  /// length of the body is known.
  ///
  /// The request line in origin-form, `Host`, the end-to-end fields in their order, `X-Forwarded-For`,
  /// `X-Forwarded-Proto` and perhaps `Forwarded` as ``ForwardedUse`` has them, `Via`
  /// (RFC 9110, section 7.6.3). Hop-by-hop fields, those named by `Connection`, `X-Cordon-*`, and what is
  /// said of a client's certificate are left out. The version is always HTTP/1.1: it is a statement about
  /// this proxy. The target of CONNECT stays as it is, and is `Host` too.
  ///
  /// - Parameters:
  ///   - bytes: the bytes that were parsed.
  ///   - client: where the connection comes from, as text, written as it is; empty leaves the list as it came.
  ///   - isSecure: whether the client came over TLS.
  ///   - isHTTP2: whether the head was that of HTTP/2, written down as text: `Via` tells.
  ///   - defaultHost: what `Host` says where an HTTP/1.0 client named none.
  ///   - forwarded: what becomes of what the head says of where it comes from.
  ///   - origin: the address of the client that the head was found to come from, for
  ///     ``ForwardedUse/extended(_:)``.
  ///   - writer: where it goes. See `canonicalBytesMax`.
  /// - Returns: whether all fitted.
  @discardableResult
  public func emit(
    from bytes: Span<UInt8>, client: Span<UInt8>, isSecure: Bool, isHTTP2: Bool = false,
    defaultHost: Span<UInt8>, forwarded: ForwardedUse = .claimed, origin: Span<UInt8> = Span(),
    into writer: inout ByteWriter
  ) -> Bool {
    emit(
      from: bytes, client: client, isSecure: isSecure, isHTTP2: isHTTP2, defaultHost: defaultHost,
      edits: nil, forwarded: forwarded, origin: origin, into: &writer)
  }

  /// Writes the canonical head with edits, which add ``FieldEdits/bytesMax`` to `canonicalBytesMax` at most, and
  /// the client's host once more.
  ///
  /// Where another host is said, `X-Forwarded-Host` says the client's, in place of what it has said in that.
  @discardableResult
  public func emit(
    from bytes: Span<UInt8>, client: Span<UInt8>, isSecure: Bool, isHTTP2: Bool = false,
    defaultHost: Span<UInt8>, edits: RequestEdits?, forwarded: ForwardedUse = .claimed,
    origin: Span<UInt8> = Span(), into writer: inout ByteWriter
  ) -> Bool {
    emitRequestLine(from: bytes, edits, into: &writer)
    var omitted = forwarded.rewritten
    // The target of CONNECT is a host of its own.
    let saysHost = edits.map { !$0.host.isEmpty && method != .connect } ?? false
    if let edits, saysHost {
      writer.appendField("Host", edits.host.span)
      omitted.insert(.xForwardedHost)
    } else {
      emitHost("Host", from: bytes, defaultHost: defaultHost, into: &writer)
    }
    fields.emit(from: bytes, omitting: omitted, edits?.fields, into: &writer)
    emitOrigin(
      from: bytes, client: client, isSecure: isSecure, forwarded, origin: origin, into: &writer)
    if saysHost {
      emitHost("X-Forwarded-Host", from: bytes, defaultHost: defaultHost, into: &writer)
    }
    let isHTTPS = forwarded == .extended(.xForwardedFor) ? saysHTTPS(bytes) ?? isSecure : isSecure
    writer.append(isHTTPS ? "X-Forwarded-Proto: https\r\n" : "X-Forwarded-Proto: http\r\n")
    if isHTTP2 {
      writer.append("Via: 2.0 cordon\r\n")
    } else {
      writer.append(minorVersion == 1 ? "Via: 1.1 cordon\r\n" : "Via: 1.0 cordon\r\n")
    }
    if let edits { writer.append(edits.fields.lines.span) }
    return writer.isWhole
  }

  /// Writes whose request it is.
  private func emitOrigin(
    from bytes: Span<UInt8>, client: Span<UInt8>, isSecure: Bool, _ forwarded: ForwardedUse,
    origin: Span<UInt8>, into writer: inout ByteWriter
  ) {
    switch forwarded {
    case .claimed, .extended(.xForwardedFor):
      emitForwardedFor(from: bytes, client: client, into: &writer)
    case .replaced:
      if !client.isEmpty { writer.appendField("X-Forwarded-For", client) }
    case .extended(.forwarded):
      if !origin.isEmpty { writer.appendField("X-Forwarded-For", origin) }
      emitForwarded(from: bytes, client: client, isSecure: isSecure, into: &writer)
    }
  }

  private func emitHost(
    _ name: StaticString, from bytes: Span<UInt8>, defaultHost: Span<UInt8>,
    into writer: inout ByteWriter
  ) {
    if authorityRange.isEmpty {
      writer.appendField(name, defaultHost)
    } else {
      writer.appendField(name, authorityRange.span(in: bytes))
    }
  }

  private func emitRequestLine(
    from bytes: Span<UInt8>, _ edits: RequestEdits?, into writer: inout ByteWriter
  ) {
    writer.append(methodRange.span(in: bytes))
    writer.append(Byte.space)
    if let edits, edits.replacement != nil, target.form != .authority {
      edits.emit(path: target.path.span(in: bytes), into: &writer)
      let end = ByteRange(Int(target.path.upper), Int(target.whole.upper))
      writer.append(end.span(in: bytes))
    } else if target.form == .absolute {
      if target.path.isEmpty {
        // RFC 9112, section 3.2.4: OPTIONS on a host as a whole is the asterisk again.
        writer.append(method == .options && target.query == nil ? Byte.asterisk : Byte.slash)
      }
      writer.append(ByteRange(Int(target.path.lower), Int(target.whole.upper)).span(in: bytes))
    } else {
      writer.append(target.whole.span(in: bytes))
    }
    writer.append(" HTTP/1.1\r\n")
  }

  /// One line with all the addresses: an upstream that reads only the first or the last of several
  /// lines would see only what the client claims.
  private func emitForwardedFor(
    from bytes: Span<UInt8>, client: Span<UInt8>, into writer: inout ByteWriter
  ) {
    let hasList = fields.seen.contains(.xForwardedFor)
    guard hasList || !client.isEmpty else { return }
    writer.append("X-Forwarded-For: ")
    var isFirst = true
    if hasList {
      for index in 0..<fields.table.count where fields.table[index].known == .xForwardedFor {
        let value = fields.table[index].value
        guard !value.isEmpty else { continue }
        if !isFirst { writer.append(", ") }
        writer.append(value.span(in: bytes))
        isFirst = false
      }
    }
    if !client.isEmpty {
      if !isFirst { writer.append(", ") }
      writer.append(client)
    }
    writer.append("\r\n")
  }
}

extension FieldSection {
  /// Writes the end-to-end fields in their order, those in `omitted` left out.
  ///
  /// Lines that are canonical already and stand together are copied together.
  func emit(
    from bytes: Span<UInt8>, omitting omitted: KnownFieldSet, _ edits: FieldEdits? = nil,
    into writer: inout ByteWriter
  ) {
    let omitsNames = !(edits?.omitted.isEmpty ?? true)
    var runStart = 0
    var runEnd = 0
    for index in 0..<table.count {
      let field = table[index]
      if field.isHopByHop || (field.known != .other && omitted.contains(field.known)) { continue }
      if omitsNames, let edits {
        let isOmitted = edits.omits(field.name.span(in: bytes))
        if isOmitted { continue }
      }
      let lower = Int(field.name.lower)
      let upper = Int(field.value.upper) + 2
      if field.isCanonical, lower == runEnd {
        runEnd = upper
        continue
      }
      writer.append(bytes.extracting(runStart..<runEnd))
      runStart = upper
      runEnd = upper
      if field.isCanonical {
        runStart = lower
      } else {
        writer.append(field.name.span(in: bytes))
        writer.append(": ")
        writer.append(field.value.span(in: bytes))
        writer.append("\r\n")
        runEnd = 0
        runStart = 0
      }
    }
    writer.append(bytes.extracting(runStart..<runEnd))
  }
}
