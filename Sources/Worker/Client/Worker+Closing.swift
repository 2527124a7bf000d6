import Configuration
import Glibc
import HTTP
import HTTP2
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import TLS
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Gives back what is held of a body. False: something is still in flight that needs it.
  mutating func discardBody(_ slot: UInt32) -> Bool {
    abandonInspection(slot)
    let exchange = clients[slot].exchange
    if exchange.spill != .max, isSpillBusy(exchange.spill) { return false }
    if upstreams.contains(exchange.upstream), upstreams[exchange.upstream.slot].sendsHeld {
      return false
    }
    if exchange.scan == .hold { holdBytes -= exchange.hold.bytes }
    memory.releaseAll(&clients[slot].exchange.hold)
    holdBytes -= exchange.stream.window.bytes
    memory.releaseAll(&clients[slot].exchange.stream.window)
    if exchange.spill != .max {
      clients[slot].exchange.spill = .max
      closeSpill(exchange.spill)
    }
    return true
  }

  /// Ends the exchange if everything of it is done.
  mutating func exchangeMayEnd(_ slot: UInt32) {
    // A stream ends when its session says so.
    guard clients.isInUse(slot), clients[slot].phase == .exchange, !clients[slot].isStream,
      clients[slot].exchange.answering == .complete, clients[slot].out.isEmpty,
      !clients[slot].isSending, clients[slot].sealedOut.isEmpty,
      clients[slot].exchange.upstream.isNone
    else { return }
    guard discardBody(slot) else { return }
    let stays = staysOpen(slot)
    if clients[slot].requests >= limits(of: slot).requestsPerConnectionMax {
      metrics.count(limit: .requestsPerConnectionMax)
    }
    endExchange(slot)
    // Closing from here must not end the exchange a second time.
    clients[slot].phase = .idle
    if stays {
      awaitRequest(slot)
    } else if clients[slot].isInputEnded, !clients[slot].isSecure {
      closeClient(slot)
    } else {
      linger(slot)
    }
  }

  /// Accounts for an exchange and forgets it.
  private mutating func endExchange(_ slot: UInt32) {
    let exchange = clients[slot].exchange
    metrics.count(outcome: exchange.outcome)
    if exchange.status > 0 { metrics.count(status: Int(exchange.status)) }
    metrics.observe(.request, nanoseconds: now &- exchange.begunNanoseconds)
    logAccess(slot)
    countScan(slot, .ended)
    if exchange.scan == .stream { streamWindowBytes -= exchange.stream.windowBytes }
    releaseSession(slot)
    releasePlace(slot)
    memory.releaseBlock(&clients[slot].block)
    clients[slot].blockCount = 0
    clients[slot].frames.release(&memory)
    clients[slot].exchange.frames.release(&memory)
    snapshots[exchange.snapshot]!.users -= 1
    exchanges -= 1
    if exchange.tunnel.isOpen { tunnels -= 1 }
    clients[slot].exchange = Exchange()
  }

  private mutating func awaitRequest(_ slot: UInt32) {
    clients[slot].phase = .idle
    clients[slot].scanner = HeadScanner(.request, limits: httpLimits)
    clients[slot].deadlineNanoseconds = deadline(
      snapshots[current]!.limits.idleTimeoutMilliseconds)
    readInput(slot)
    guard clients.isInUse(slot) else { return }
    // Nothing more will come, so what is there is no request.
    let isWaiting = clients[slot].phase == .idle || clients[slot].phase == .head
    if isWaiting, clients[slot].isInputEnded { return closeClient(slot) }
    // Nor will the rest of a body: what its client had sent before it ended was pipelined.
    if clients[slot].phase == .exchange, clients[slot].isInputEnded,
      !clients[slot].exchange.isBodyComplete, clients[slot].exchange.answering != .complete
    {
      clients[slot].exchange.outcome = .clientAborted
      return closeClient(slot)
    }
    receive(slot)
  }

  /// All is said: the client sees the end of the answer, and then the end of the connection; what it
  /// still sends is dropped. Closing at once would make the kernel answer that with a reset, which
  /// can overtake the answer.
  mutating func linger(_ slot: UInt32) {
    if clients[slot].isSecure, !sealEnd(slot) { return }
    beginLingering(slot)
  }

  /// Sends what is still to be sent, ends this side's direction and waits for the client to end its own.
  mutating func beginLingering(_ slot: UInt32) {
    guard clients[slot].phase != .closing else { return }
    clients[slot].phase = .lingering
    clients[slot].lingerBytes = 0
    clients[slot].deadlineNanoseconds = deadline(
      snapshots[current]!.limits.lingerTimeoutMilliseconds)
    endSending(slot)
    guard clients.isInUse(slot) else { return }
    readInput(slot)
    if clients.isInUse(slot) { receive(slot) }
  }

  /// Ends a connection between two requests.
  mutating func retire(_ slot: UInt32) {
    if clients[slot].isSecure, tls[slot].isEstablished { linger(slot) } else { closeClient(slot) }
  }

  /// Ends a client's connection, whatever is going on: joins what is in flight, then closes.
  mutating func closeClient(_ slot: UInt32) {
    guard clients[slot].phase != .closing else { return }
    if clients[slot].isStream { return closeStream(slot, .internalError) }
    if clients[slot].phase == .streams {
      closeStreams(slot)
      forgetSession(slot)
    }
    letGoOfExchange(slot)
    let wasExchange = clients[slot].phase == .exchange
    clients[slot].phase = .closing
    clients[slot].deadlineNanoseconds = .max
    clients[slot].isStarved = false
    clients[slot].endsExchange = wasExchange
    if clients[slot].operations > 0 {
      cancelReceive(slot)
      driver.shutdown(clients[slot].socket, how: Int32(SHUT_RDWR))
    }
    finishClosing(slot)
  }

  /// An exchange, if there is one, is cut: its upstream is not to go on with it.
  mutating func letGoOfExchange(_ slot: UInt32) {
    guard clients[slot].phase == .exchange else { return }
    dropUpstream(slot)
    // Its own answer would have set this; what is cut here was the client's or the upstream's end.
    if clients[slot].exchange.status == 0,
      clients[slot].exchange.outcome == .passed || clients[slot].exchange.outcome == .delivered
    {
      clients[slot].exchange.outcome = .clientAborted
    }
  }

  /// Takes back what waits for the client to send. A direct receive does not wait.
  private mutating func cancelReceive(_ slot: UInt32) {
    guard !clients[slot].isCancelling else { return }
    switch clients[slot].receiving {
    case .multishot: driver.cancel(Token(.clientReceive, clientHandle(slot)))
    case .readable: driver.cancel(Token(.clientReadable, clientHandle(slot)))
    case .none, .queued, .direct: return
    }
    clients[slot].isCancelling = true
  }

  /// Closes once nothing is in flight.
  mutating func finishClosing(_ slot: UInt32) {
    guard clients[slot].operations == 0 else { return }
    if clients[slot].endsExchange {
      _ = discardBody(slot)
      endExchange(slot)
    }
    memory.releaseAll(&clients[slot].input)
    memory.releaseAll(&clients[slot].out)
    memory.releaseAll(&clients[slot].sealedInput)
    memory.releaseAll(&clients[slot].sealedOut)
    memory.releaseBlock(&clients[slot].block)
    clients[slot].frames.release(&memory)
    guard !clients[slot].isStream else {
      clients.remove(slot)
      streams -= 1
      return
    }
    if clients[slot].isSecure { tls.end(slot) }
    driver.close(clients[slot].socket)
    if clients[slot].isSpread { colleagues.spread.leave(settings.index) }
    clients.remove(slot)
    metrics.count(.connectionsClosed)
    metrics.set(.connections, to: clients.count - streams)
  }
}
