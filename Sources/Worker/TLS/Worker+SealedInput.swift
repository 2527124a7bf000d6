import Configuration
import Primitives
import Ring
import TLS
import Telemetry

extension Worker where Driver: ~Copyable {
  /// How many runs of ciphertext may wait for a client before nothing more is received from it: what makes a
  /// session answer costs its client little.
  static var sealedRunsMax: Int { 4 }

  /// Takes ciphertext that was received into a lease.
  mutating func sealedArrived(_ slot: UInt32, _ segment: Segment) {
    if isClear(slot, segment) {
      memory.release(segment)
      return refuseClear(slot)
    }
    guard memory.segments.append(segment, to: &clients[slot].sealedInput) else {
      memory.release(segment)
      metrics.count(limit: .leasesPerConnectionMax)
      return closeClient(slot)
    }
    openInput(slot)
  }

  /// Opens the ciphertext that has come: plaintext fills the lease that the one before it has left room in,
  /// then leases of its own.
  mutating func openInput(_ slot: UInt32) {
    var hasMore = !clients[slot].sealedInput.isEmpty
    while hasMore, clients.isInUse(slot), clients[slot].isSecure {
      switch clients[slot].phase {
      case .idle, .head, .exchange, .streams: break
      case .lingering, .closing: return memory.releaseAll(&clients[slot].sealedInput)
      }
      guard let room = roomForPlaintext(slot) else { return starve(slot) }
      hasMore = open(slot, into: room)
    }
  }

  /// Goes on where a session had no free lease.
  mutating func resumeSession(_ slot: UInt32) {
    openInput(slot)
    if clients.isInUse(slot) { pumpClient(slot) }
  }

  /// Where plaintext goes that comes next: a lease that is held for it.
  private mutating func roomForPlaintext(_ slot: UInt32) -> Segment? {
    if let tail = tailOfHold(slot), let buffer = tail.memory.buffer {
      memory.pool.retain(buffer)
      return tail
    }
    guard let buffer = memory.pool.take() else { return nil }
    return Segment(
      memory: .lease(buffer), offset: memory.pool.headroom, count: memory.pool.bytes)
  }

  /// The free end of the lease that a held upload's last bytes lie in, where nobody else uses that lease.
  private func tailOfHold(_ slot: UInt32) -> Segment? {
    guard clients[slot].phase == .exchange, clients[slot].exchange.scan != .off,
      !clients[slot].exchange.isBodyComplete, clients[slot].exchange.answering == .none,
      clients[slot].input.isEmpty,
      let last = memory.segments.last(of: clients[slot].exchange.kept),
      let buffer = last.memory.buffer, memory.pool.userCount(buffer) == 1
    else { return nil }
    let count = memory.pool.headroom + memory.pool.bytes - last.end
    return count > 0 ? Segment(memory: last.memory, offset: last.end, count: count) : nil
  }

  /// Opens one run of ciphertext. False: there is nothing more to be done now.
  private mutating func open(_ slot: UInt32, into room: Segment) -> Bool {
    guard let block = memory.blocks.take() else {
      memory.release(room)
      closeClient(slot)
      return false
    }
    let wasEstablished = tls[slot].isEstablished
    let first = memory.segments.first(of: clients[slot].sealedInput)
    let sealed = unsafe first.map { unsafe UnsafeRawBufferPointer(memory.bytes($0)) }
    let opened = unsafe tls[slot].open(
      sealed ?? UnsafeRawBufferPointer(start: nil, count: 0), into: memory.bytes(room),
      answering: memory.blocks.memory(block))
    memory.drop(opened.consumed, &clients[slot].sealedInput)
    guard queueSealed(slot, Segment(memory: .block(block), offset: 0, count: opened.answered))
    else {
      memory.release(room)
      return false
    }
    if !wasEstablished, tls[slot].isEstablished { established(slot) }
    guard clients.isInUse(slot), clients[slot].phase != .closing else {
      memory.release(room)
      return false
    }
    if opened.produced > 0 {
      arrived(slot, Segment(memory: room.memory, offset: Int(room.offset), count: opened.produced))
    } else {
      memory.release(room)
    }
    guard clients.isInUse(slot), clients[slot].isSecure else { return false }
    sendSealed(slot)
    return goesOn(slot, opened)
  }

  private mutating func goesOn(_ slot: UInt32, _ opened: TLSSession.Opened) -> Bool {
    let hasMoved = opened.consumed + opened.produced + opened.answered > 0
    switch opened.outcome {
    // With nothing left to open, the room before this was filled to its last byte.
    case .needsInput where hasMoved || clients[slot].sealedInput.isEmpty:
      return !clients[slot].sealedInput.isEmpty
    case .needsAnswerRoom where hasMoved: return true
    case .needsInput, .needsAnswerRoom: sessionFailed(slot, .internalError)
    case .ended: sessionEnded(slot)
    case .failed(let failure): sessionFailed(slot, failure)
    case .needsRoom: return true
    }
    return false
  }

  /// The handshake is done: a request may come.
  private mutating func established(_ slot: UInt32) {
    metrics.count(tls[slot].isResumed ? .tlsHandshakesResumed : .tlsHandshakesFull)
    if tls[slot].clientCertificate != nil { metrics.count(.tlsClientCertificates) }
    clients[slot].deadlineNanoseconds = deadline(
      snapshots[current]!.limits.headTimeoutMilliseconds)
    if tls[slot].speaksHTTP2 { beginHTTP2(slot) }
  }

  // MARK: Its end

  /// The client has said that it sends no more. What it asked for whole is answered.
  private mutating func sessionEnded(_ slot: UInt32) {
    memory.releaseAll(&clients[slot].sealedInput)
    clients[slot].isInputEnded = true
    switch clients[slot].phase {
    case .idle, .head: linger(slot)
    case .exchange where clients[slot].exchange.tunnel.isOpen: tunnelClientEnded(slot)
    case .exchange:
      guard !clients[slot].exchange.isBodyComplete else { return }
      clients[slot].exchange.outcome = .clientAborted
      closeClient(slot)
    case .streams: framesInputEnded(slot)
    case .lingering, .closing: break
    }
  }

  /// The session cannot go on. Where nothing else is going on, the client is told why (by the alert that waits
  /// to be sent).
  private mutating func sessionFailed(_ slot: UInt32, _ failure: SessionFailure) {
    metrics.count(Self.counter(of: failure))
    memory.releaseAll(&clients[slot].sealedInput)
    switch clients[slot].phase {
    case .idle, .head: beginLingering(slot)
    case .exchange:
      clients[slot].exchange.outcome = .clientAborted
      closeClient(slot)
    case .streams: closeClient(slot)
    case .lingering, .closing: break
    }
  }

  static func counter(of failure: SessionFailure) -> Counter {
    switch failure {
    case .unsupported: .tlsFailuresUnsupported
    case .malformed: .tlsFailuresMalformed
    case .refused: .tlsFailuresRefused
    case .untrusted: .tlsFailuresUntrusted
    case .internalError: .tlsFailuresInternal
    }
  }

  /// Whether a handshake is going on.
  func isShakingHands(_ slot: UInt32) -> Bool {
    clients[slot].isSecure && !tls[slot].isEstablished
  }

  /// Counts a client that goes away before its PROXY header or its handshake is done.
  mutating func countAbortedBeginning(_ slot: UInt32) {
    guard clients[slot].phase == .idle else { return }
    if clients[slot].awaitsProxyHeader {
      metrics.count(.proxyRefusalsAborted)
    } else if isShakingHands(slot) {
      metrics.count(.tlsFailuresAborted)
    }
  }

  // MARK: HTTP in the clear

  /// Whether a connection begins with a letter, as a request in the clear does and no handshake.
  private func isClear(_ slot: UInt32, _ segment: Segment) -> Bool {
    guard !tls[slot].hasReceived, clients[slot].sealedInput.isEmpty else { return false }
    switch unsafe memory.bytes(segment)[0] {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): return true
    default: return false
    }
  }

  /// Answers in the clear that this is no place for that.
  private mutating func refuseClear(_ slot: UInt32) {
    metrics.count(.tlsFailuresClear)
    tls.end(slot)
    clients[slot].isSecure = false
    distrustRest(slot)
    answer(slot, status: 400, reason: "tls_expected", outcome: .badRequest)
  }
}
