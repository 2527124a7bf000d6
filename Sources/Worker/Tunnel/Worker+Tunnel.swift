import Configuration
import Glibc
import HTTP
import Primitives
import Proxy
import Ring
import TLS
import Telemetry

/// Connections that become tunnels (RFC 9110, sections 7.8 and 9.3.6), on routes that allow it.
///
/// A tunnel is an exchange whose request and response both go on until the end: what passes a body on that
/// is not held passes it on, with the same back pressure.
extension Worker where Driver: ~Copyable {
  /// Notes that a request asks for a tunnel, where its route allows one. False: it is answered.
  mutating func askForTunnel(_ slot: UInt32, _ head: Span<UInt8>, isAllowed: Bool) -> Bool {
    guard requestHead.method == .connect else {
      if isAllowed, requestHead.tunnelProtocol(in: head) != nil {
        clients[slot].exchange.tunnel.stage = .asked
      }
      return true
    }
    guard isAllowed else { return refuseConnect(slot) }
    guard !requestHead.hasBody else {
      clients[slot].exchange.keepsAlive = false
      answer(slot, status: 400, reason: "connect_body", outcome: .badRequest)
      return false
    }
    clients[slot].exchange.tunnel.stage = .asked
    return true
  }

  /// Answers CONNECT where no route takes it. Always false.
  mutating func refuseConnect(_ slot: UInt32) -> Bool {
    answer(slot, status: 501, reason: "connect", outcome: .badRequest)
    return false
  }

  /// Passes on which protocol is asked for, behind the other fields of a canonical head.
  mutating func appendUpgrade(
    _ slot: UInt32, _ head: Span<UInt8>, to writer: inout ByteWriter
  ) {
    // CONNECT asks by its method, and is answered by any 2xx.
    guard clients[slot].exchange.tunnel.stage == .asked, requestHead.method != .connect,
      let range = requestHead.tunnelProtocol(in: head)
    else { return }
    writer.append("Connection: Upgrade\r\nUpgrade: ")
    let start = writer.count
    writer.append(range.span(in: head))
    clients[slot].exchange.tunnel.protocolRange = start..<writer.count
    writer.append("\r\n")
  }

  // MARK: Opening

  /// Whether the response that was parsed is the one with which a tunnel begins.
  func opensTunnel(_ slot: UInt32, _ head: Span<UInt8>) -> Bool {
    let isConnect = clients[slot].exchange.method == .connect
    let range = isConnect ? 0..<0 : clients[slot].exchange.tunnel.protocolRange
    let asked = self.head(slot).extracting(range)
    guard isConnect || !asked.isEmpty else { return false }
    return responseHead.opensTunnel(asked: asked, in: head)
  }

  /// Passes on the head with which a tunnel begins, and from then on everything.
  mutating func openTunnel(
    _ connection: UInt32, _ slot: UInt32, _ head: Span<UInt8>, consumed: Int
  ) {
    guard queueTunnelHead(slot, head) else { return failUpstream(connection, .garbage) }
    metrics.count(.tunnels)
    metrics.observe(
      .upstreamFirstByte, nanoseconds: now &- upstreams[connection].begunNanoseconds)
    loads.succeeded(upstreams[connection].cell, nowNanoseconds: now)
    tunnels += 1
    memory.drop(consumed, &upstreams[connection].input)
    upstreams[connection].hasHead = true
    upstreams[connection].keepsAlive = false
    upstreams[connection].framing = .untilClose
    renewUpstreamDeadline(connection)
    clients[slot].exchange.tunnel.stage = .open
    clients[slot].exchange.status = responseHead.status
    clients[slot].exchange.answering = .begun
    clients[slot].exchange.answeredNanoseconds = now
    clients[slot].exchange.responseFraming = .untilClose
    clients[slot].exchange.keepsAlive = false
    // The request goes on, and nothing of it is kept or looked at.
    clients[slot].exchange.scan = .off
    clients[slot].exchange.isRetained = false
    clients[slot].exchange.framing = .untilClose
    clients[slot].exchange.remaining = .max
    clients[slot].exchange.isBodyComplete = false
    clients[slot].exchange.delivery = .sending
    setClientDeadline(slot)
    pumpClient(slot)
    goOn(slot, connection)
  }

  /// Takes what the client has sent already, and its end.
  private mutating func goOn(_ slot: UInt32, _ connection: UInt32) {
    let client = clientHandle(slot)
    readInput(slot)
    guard clients.contains(client), clients[slot].phase == .exchange else { return }
    if clients[slot].isSecure { openInput(slot) }
    guard clients.contains(client), clients[slot].phase == .exchange else { return }
    if clients[slot].isInputEnded { return tunnelClientEnded(slot) }
    receive(slot)
    pumpDelivery(slot)
  }

  private mutating func queueTunnelHead(_ slot: UInt32, _ head: Span<UInt8>) -> Bool {
    guard let block = memory.blocks.take() else { return false }
    let asked = self.head(slot).extracting(clients[slot].exchange.tunnel.protocolRange)
    var count = 0
    do {
      let span = unsafe MutableSpan<UInt8>(_unsafeBytes: memory.blocks.memory(block))
      var writer = ByteWriter(span)
      responseHead.emit(from: head, into: &writer)
      if !asked.isEmpty {
        writer.append("Connection: Upgrade\r\n")
        writer.appendField("Upgrade", asked)
      }
      writer.finish()
      count = writer.isWhole ? writer.count : 0
    }
    let placed = Segment(memory: .block(block), offset: 0, count: count)
    if count > 0, memory.segments.append(placed, to: &clients[slot].out) { return true }
    memory.blocks.release(block)
    return false
  }

  // MARK: Ending

  /// The client sends no more. What it has sent goes to the upstream, and then the end.
  mutating func tunnelClientEnded(_ slot: UInt32) {
    clients[slot].exchange.isBodyComplete = true
    pumpDelivery(slot)
  }

  /// All that a client has sent is with the upstream, and no more will come: it is told so, and may still send.
  mutating func endTunnelRequest(_ connection: UInt32, _ slot: UInt32) {
    if upstreams[connection].isSecure, !upstreams[connection].isEndSaid {
      upstreams[connection].isEndSaid = true
      // What it takes to say that comes back here when it is sent.
      if queueEnd(connection) { return sendSealedRequest(connection, isFollowed: false) }
    }
    guard upstreams[connection].phase == .busy else { return }
    driver.shutdown(upstreams[connection].socket, how: Int32(SHUT_WR))
    clients[slot].exchange.delivery = .sent
    upstreams[connection].deadlineNanoseconds = .max
    tunnelMayEnd(slot)
  }

  /// The upstream sends no more. What it has sent goes to the client, and then the end.
  mutating func tunnelUpstreamEnded(_ connection: UInt32) {
    let slot = upstreams[connection].client.slot
    upstreams[connection].isHalfClosed = true
    clients[slot].exchange.tunnel.isAnswerEnded = true
    pumpClient(slot)
    tunnelMayEnd(slot)
  }

  /// Passes on that the upstream sends no more; ends the tunnel where the client does not either.
  mutating func tunnelMayEnd(_ slot: UInt32) {
    guard clients[slot].phase == .exchange, clients[slot].exchange.tunnel.isAnswerEnded,
      clients[slot].exchange.answering == .begun, clients[slot].out.isEmpty,
      !clients[slot].isSending, clients[slot].sealedOut.isEmpty
    else { return }
    let connection = clients[slot].exchange.upstream.slot
    if clients[slot].exchange.isBodyComplete, clients[slot].exchange.delivery == .sent {
      clients[slot].exchange.answering = .complete
      finishUpstream(connection, slot)
      return exchangeMayEnd(slot)
    }
    guard !clients[slot].exchange.tunnel.isEndSent else { return }
    if clients[slot].isSecure, !clients[slot].exchange.tunnel.isEndSaid {
      clients[slot].exchange.tunnel.isEndSaid = true
      guard sealEnd(slot) else { return }
      if !clients[slot].sealedOut.isEmpty { return sendSealed(slot) }
    }
    clients[slot].exchange.tunnel.isEndSent = true
    driver.shutdown(clients[slot].socket, how: Int32(SHUT_WR))
  }

  /// Whether nothing has passed through a tunnel for too long.
  func isIdleTunnel(_ slot: UInt32) -> Bool {
    clients[slot].exchange.tunnel.isOpen && !clients[slot].isSending
  }
}
