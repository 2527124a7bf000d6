public import Primitives

extension RequestHead {
  /// The address of the client for which proxies have sent this request: of those in a field, the last from
  /// the right that is none of the trusted ones; where all are, the first. `nil` where the field says
  /// nothing that can be used, or is not there: see ``hasForwarded(_:)``.
  ///
  /// What stands left of something that is no address is not looked at: each proxy vouches for the one
  /// before it, and that one is not known. So is an element of `Forwarded` without `for`, or with `unknown`
  /// or a made-up name.
  ///
  /// - Parameters:
  ///   - field: the one that the trusted proxies write.
  ///   - trusted: the proxies. That the request comes from one of them is for the caller to see.
  ///   - bytes: the bytes that were parsed.
  public func forwardedClient(
    _ field: ForwardedField, trusted: NetworkList, in bytes: Span<UInt8>
  ) -> IPAddress? {
    let known: KnownField = field == .forwarded ? .forwarded : .xForwardedFor
    guard fields.seen.contains(known) else { return nil }
    var chain = ForwardedChain()
    for index in 0..<fields.table.count where fields.table[index].known == known {
      let value = fields.table[index].value.span(in: bytes)
      if field == .forwarded {
        // Of a value that is none nothing is known, and those behind it are others' words.
        if !chain.read(forwarded: value, trusted: trusted) { chain.append(nil, trusted: trusted) }
      } else {
        chain.read(list: value, trusted: trusted)
      }
    }
    return chain.client
  }

  /// Whether proxies have said anything of whom this request is from.
  public func hasForwarded(_ field: ForwardedField) -> Bool {
    fields.seen.contains(field == .forwarded ? .forwarded : .xForwardedFor)
  }

  /// Whether `X-Forwarded-Proto` says `https`; `nil` where it does not say one scheme.
  func saysHTTPS(_ bytes: Span<UInt8>) -> Bool? {
    guard let field = fields.first(.xForwardedProto), !fields.repeated.contains(.xForwardedProto)
    else { return nil }
    let scheme = field.value.span(in: bytes)
    if ByteScan.equalIgnoringCase(scheme, "https") { return true }
    return ByteScan.equalIgnoringCase(scheme, "http") ? false : nil
  }

  /// Writes one line with all the elements of `Forwarded` that the request came with, and one for the hop
  /// to here. What cannot be read as such a list is left out: another reader could take the rest of the
  /// line for a part of it.
  func emitForwarded(
    from bytes: Span<UInt8>, client: Span<UInt8>, isSecure: Bool, into writer: inout ByteWriter
  ) {
    writer.append("Forwarded: ")
    var reader = ForwardedChain()
    for index in 0..<fields.table.count where fields.table[index].known == .forwarded {
      let value = fields.table[index].value.span(in: bytes)
      guard !value.isEmpty, reader.read(forwarded: value, trusted: NetworkList()) else { continue }
      writer.append(value)
      writer.append(", ")
    }
    emitNode(client, into: &writer)
    writer.append(isSecure ? ";proto=https\r\n" : ";proto=http\r\n")
  }

  /// RFC 7239, section 6: an IPv6 address stands in brackets and quotation marks.
  private func emitNode(_ client: Span<UInt8>, into writer: inout ByteWriter) {
    var isIPv6 = false
    for index in client.indices where client[index] == Byte.colon { isIPv6 = true }
    if client.isEmpty {
      writer.append("for=unknown")
    } else if isIPv6 {
      writer.append("for=\"[")
      writer.append(client)
      writer.append("]\"")
    } else {
      writer.append("for=")
      writer.append(client)
    }
  }
}

/// The addresses through which a request has come, read from the left: what is known so far of whose it is.
struct ForwardedChain {
  /// The last address from the right that is not trusted, of those read so far and behind what was no
  /// address; the first where all are.
  private(set) var client: IPAddress?

  /// Takes the next one; `nil`: something that is no address.
  mutating func append(_ hop: IPAddress?, trusted: NetworkList) {
    guard let hop else {
      client = nil
      return
    }
    if client == nil || !trusted.contains(hop) { client = hop }
  }

  /// Reads a list of addresses (`X-Forwarded-For`). Empty elements are passed over (RFC 9110, section 5.6.1).
  mutating func read(list value: Span<UInt8>, trusted: NetworkList) {
    var start = 0
    while start < value.count {
      var end = start
      while end < value.count, value[end] != Byte.comma { end += 1 }
      var (lower, upper) = (start, end)
      while lower < upper, Self.isBlank(value[lower]) { lower += 1 }
      while upper > lower, Self.isBlank(value[upper - 1]) { upper -= 1 }
      if lower < upper { append(Self.node(value.extracting(lower..<upper)), trusted: trusted) }
      start = end + 1
    }
  }

  /// Reads a value of `Forwarded`; false where it is none.
  mutating func read(forwarded value: Span<UInt8>, trusted: NetworkList) -> Bool {
    var reader = ForwardedReader()
    while true {
      switch reader.next(in: value) {
      case .hop(let hop): append(hop, trusted: trusted)
      case .empty: break
      case .end: return true
      case .malformed: return false
      }
    }
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == Byte.space || byte == Byte.tab }

  /// An address, perhaps with a port; an IPv6 one in brackets, or bare without a port.
  static func node(_ text: Span<UInt8>) -> IPAddress? {
    if let address = IPAddress(text) { return address }
    var end = text.count
    while end > 0, ByteScan.isDigit(text[end - 1]) { end -= 1 }
    var host = text.count
    if end > 0, text[end - 1] == Byte.colon, end < text.count { host = end - 1 }
    if host > 2, text[0] == Byte.openBracket, text[host - 1] == Byte.closeBracket {
      let address = IPAddress(text.extracting(1..<host - 1))
      return isWritten(address, withColons: text) ? address : nil
    }
    let address = IPAddress(text.extracting(0..<host))
    return host < text.count && address?.isIPv4 == true ? address : nil
  }

  /// Only what IPv6 writes stands in brackets.
  private static func isWritten(_ address: IPAddress?, withColons text: Span<UInt8>) -> Bool {
    guard address != nil else { return false }
    var index = 1
    while index < text.count, text[index] != Byte.closeBracket {
      if text[index] == Byte.colon { return true }
      index += 1
    }
    return false
  }
}

/// Reads the elements of one value of `Forwarded` (RFC 7239, section 4).
struct ForwardedReader {
  enum Step {
    /// An element, and the address in its `for`, where that is one.
    case hop(IPAddress?)
    /// An element without anything in it.
    case empty
    case end
    case malformed
  }

  private var offset = 0

  /// The next element.
  mutating func next(in value: Span<UInt8>) -> Step {
    skipBlanks(value)
    guard offset < value.count else { return .end }
    var hop: IPAddress?
    var (pairs, hasFor) = (0, false)
    while offset < value.count, value[offset] != Byte.comma {
      if value[offset] != Byte.semicolon {
        let nameEnd = ByteScan.tokenEnd(value, from: offset)
        guard nameEnd > offset, nameEnd < value.count, value[nameEnd] == Byte.equals else {
          return .malformed
        }
        let isFor = ByteScan.equalIgnoringCase(value.extracting(offset..<nameEnd), "for")
        offset = nameEnd + 1
        guard let range = valueRange(value), !(isFor && hasFor) else { return .malformed }
        if isFor {
          hasFor = true
          hop = ForwardedChain.node(value.extracting(range))
        }
        pairs += 1
        skipBlanks(value)
        guard
          offset == value.count || value[offset] == Byte.comma || value[offset] == Byte.semicolon
        else { return .malformed }
      }
      if offset < value.count, value[offset] == Byte.semicolon {
        offset += 1
        skipBlanks(value)
      }
    }
    if offset < value.count { offset += 1 }
    return pairs == 0 ? .empty : .hop(hop)
  }

  /// A token, or what stands between quotation marks. An escape in there is no part of an address.
  private mutating func valueRange(_ value: Span<UInt8>) -> Range<Int>? {
    guard offset < value.count, value[offset] == Byte.quote else {
      let end = ByteScan.tokenEnd(value, from: offset)
      guard end > offset else { return nil }
      defer { offset = end }
      return offset..<end
    }
    let start = offset + 1
    var end = start
    while end < value.count, value[end] != Byte.quote {
      end += value[end] == Byte.backslash ? 2 : 1
    }
    guard end < value.count else { return nil }
    offset = end + 1
    return start..<end
  }

  private mutating func skipBlanks(_ value: Span<UInt8>) {
    while offset < value.count, ForwardedChain.isBlank(value[offset]) { offset += 1 }
  }
}
