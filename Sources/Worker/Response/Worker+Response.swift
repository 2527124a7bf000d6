import Configuration
import Glibc
import HTTP
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Receives from an upstream, if what comes can be passed on. Between exchanges too: that is how
  /// its closing is heard.
  mutating func receiveResponse(_ connection: UInt32) {
    guard upstreams[connection].receiving == .none, !upstreams[connection].isStarved,
      wantsResponse(connection)
    else { return }
    guard provided.responses > 0 else {
      upstreams[connection].isStarved = true
      return starvedUpstreams.append(connection)
    }
    upstreams[connection].receiving = .multishot
    upstreams[connection].operations += 1
    driver.receive(
      from: upstreams[connection].socket, group: .responses, multishot: true,
      awaitsReadiness: upstreams[connection].isReused == false,
      token: Token(.upstreamReceive, upstreamHandle(connection)))
  }

  private func wantsResponse(_ connection: UInt32) -> Bool {
    switch upstreams[connection].phase {
    case .connecting, .closing: return false
    case .busy where upstreams[connection].isHalfClosed: return false
    case .securing, .idle: return upstreams[connection].sealedInput.isEmpty
    case .busy:
      return upstreams[connection].sealedInput.isEmpty && upstreams[connection].input.isEmpty
        && !isClientFull(connection)
    }
  }

  /// How many segments may wait to be sent before more is read: crumbs pin a lease each, and chunk
  /// lines a place in their block.
  static var segmentsWaitingMax: Int { 192 }

  /// Whether the client has so much to read already that the upstream must wait.
  func isClientFull(_ connection: UInt32) -> Bool {
    let client = upstreams[connection].client
    guard clients.contains(client) else { return false }
    let out = clients[client.slot].out
    return out.bytes >= 2 * memory.pool.bytes || out.count >= Self.segmentsWaitingMax
  }

  mutating func upstreamReceived(_ connection: UInt32, _ completion: Completion) {
    if !completion.isMoreToCome {
      upstreams[connection].receiving = .none
      upstreams[connection].isCancelling = false
      upstreams[connection].operations -= 1
    }
    let handle = upstreamHandle(connection)
    let isSecure = upstreams[connection].isSecure
    let wasIdle = upstreams[connection].phase == .idle
    if let buffer = completion.buffer {
      tookProvided(.responses)
      if completion.result > 0, upstreams[connection].phase == .busy || isSecure {
        metrics.count(.bytesFromUpstreams, Int(completion.result))
        let segment = Segment(
          memory: .lease(buffer), offset: memory.pool.headroom, count: Int(completion.result))
        if isSecure {
          sealedResponseArrived(connection, segment)
        } else {
          responseArrived(connection, segment)
        }
      } else {
        memory.pool.release(buffer)
      }
    }
    guard upstreams.contains(handle) else { return }
    switch upstreams[connection].phase {
    case .closing: return finishUpstreamClosing(connection)
    case .idle where wasIdle && (completion.result == 0 || completion.result > 0 && !isSecure):
      // Bytes that nobody asked for, or the end: either way it is of no more use. A session may have words of
      // its own to say.
      return closeUpstream(connection)
    case .idle, .connecting, .securing, .busy: break
    }
    if completion.result == 0, isSecure {
      sealedResponseEnded(connection)
    } else if completion.result == 0 {
      upstreamEnded(connection)
    } else if completion.result == -ENOBUFS {
      metrics.count(.ringBuffersExhausted)
      receiveResponse(connection)
    } else if completion.result < 0, completion.result != -ECANCELED {
      upstreamEnded(connection, failure: .lost)
    } else {
      if upstreams[connection].receiving == .multishot, !upstreams[connection].isCancelling,
        !wantsResponse(connection)
      {
        upstreams[connection].isCancelling = true
        driver.cancel(Token(.upstreamReceive, upstreamHandle(connection)))
      }
      receiveResponse(connection)
    }
  }

  /// An upstream sends no more.
  mutating func upstreamEnded(_ connection: UInt32, failure: UpstreamFailure = .none) {
    if upstreams[connection].phase == .securing {
      return failUpstream(connection, .handshakeFailed)
    }
    guard upstreams[connection].phase == .busy else { return closeUpstream(connection) }
    // What came before the end may still wait for the client to read on.
    guard upstreams[connection].input.isEmpty else {
      upstreams[connection].hasEnded = true
      upstreams[connection].failure = failure
      return
    }
    let isWhole =
      failure == .none && upstreams[connection].hasHead
      && upstreams[connection].framing == .untilClose
    if isWhole, clients[upstreams[connection].client.slot].exchange.tunnel.isOpen {
      tunnelUpstreamEnded(connection)
    } else if isWhole {
      upstreams[connection].keepsAlive = false
      responseComplete(connection)
    } else {
      failUpstream(connection, .lost)
    }
  }

  mutating func responseArrived(_ connection: UInt32, _ segment: Segment) {
    guard memory.segments.append(segment, to: &upstreams[connection].input) else {
      memory.release(segment)
      return failUpstream(connection, .garbage)
    }
    upstreams[connection].hasResponded = true
    renewUpstreamDeadline(connection)
    readResponse(connection)
  }

  /// Reads what an upstream has sent, as far as its client takes it.
  mutating func readResponse(_ connection: UInt32) {
    while upstreams.isInUse(connection), upstreams[connection].phase == .busy,
      let segment = memory.segments.first(of: upstreams[connection].input)
    {
      if isClientFull(connection) { return }
      let slot = upstreams[connection].client.slot
      if upstreams[connection].hasHead {
        readResponseBody(connection, slot, segment)
      } else {
        readResponseHead(connection, slot, segment)
      }
    }
    if upstreams.isInUse(connection), upstreams[connection].phase == .busy,
      upstreams[connection].hasEnded
    {
      upstreams[connection].hasEnded = false
      upstreamEnded(connection, failure: upstreams[connection].failure)
    }
  }

  // MARK: The body

  private mutating func readResponseBody(
    _ connection: UInt32, _ slot: UInt32, _ segment: Segment
  ) {
    switch upstreams[connection].framing {
    case .none: failUpstream(connection, .garbage)
    case .length:
      let count = Int(min(upstreams[connection].remaining, UInt64(segment.count)))
      upstreams[connection].remaining -= UInt64(count)
      let part = memory.takeFront(count, of: &upstreams[connection].input)
      guard relay(connection, slot, part) else { return }
      if upstreams[connection].remaining == 0 { return responseComplete(connection) }
    case .untilClose:
      let part = memory.takeFront(Int(segment.count), of: &upstreams[connection].input)
      guard relay(connection, slot, part) else { return }
    case .chunked:
      readResponseChunks(connection, slot, segment)
    }
    if clients.isInUse(slot) { pumpClient(slot) }
  }

  private mutating func readResponseChunks(
    _ connection: UInt32, _ slot: UInt32, _ segment: Segment
  ) {
    var run: Segment?
    var offset = 0
    while true {
      let span = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(memory.bytes(segment)))
      let event = upstreams[connection].decoder.next(in: span, from: &offset)
      if case .data(let range) = event {
        guard !range.isEmpty else { continue }
        let part = Segment(
          memory: segment.memory, offset: Int(segment.offset) + range.lowerBound, count: range.count
        )
        if let whole = memory.joined(run, part, copied: metrics) {
          run = whole
          continue
        }
        guard relayRun(connection, slot, run) else { return }
        run = part
        continue
      }
      guard relayRun(connection, slot, run) else { return }
      switch event {
      case .consumed: memory.drop(Int(segment.count), &upstreams[connection].input)
      case .end(let consumed):
        memory.drop(consumed, &upstreams[connection].input)
        responseComplete(connection)
      case .failed, .data: failUpstream(connection, .garbage)
      }
      return
    }
  }

  private mutating func relayRun(_ connection: UInt32, _ slot: UInt32, _ run: Segment?) -> Bool {
    guard let run, let buffer = run.memory.buffer else { return true }
    memory.pool.retain(buffer)
    return relay(connection, slot, run)
  }

  /// Puts a part of the response's body behind what is to be sent to the client.
  private mutating func relay(_ connection: UInt32, _ slot: UInt32, _ part: Segment) -> Bool {
    // The response to HEAD has no body, whatever the upstream thinks; the parser has seen to that.
    clients[slot].exchange.responseBodyBytes += UInt64(part.count)
    if clients[slot].exchange.tunnel.isOpen { metrics.count(.tunnelBytesOut, Int(part.count)) }
    let fits: Bool
    if clients[slot].exchange.responseFraming == .chunked {
      var frames = clients[slot].frames
      fits = memory.appendChunk(part, to: &clients[slot].out, frames: &frames)
      clients[slot].frames = frames
    } else {
      fits = memory.segments.append(part, to: &clients[slot].out)
    }
    if !fits {
      metrics.count(limit: .leasesPerConnectionMax)
      memory.release(part)
      failUpstream(connection, .garbage)
    }
    return fits
  }

  /// The upstream has said all.
  mutating func responseComplete(_ connection: UInt32) {
    let slot = upstreams[connection].client.slot
    var fits = true
    if clients[slot].exchange.responseFraming == .chunked {
      var frames = clients[slot].frames
      fits = memory.appendLastChunk(to: &clients[slot].out, frames: &frames)
      clients[slot].frames = frames
    }
    clients[slot].exchange.answering = .complete
    metrics.observe(.responseBody, bytes: clients[slot].exchange.responseBodyBytes)
    finishUpstream(connection, slot)
    guard fits else { return closeClient(slot) }
    pumpClient(slot)
    exchangeMayEnd(slot)
  }
}
