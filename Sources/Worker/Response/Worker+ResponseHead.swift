import Configuration
import HTTP
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import Telemetry

extension Worker where Driver: ~Copyable {
  /// How many interim responses an upstream may send before its response.
  static var interimsMax: Int { 16 }

  /// Reads a response's head, which may come in parts.
  mutating func readResponseHead(_ connection: UInt32, _ slot: UInt32, _ segment: Segment) {
    let span = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(memory.bytes(segment)))
    if upstreams[connection].block == .max {
      switch upstreams[connection].scanner.scan(span) {
      case .complete(let count):
        return handleResponseHead(
          connection, slot, span.extracting(first: count), consumed: count, segment)
      case .incomplete:
        guard let block = memory.blocks.take() else { return failUpstream(connection, .garbage) }
        upstreams[connection].block = block
        upstreams[connection].blockCount = 0
        copyResponseHead(connection, span)
        return memory.drop(Int(segment.count), &upstreams[connection].input)
      case .failed(let fault):
        return refuseResponse(connection, fault)
      }
    }
    let before = upstreams[connection].blockCount
    let part = min(memory.blocks.bytes - before, span.count)
    copyResponseHead(connection, span.extracting(first: part))
    let block = unsafe memory.blocks.memory(upstreams[connection].block)
    let head = unsafe Span<UInt8>(
      _unsafeBytes: UnsafeRawBufferPointer(rebasing: block[0..<upstreams[connection].blockCount]))
    switch upstreams[connection].scanner.scan(head) {
    case .complete(let count):
      handleResponseHead(
        connection, slot, head.extracting(first: count), consumed: count - before, segment)
      if upstreams.isInUse(connection) { memory.releaseBlock(&upstreams[connection].block) }
    case .incomplete: memory.drop(part, &upstreams[connection].input)
    case .failed(let fault): refuseResponse(connection, fault)
    }
  }

  private mutating func copyResponseHead(_ connection: UInt32, _ span: Span<UInt8>) {
    let block = unsafe memory.blocks.memory(upstreams[connection].block)
    let count = upstreams[connection].blockCount
    unsafe span.withUnsafeBytes { source in
      unsafe UnsafeMutableRawBufferPointer(rebasing: block[count...]).copyMemory(from: source)
    }
    upstreams[connection].blockCount = count + span.count
    metrics.count(.copiedBytes, span.count)
  }

  private mutating func refuseResponse(_ connection: UInt32, _ fault: HTTPFault) {
    metrics.count(glitch: Int(fault.rawValue))
    if fault == .headTooLarge || fault == .requestLineTooLong || fault == .tooManyFields {
      metrics.count(limit: .responseHeadBytesMax)
    }
    failUpstream(connection, .garbage)
  }

  private mutating func handleResponseHead(
    _ connection: UInt32, _ slot: UInt32, _ head: Span<UInt8>, consumed: Int, _ segment: Segment
  ) {
    if let fault = responseHead.parse(head, method: clients[slot].exchange.method) {
      return refuseResponse(connection, fault)
    }
    if clients[slot].exchange.tunnel.stage == .asked, opensTunnel(slot, head) {
      return openTunnel(connection, slot, head, consumed: consumed)
    }
    if responseHead.isInterim { return handleInterim(connection, slot, head, consumed: consumed) }
    if isBlocked(slot, responseHead.status) { return refuseAnswer(connection, slot) }
    upstreams[connection].hasHead = true
    upstreams[connection].keepsAlive = responseHead.keepsAlive
    upstreams[connection].framing = responseHead.framing
    if case .length(let length) = responseHead.framing { upstreams[connection].remaining = length }
    if responseHead.framing == .chunked {
      upstreams[connection].decoder = ChunkedDecoder(
        limits: snapshots[clients[slot].exchange.snapshot]!.httpLimits)
    }
    clients[slot].exchange.answering = .begun
    clients[slot].exchange.status = responseHead.status
    clients[slot].exchange.answeredNanoseconds = now
    metrics.observe(
      .upstreamFirstByte, nanoseconds: now &- upstreams[connection].begunNanoseconds)
    chooseResponseFraming(slot)
    let count = emitResponseHead(slot, head)
    guard count > 0,
      queueResponseHead(slot, count: count, consumed: consumed, segment)
    else { return failUpstream(connection, .garbage) }
    memory.drop(consumed, &upstreams[connection].input)
    switch upstreams[connection].framing {
    case .none, .length(0): responseComplete(connection)
    case .length, .chunked, .untilClose:
      // With body bytes behind it, the head leaves together with them.
      if upstreams[connection].input.isEmpty { pumpClient(slot) }
    }
  }

  /// Whether the route does not let an answer of this status through.
  private func isBlocked(_ slot: UInt32, _ status: UInt16) -> Bool {
    guard terms(of: slot).blocksAnswers else { return false }
    let exchange = clients[slot].exchange
    let statuses = snapshots[exchange.snapshot]!.routes[exchange.listener][exchange.route]
      .blockedStatuses
    for index in statuses.indices where statuses[index].contains(Int(status)) { return true }
    return false
  }

  /// Answers in place of an upstream that has answered what its route blocks. What it still has to say is
  /// not read: its connection ends.
  private mutating func refuseAnswer(_ connection: UInt32, _ slot: UInt32) {
    metrics.count(.upstreamAnswersBlocked)
    loads.succeeded(upstreams[connection].cell, nowNanoseconds: now)
    let status = responseHead.status
    answer(
      slot, status: status >= 400 ? status : 502, reason: "upstream_status",
      outcome: .upstreamFailed)
  }

  /// How the client hears where the body ends.
  private mutating func chooseResponseFraming(_ slot: UInt32) {
    switch responseHead.framing {
    case .none, .length: clients[slot].exchange.responseFraming = responseHead.framing
    // Frames say where a stream's answer ends.
    case .chunked where clients[slot].isStream, .untilClose where clients[slot].isStream:
      clients[slot].exchange.responseFraming = .untilClose
    case .chunked, .untilClose:
      // HTTP/1.0 knows no chunks: there the end of the connection says it.
      let isOld = clients[slot].exchange.isHTTP10
      clients[slot].exchange.responseFraming = isOld ? .untilClose : .chunked
      if isOld { clients[slot].exchange.keepsAlive = false }
    }
  }

  /// Writes the canonical head into the scratch memory; zero: it does not fit.
  private mutating func emitResponseHead(_ slot: UInt32, _ head: Span<UInt8>) -> Int {
    let stays = staysOpen(slot)
    let span = unsafe MutableSpan<UInt8>(_unsafeBytes: scratch.bytes)
    var writer = ByteWriter(span)
    responseHead.emit(from: head, edits: edits(of: slot).response, into: &writer)
    writeBinding(slot, &writer)
    switch clients[slot].exchange.responseFraming {
    case .none:
      if let length = responseHead.representationLength { writer.writeLength(length) }
    case .length(let length): writer.writeLength(length)
    case .chunked: writer.writeChunked()
    case .untilClose: break
    }
    if !stays {
      writer.writeConnectionClose()
    } else if clients[slot].exchange.isHTTP10 {
      writer.writeConnectionKeepAlive()
    }
    writer.finish()
    return writer.isWhole ? writer.count : 0
  }

  /// Queues the head that is in the scratch memory: in its lease, where its body follows it, or in a
  /// block.
  private mutating func queueResponseHead(
    _ slot: UInt32, count: Int, consumed: Int, _ segment: Segment
  ) -> Bool {
    let source = unsafe UnsafeRawBufferPointer(rebasing: scratch.bytes[0..<count])
    let bodyStart = Int(segment.offset) + consumed
    if let buffer = segment.memory.buffer, bodyStart >= count, memory.pool.userCount(buffer) == 1 {
      let offset = bodyStart - count
      unsafe memory.pool.slice(buffer, offset: offset, count: count).copyMemory(from: source)
      memory.pool.retain(buffer)
      let placed = Segment(memory: segment.memory, offset: offset, count: count)
      if memory.segments.append(placed, to: &clients[slot].out) { return true }
      memory.pool.release(buffer)
      return false
    }
    guard count <= memory.blocks.bytes, let block = memory.blocks.take() else { return false }
    unsafe memory.blocks.memory(block).copyMemory(from: source)
    let placed = Segment(memory: .block(block), offset: 0, count: count)
    if memory.segments.append(placed, to: &clients[slot].out) { return true }
    memory.blocks.release(block)
    return false
  }

  /// 100 is dropped, as Cordon has said it itself; a 101 that comes here was not asked for; others are
  /// passed on.
  private mutating func handleInterim(
    _ connection: UInt32, _ slot: UInt32, _ head: Span<UInt8>, consumed: Int
  ) {
    upstreams[connection].interims += 1
    guard !responseHead.isSwitchingProtocols, upstreams[connection].interims <= Self.interimsMax
    else { return failUpstream(connection, .garbage) }
    if responseHead.status != 100, !clients[slot].exchange.isHTTP10 {
      guard relayInterim(slot, head) else { return failUpstream(connection, .garbage) }
    }
    memory.drop(consumed, &upstreams[connection].input)
    upstreams[connection].scanner.reset()
    pumpClient(slot)
  }

  private mutating func relayInterim(_ slot: UInt32, _ head: Span<UInt8>) -> Bool {
    guard let block = memory.blocks.take() else { return false }
    var count = 0
    do {
      let span = unsafe MutableSpan<UInt8>(_unsafeBytes: memory.blocks.memory(block))
      var writer = ByteWriter(span)
      responseHead.emit(from: head, edits: edits(of: slot).response, into: &writer)
      writer.finish()
      count = writer.isWhole ? writer.count : 0
    }
    let placed = Segment(memory: .block(block), offset: 0, count: count)
    if count > 0, memory.segments.append(placed, to: &clients[slot].out) { return true }
    memory.blocks.release(block)
    return false
  }
}
