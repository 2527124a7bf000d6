import Configuration
import HTTP
import Primitives
import Ring
import Telemetry

/// Where clients are: what the kernel, a PROXY header and a request say of that, and whom lists admit.
extension Worker where Driver: ~Copyable {
  /// Who may connect to a listener, and who is believed.
  private func edge(listener index: Int) -> ListenerEdge? {
    edge(listeners[index].socket.purpose, current)
  }

  /// The same for an exchange, by the snapshot that it began with.
  private func edge(of slot: UInt32) -> ListenerEdge? {
    edge(purpose(of: slot), clients[slot].exchange.snapshot)
  }

  private func edge(_ purpose: ListeningSocket.Purpose, _ snapshot: Int) -> ListenerEdge? {
    guard case .frontend(let number) = purpose else { return nil }
    let edges = snapshots[snapshot]!.edges
    return number < edges.count ? edges[number] : nil
  }

  // MARK: Connections

  /// Whether a connection that was accepted is served. One that begins with a PROXY header is judged by that.
  ///
  /// Who is gone when the kernel is asked for its address is not served where anything depends on that: it
  /// may have left a request behind.
  mutating func isWelcome(_ socket: Descriptor, listener number: Int) -> Bool {
    let edges = snapshots[current]!.edges
    // While it drains, the last that came to a listener that is no more.
    guard number < edges.count else { return false }
    let edge = edges[number]
    guard edge.asksForAddresses else { return true }
    let remote = RemoteAddress(driver.remoteAddress(of: socket))
    if remote == .unknown { return false }
    if edge.proxies?.contains(remote) ?? false { return true }
    return edge.access.admits(remote)
  }

  /// Whether a connection is to begin with a PROXY header.
  func awaitsProxyHeader(from address: ClientAddress, listener index: Int) -> Bool {
    edge(listener: index)?.proxies?.contains(address.remote) ?? false
  }

  /// Takes a part of a PROXY header, and what comes behind it.
  mutating func proxyHeaderArrived(_ slot: UInt32, _ segment: Segment) {
    let span = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(memory.bytes(segment)))
    let before = clients[slot].blockCount
    guard before > 0 else { return proxyHeaderRead(slot, segment, ProxyHeader.read(span), before) }
    // A block has room for the longest header, so a full one is never incomplete.
    copyToBlock(slot, span.extracting(first: min(memory.blocks.bytes - before, span.count)))
    let block = unsafe memory.blocks.memory(clients[slot].block)
    let all = unsafe Span<UInt8>(
      _unsafeBytes: UnsafeRawBufferPointer(rebasing: block[0..<clients[slot].blockCount]))
    proxyHeaderRead(slot, segment, ProxyHeader.read(all), before)
  }

  /// Goes on with what was read of a header, of which `before` bytes came before a segment.
  private mutating func proxyHeaderRead(
    _ slot: UInt32, _ segment: Segment, _ progress: ProxyHeaderProgress, _ before: Int
  ) {
    switch progress {
    case .incomplete:
      if before == 0, !keepPartialHeader(slot, segment) { closeClient(slot) }
      memory.release(segment)
    case .failed(let fault):
      memory.release(segment)
      metrics.count(Self.counter(of: fault))
      closeClient(slot)
    case .complete(let header, let count):
      metrics.count(.proxyHeaders)
      memory.releaseBlock(&clients[slot].block)
      clients[slot].blockCount = 0
      clients[slot].awaitsProxyHeader = false
      if let ends = header.ends {
        clients[slot].address = ClientAddress(ends.client)
        clients[slot].server = ends.server
      }
      begin(slot, with: segment, from: count - before)
    }
  }

  private mutating func keepPartialHeader(_ slot: UInt32, _ segment: Segment) -> Bool {
    guard let block = memory.blocks.take() else { return false }
    clients[slot].block = block
    copyToBlock(
      slot, unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(memory.bytes(segment))))
    return true
  }

  /// Begins with what a client itself sends, behind a header in the same segment.
  private mutating func begin(_ slot: UInt32, with segment: Segment, from offset: Int) {
    let edge = edge(listener: clients[slot].listener)
    guard edge?.access.admits(clients[slot].address.remote) ?? true else {
      metrics.count(.connectionsDenied)
      memory.release(segment)
      return closeClient(slot)
    }
    clients[slot].deadlineNanoseconds = beginningDeadline(isSecure: clients[slot].isSecure)
    let rest = Int(segment.count) - offset
    guard rest > 0 else { return memory.release(segment) }
    opened(
      slot, Segment(memory: segment.memory, offset: Int(segment.offset) + offset, count: rest))
  }

  private static func counter(of fault: ProxyFault) -> Counter {
    switch fault {
    case .missing: .proxyRefusalsMissing
    case .malformed: .proxyRefusalsMalformed
    case .checksum: .proxyRefusalsChecksum
    case .tooLong: .proxyRefusalsTooLong
    }
  }

  // MARK: Requests

  /// Where the client of an exchange is, or of a connection without one.
  func address(of slot: UInt32) -> ClientAddress {
    clients[slot].exchange.address ?? clients[slot].address
  }

  /// Whether a request comes from a proxy that is believed; `nil`: nothing says who is.
  private func isFromTrusted(_ slot: UInt32) -> Bool? {
    edge(of: slot)?.trusted
      .map { $0.contains(clients[slot].address.remote) }
  }

  /// Notes whose request it is, where a trusted proxy says so: the parsed one, while it is there.
  mutating func noteOrigin(_ slot: UInt32, _ head: Span<UInt8>) {
    guard isFromTrusted(slot) == true,
      let edge = edge(of: slot),
      let trusted = edge.trusted
    else { return }
    guard requestHead.hasForwarded(edge.forwardedField) else { return }
    let client = requestHead.forwardedClient(edge.forwardedField, trusted: trusted, in: head)
    // No port: that of the proxy's connection is not the client's. Who is said to be nobody in particular is
    // not the proxy, either, and no list admits him.
    clients[slot].exchange.address =
      client.map { ClientAddress(ConnectionEnd($0, port: 0)) } ?? ClientAddress(nil)
  }

  /// What becomes of what a request says of where it comes from.
  func forwardedUse(_ slot: UInt32) -> ForwardedUse {
    switch isFromTrusted(slot) {
    case nil: .claimed
    case false?: .replaced
    case true?:
      .extended(edge(of: slot)?.forwardedField ?? .xForwardedFor)
    }
  }

  /// Whether lists of a route admit the client. False: it is answered.
  mutating func isAdmitted(_ slot: UInt32, by access: AccessList) -> Bool {
    if access.admits(address(of: slot).remote) { return true }
    answer(slot, status: 403, reason: "address_denied", outcome: .denied)
    return false
  }
}
