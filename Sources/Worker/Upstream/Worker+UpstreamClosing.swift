import Configuration
import Glibc
import HTTP
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import TLS
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Ends an upstream's connection because of what went wrong with it. What that means for the
  /// exchange is decided when nothing of it is in flight any more.
  mutating func failUpstream(_ connection: UInt32, _ failure: UpstreamFailure) {
    guard upstreams[connection].phase != .closing else { return }
    upstreams[connection].failure = failure
    closeUpstream(connection)
  }

  /// Ends an upstream's connection: joins what is in flight, then closes.
  mutating func closeUpstream(_ connection: UInt32) {
    guard upstreams[connection].phase != .closing else { return }
    if upstreams[connection].phase == .idle {
      sayEnd(connection)
      removeIdle(connection)
    }
    let wasConnecting = upstreams[connection].phase == .connecting
    upstreams[connection].phase = .closing
    upstreams[connection].deadlineNanoseconds = .max
    upstreams[connection].isStarved = false
    if upstreams[connection].operations > 0 {
      if wasConnecting {
        driver.cancel(Token(.upstreamConnect, upstreamHandle(connection)))
      }
      if upstreams[connection].receiving != .none, !upstreams[connection].isCancelling {
        upstreams[connection].isCancelling = true
        driver.cancel(Token(.upstreamReceive, upstreamHandle(connection)))
      }
      driver.shutdown(upstreams[connection].socket, how: Int32(SHUT_RDWR))
    }
    finishUpstreamClosing(connection)
  }

  mutating func finishUpstreamClosing(_ connection: UInt32) {
    guard upstreams[connection].operations == 0 else { return }
    let upstream = upstreams[connection]
    memory.releaseAll(&upstreams[connection].input)
    memory.releaseAll(&upstreams[connection].sealedInput)
    memory.releaseAll(&upstreams[connection].sealedOut)
    memory.releaseAll(&upstreams[connection].doomed)
    memory.releaseBlock(&upstreams[connection].block)
    memory.releaseBlock(&upstreams[connection].doomedBlock)
    memory.releaseBlock(&upstreams[connection].greetingBlock)
    upstreams[connection].doomedFrames.release(&memory)
    upstreamSessions.end(connection)
    driver.close(upstream.socket)
    upstreams.remove(connection)
    if clients.contains(upstream.client) { upstreamGone(upstream.client.slot, upstream) }
  }

  /// Lets go of the upstream that serves an exchange, and ends its connection: what was sent of the
  /// request never completes.
  mutating func dropUpstream(_ slot: UInt32) {
    leaveQueue(slot)
    let handle = clients[slot].exchange.upstream
    guard upstreams.contains(handle) else { return }
    detach(handle.slot, from: slot)
    releasePlace(slot)
    closeUpstream(handle.slot)
  }

  /// Parts a connection from its exchange. What a send in flight names stays with the connection.
  private mutating func detach(_ connection: UInt32, from slot: UInt32) {
    upstreams[connection].client = .none
    clients[slot].exchange.upstream = .none
    guard upstreams[connection].sendsHeld else { return }
    if clients[slot].exchange.scan == .hold { holdBytes -= clients[slot].exchange.hold.bytes }
    memory.move(&clients[slot].exchange.hold, to: &upstreams[connection].doomed)
    if clients[slot].exchange.spill != .max {
      memory.move(
        &spills[clients[slot].exchange.spill].readBack, to: &upstreams[connection].doomed)
    }
    upstreams[connection].doomedBlock = clients[slot].block
    upstreams[connection].doomedFrames = clients[slot].exchange.frames
    clients[slot].block = .max
    clients[slot].exchange.frames = Frames()
  }

  /// Gives the chosen upstream's place back.
  mutating func releasePlace(_ slot: UInt32) {
    let exchange = clients[slot].exchange
    guard exchange.cell >= 0 else { return }
    clients[slot].exchange.cell = -1
    loads.release(exchange.cell, bytes: exchange.cellBytes)
    tellWaiting(exchange)
  }

  /// The connection that served an exchange has ended before its response was whole.
  private mutating func upstreamGone(_ slot: UInt32, _ upstream: UpstreamConnection) {
    clients[slot].exchange.upstream = .none
    releasePlace(slot)
    noteFailure(slot, upstream)
    guard clients[slot].phase == .exchange else { return }
    guard clients[slot].exchange.answering == .none else {
      // A part of the response is with the client: it must not take it for the whole.
      clients[slot].exchange.outcome = .upstreamFailed
      return closeClient(slot)
    }
    switch upstream.failure {
    case .connectFailed, .connectTimedOut, .handshakeFailed:
      clients[slot].exchange.hasTimedOut = upstream.failure == .connectTimedOut
      if clients[slot].exchange.upstreamIndex < 64 {
        clients[slot].exchange.tried |= 1 << UInt64(clients[slot].exchange.upstreamIndex)
      } else if clients[slot].exchange.attempts >= 64 {
        return answerGone(slot, upstream.failure)
      }
      metrics.count(.upstreamRetries)
      deliver(slot)
    case .lost where mayRetry(slot, upstream):
      clients[slot].exchange.wantsFreshConnection = true
      sendAgain(slot)
    case .lost where mayMove(slot, upstream):
      clients[slot].exchange.hasMoved = true
      clients[slot].exchange.tried |= 1 << UInt64(clients[slot].exchange.upstreamIndex)
      sendAgain(slot)
    default:
      answerGone(slot, upstream.failure)
    }
  }

  private mutating func noteFailure(_ slot: UInt32, _ upstream: UpstreamConnection) {
    // A pooled connection that ends at once has been closed by an upstream that is well.
    if upstream.failure == .lost, upstream.isReused, !upstream.hasResponded { return }
    let exchange = clients[slot].exchange
    // A tunnel ends as those who talk through it please.
    if exchange.tunnel.isOpen { return }
    let snapshot = snapshots[exchange.snapshot]!
    switch upstream.failure {
    case .connectFailed, .connectTimedOut, .handshakeFailed: metrics.count(.upstreamConnectFailures)
    case .none: return
    case .lost, .timedOut, .garbage: break
    }
    if loads.failed(
      upstream.cell, of: snapshot.backends[exchange.backend], nowNanoseconds: now)
    {
      metrics.count(.upstreamEjections)
    }
  }

  /// Whether a request that a pooled connection swallowed may be sent again: once, and only if it
  /// does no harm twice (RFC 9110, section 9.2.2), or the route says so.
  private func mayRetry(_ slot: UInt32, _ upstream: UpstreamConnection) -> Bool {
    upstream.isReused && !upstream.hasResponded && clients[slot].exchange.isRetained
      && !clients[slot].exchange.wantsFreshConnection
  }

  /// Whether a request that an upstream has taken and not begun to answer may go to another one: once, as
  /// one that ends each upstream that takes it must not go to all of them.
  private func mayMove(_ slot: UInt32, _ upstream: UpstreamConnection) -> Bool {
    let exchange = clients[slot].exchange
    return !upstream.hasResponded && exchange.isRetained && !exchange.hasMoved
      && exchange.upstreamIndex < 64
  }

  private mutating func sendAgain(_ slot: UInt32) {
    metrics.count(.upstreamRetries)
    clients[slot].exchange.isHeadSent = false
    clients[slot].exchange.retainedBytes = 0
    let index = clients[slot].exchange.spill
    if index != .max {
      memory.releaseAll(&spills[index].readBack)
      // A read in flight would land after the restart; its bytes are the ones at its offset.
      spills[index].readOffset = 0
      spills[index].isStale = spills[index].isReading
    }
    deliver(slot)
  }

  private mutating func answerGone(_ slot: UInt32, _ failure: UpstreamFailure) {
    switch failure {
    case .timedOut, .connectTimedOut:
      answer(slot, status: 504, reason: "upstream_timeout", outcome: .upstreamTimedOut)
    case .garbage:
      answer(slot, status: 502, reason: "upstream_garbage", outcome: .upstreamFailed)
    case .none, .connectFailed, .handshakeFailed, .lost:
      answer(slot, status: 502, reason: "upstream_lost", outcome: .upstreamFailed)
    }
  }

  // MARK: The keep-alive pool

  /// The response is whole: parts the connection from the exchange and keeps it, if it can serve
  /// again.
  mutating func finishUpstream(_ connection: UInt32, _ slot: UInt32) {
    let limits = limits(of: slot)
    let cell = upstreams[connection].cell
    loads.succeeded(cell, nowNanoseconds: now)
    releasePlace(slot)
    var stays =
      upstreams[connection].keepsAlive && clients[slot].exchange.isRequestSent
      && upstreams[connection].input.isEmpty && !upstreams[connection].hasEnded && !isDraining
      && !hasMoreToOpen(connection) && !upstreams[connection].isPersonal
    if stays, Int(idleCounts[cell]) >= limits.upstreamIdleMax {
      metrics.count(limit: .upstreamIdleMax)
      stays = false
    }
    // What was not sent whole must not look as if it were.
    let isSent = clients[slot].exchange.isRequestSent
    detach(connection, from: slot)
    guard stays else {
      if isSent { sayEnd(connection) }
      return closeUpstream(connection)
    }
    upstreams[connection].phase = .idle
    upstreams[connection].deadlineNanoseconds = deadline(limits.upstreamIdleTimeoutMilliseconds)
    upstreams[connection].nextIdle = idle[cell]
    upstreams[connection].previousIdle = .max
    if idle[cell] != .max { upstreams[idle[cell]].previousIdle = connection }
    idle[cell] = connection
    idleCounts[cell] += 1
    receiveResponse(connection)
  }

  /// The connection to an upstream that was used last. Those of another security are of no more use.
  mutating func takeIdle(_ cell: Int, _ security: ObjectIdentifier?) -> UInt32? {
    while idle[cell] != .max {
      let connection = idle[cell]
      guard upstreams[connection].security == security else {
        closeUpstream(connection)
        continue
      }
      removeIdle(connection)
      return connection
    }
    return nil
  }

  private mutating func removeIdle(_ connection: UInt32) {
    let (cell, next, previous) = (
      upstreams[connection].cell, upstreams[connection].nextIdle,
      upstreams[connection].previousIdle
    )
    if previous == .max { idle[cell] = next } else { upstreams[previous].nextIdle = next }
    if next != .max { upstreams[next].previousIdle = previous }
    upstreams[connection].nextIdle = .max
    upstreams[connection].previousIdle = .max
    idleCounts[cell] -= 1
  }
}
