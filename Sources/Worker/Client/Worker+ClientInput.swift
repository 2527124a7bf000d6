import Configuration
import Glibc
import HTTP
import Primitives
import Proxy
import Ring
import Scanning
import Telemetry

extension Worker where Driver: ~Copyable {
  /// The handle of a client's slot in use.
  func clientHandle(_ slot: UInt32) -> Handle {
    Handle(slot: slot, generation: clients.generation(slot))
  }

  // MARK: Receiving

  /// Receives from the client, if what comes now can be used.
  mutating func receive(_ slot: UInt32) {
    if clients[slot].isStream { return takeBody(slot) }
    guard clients[slot].receiving == .none, !clients[slot].isInputEnded else { return }
    // What is too much to go on with goes to disk: that it has is what continues here.
    guard wantsInput(slot) else { return relieveHold(slot) }
    guard !clients[slot].isStarved else { return }
    if clients[slot].prefersMultishot {
      guard provided.uploads > 0 else { return starve(slot) }
      clients[slot].receiving = .multishot
      clients[slot].operations += 1
      driver.receive(
        from: clients[slot].socket, group: .uploads, multishot: true,
        awaitsReadiness: clients[slot].phase == .idle,
        token: Token(.clientReceive, clientHandle(slot)))
    } else {
      clients[slot].receiving = .readable
      clients[slot].operations += 1
      driver.awaitReadable(
        clients[slot].socket, token: Token(.clientReadable, clientHandle(slot)))
    }
    if clients[slot].phase == .exchange { setClientDeadline(slot) }
  }

  mutating func starve(_ slot: UInt32) {
    guard !clients[slot].isStarved else { return }
    clients[slot].isStarved = true
    starvedClients.append(slot)
  }

  /// Whether received bytes would be used soon: backpressure is not asking for more.
  func wantsInput(_ slot: UInt32) -> Bool {
    if clients[slot].isSecure, !wantsSealedInput(slot) { return false }
    switch clients[slot].phase {
    case .idle, .head: return clients[slot].input.isEmpty
    case .streams: return clients[slot].input.isEmpty && !clients[slot].streams.isEnding
    case .lingering: return true
    case .closing: return false
    case .exchange:
      let exchange = clients[slot].exchange
      if exchange.isBodyComplete {
        // Multishot stays, to hear of the client's end; what is pipelined waits in the socket.
        return clients[slot].prefersMultishot && clients[slot].input.isEmpty
      }
      if exchange.answering == .complete { return false }
      if exchange.stream.stage == .deciding { return false }
      if exchange.scan != .hold, exchange.hold.count >= Self.segmentsWaitingMax { return false }
      // One that holds nothing itself may always go on: others' uploads would never wake it.
      return (exchange.hold.isEmpty || exchange.hold.bytes < holdAllowance(slot))
        && clients[slot].input.isEmpty
    }
  }

  private func wantsSealedInput(_ slot: UInt32) -> Bool {
    clients[slot].phase == .lingering
      || clients[slot].sealedInput.isEmpty && clients[slot].sealedOut.count < Self.sealedRunsMax
  }

  /// How many body bytes may wait in memory before receiving pauses.
  func holdAllowance(_ slot: UInt32) -> Int {
    let exchange = clients[slot].exchange
    if exchange.scan == .hold {
      return isHoldFull(slot) ? 0 : limits(of: slot).holdBytesMax
    }
    return 2 * memory.pool.bytes
  }

  /// Stops an armed multishot receive when its data cannot be used.
  mutating func pauseIfUnwanted(_ slot: UInt32) {
    guard clients[slot].receiving == .multishot, !clients[slot].isCancelling else { return }
    if clients[slot].prefersMultishot, wantsInput(slot) { return }
    clients[slot].isCancelling = true
    driver.cancel(Token(.clientReceive, clientHandle(slot)))
  }

  mutating func clientReceived(_ slot: UInt32, _ completion: Completion) {
    if !completion.isMoreToCome {
      clients[slot].receiving = .none
      clients[slot].isCancelling = false
      clients[slot].operations -= 1
    }
    if let buffer = completion.buffer {
      tookProvided(.uploads)
      took(slot, buffer, Int(completion.result))
    }
    received(slot, completion)
  }

  /// Uses what was received into a lease.
  private mutating func took(_ slot: UInt32, _ buffer: UInt16, _ count: Int) {
    // A client that has ended its session has nothing more to say, whatever it still sends.
    guard count > 0, clients[slot].phase != .closing, !clients[slot].isInputEnded else {
      return memory.pool.release(buffer)
    }
    metrics.count(.bytesFromClients, count)
    if clients[slot].phase == .lingering {
      memory.pool.release(buffer)
      lingered(slot, count)
    } else {
      let segment = Segment(memory: .lease(buffer), offset: memory.pool.headroom, count: count)
      if clients[slot].awaitsProxyHeader { return proxyHeaderArrived(slot, segment) }
      opened(slot, segment)
    }
  }

  /// Takes what a client has sent itself.
  mutating func opened(_ slot: UInt32, _ segment: Segment) {
    if clients[slot].isSecure { sealedArrived(slot, segment) } else { arrived(slot, segment) }
  }

  /// What a receive's result means beside its bytes.
  private mutating func received(_ slot: UInt32, _ completion: Completion) {
    guard clients.isInUse(slot) else { return }
    if clients[slot].phase == .closing { return finishClosing(slot) }
    switch completion.result {
    case 0:
      clients[slot].isInputEnded = true
      clientEnded(slot)
    case 1..., -ECANCELED, -EAGAIN:
      pauseIfUnwanted(slot)
      receive(slot)
      // An armed receive goes on by itself: each of its bytes puts the timeout off.
      if clients.isInUse(slot) { setClientDeadline(slot) }
    case -ENOBUFS:
      metrics.count(.ringBuffersExhausted)
      receive(slot)
    default:
      clients[slot].exchange.outcome = .clientAborted
      countAbortedBeginning(slot)
      closeClient(slot)
    }
  }

  // MARK: In turn

  /// How many leases are received in one turn. As many are then scanned and sent on before the next
  /// ones: together they stay in the core's second-level cache.
  static var leasesPerTurn: Int { 2 }

  /// A socket has something for us: its client gets in line.
  mutating func clientReadable(_ slot: UInt32, _ completion: Completion) {
    clients[slot].receiving = .none
    clients[slot].isCancelling = false
    clients[slot].operations -= 1
    if clients[slot].phase == .closing { return finishClosing(slot) }
    guard completion.result >= 0 else { return receive(slot) }
    queueReceive(slot)
  }

  private mutating func queueReceive(_ slot: UInt32) {
    clients[slot].receiving = .queued
    readyClients.append(slot)
  }

  /// Receives from the first of those in line, into the warmest leases there are.
  mutating func receiveInTurn() {
    var turns = Self.leasesPerTurn
    while turns > 0, readyClients.count > 0 {
      guard memory.pool.freeCount > reserve else { return relievePool() }
      guard let slot = readyClients.removeFirst() else { return }
      guard clients.isInUse(slot), clients[slot].receiving == .queued else { continue }
      clients[slot].receiving = .none
      guard wantsInput(slot), let buffer = memory.pool.take() else {
        receive(slot)
        continue
      }
      turns -= 1
      clients[slot].receiving = .direct
      clients[slot].lease = buffer
      clients[slot].operations += 1
      unsafe driver.receive(
        into: memory.pool.receivable(buffer), from: clients[slot].socket,
        token: Token(.clientReceiveDirect, clientHandle(slot)))
    }
  }

  mutating func clientReceivedDirectly(_ slot: UInt32, _ completion: Completion) {
    clients[slot].receiving = .none
    clients[slot].operations -= 1
    took(slot, clients[slot].lease, Int(completion.result))
    // Linux says nonempty of a connection at its end, too.
    if clients.isInUse(slot), completion.result > 0, completion.isSocketNonempty,
      clients[slot].phase != .closing,
      clients[slot].receiving == .none, !clients[slot].prefersMultishot, wantsInput(slot)
    {
      queueReceive(slot)
      return setClientDeadline(slot)
    }
    received(slot, completion)
  }

  /// The client has ended its direction. It may still read: what it asked for whole is answered.
  private mutating func clientEnded(_ slot: UInt32) {
    countAbortedBeginning(slot)
    switch clients[slot].phase {
    case .idle, .head, .lingering: closeClient(slot)
    case .exchange
    where clients[slot].exchange.tunnel.isOpen
      // A session that ends without its word may have been cut.
      && (!clients[slot].isSecure || clients[slot].exchange.isBodyComplete):
      tunnelClientEnded(slot)
    case .exchange:
      if !clients[slot].exchange.isBodyComplete {
        clients[slot].exchange.outcome = .clientAborted
        closeClient(slot)
      }
    case .streams: framesInputEnded(slot)
    case .closing: break
    }
  }

  private mutating func lingered(_ slot: UInt32, _ count: Int) {
    clients[slot].lingerBytes += count
    if clients[slot].lingerBytes > snapshots[current]!.limits.lingerBytesMax {
      metrics.count(limit: .lingerBytesMax)
      closeClient(slot)
    }
  }

  // MARK: Reading

  mutating func arrived(_ slot: UInt32, _ segment: Segment) {
    guard memory.segments.append(segment, to: &clients[slot].input) else {
      // The arithmetic of the table's size makes this a bug or an attack; either ends this client.
      memory.release(segment)
      metrics.count(limit: .leasesPerConnectionMax)
      return closeClient(slot)
    }
    readInput(slot)
  }

  /// Reads what has been received as far as the client's phase allows.
  mutating func readInput(_ slot: UInt32) {
    while clients.isInUse(slot), let segment = memory.segments.first(of: clients[slot].input) {
      switch clients[slot].phase {
      case .idle, .head: readHead(slot, segment)
      case .streams: readFrames(slot, segment)
      case .exchange where clients[slot].isStream: return readStaged(slot)
      case .exchange:
        guard !clients[slot].exchange.isBodyComplete,
          clients[slot].exchange.answering != .complete,
          clients[slot].exchange.stream.stage != .deciding
        else { return }
        readBody(slot, segment)
      case .lingering:
        let count = clients[slot].input.bytes
        memory.releaseAll(&clients[slot].input)
        return lingered(slot, count)
      case .closing: return
      }
    }
  }

  private mutating func readHead(_ slot: UInt32, _ segment: Segment) {
    if clients[slot].phase == .idle {
      clients[slot].phase = .head
      clients[slot].deadlineNanoseconds = deadline(
        snapshots[current]!.limits.headTimeoutMilliseconds)
    }
    if clients[slot].block != .max { return readPartialHead(slot, segment) }
    let span = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(memory.bytes(segment)))
    switch clients[slot].scanner.scan(span) {
    case .complete(let count):
      handleHead(slot, span.extracting(first: count), consumed: count)
    case .incomplete:
      guard let block = memory.blocks.take() else { return refuseOverload(slot) }
      clients[slot].block = block
      copyToBlock(slot, span)
      memory.drop(Int(segment.count), &clients[slot].input)
    case .failed(let fault):
      refuse(slot, fault)
    }
  }

  private mutating func readPartialHead(_ slot: UInt32, _ segment: Segment) {
    let span = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(memory.bytes(segment)))
    let before = clients[slot].blockCount
    let room = memory.blocks.bytes - before
    copyToBlock(slot, span.extracting(first: min(room, span.count)))
    let block = unsafe memory.blocks.memory(clients[slot].block)
    let head = unsafe Span<UInt8>(
      _unsafeBytes: UnsafeRawBufferPointer(rebasing: block[0..<clients[slot].blockCount]))
    switch clients[slot].scanner.scan(head) {
    case .complete(let count):
      handleHead(slot, head.extracting(first: count), consumed: count - before)
    case .incomplete:
      // The scanner's limit is below the block's size, so a full block is never incomplete.
      memory.drop(min(room, Int(segment.count)), &clients[slot].input)
    case .failed(let fault):
      refuse(slot, fault)
    }
  }

  mutating func copyToBlock(_ slot: UInt32, _ span: Span<UInt8>) {
    let block = unsafe memory.blocks.memory(clients[slot].block)
    let count = clients[slot].blockCount
    unsafe span.withUnsafeBytes { source in
      unsafe UnsafeMutableRawBufferPointer(rebasing: block[count...]).copyMemory(from: source)
    }
    clients[slot].blockCount = count + span.count
    metrics.count(.copiedBytes, span.count)
  }
}
