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
  /// Whether an upload holds so much, or the worker so little, that it must go to disk.
  func isHoldFull(_ slot: UInt32) -> Bool { isFull(slot, clients[slot].exchange.hold) }

  /// Whether what an upload has in a list is as much as it may hold, or the worker holds too much.
  func isFull(_ slot: UInt32, _ held: SegmentQueue) -> Bool {
    let limits = limits(of: slot)
    return held.bytes >= limits.holdBytesMax || held.count >= segmentsHeldMax(slot, limits)
      || holdBytes >= limits.holdBytesPerWorkerMax || isPoolLow
  }

  /// Of how many segments what is held may be: each is a lease, or with HTTP/2 at least a frame of one.
  private func segmentsHeldMax(_ slot: UInt32, _ limits: Limits) -> Int {
    let frames = clients[slot].isStream ? max(1, memory.pool.bytes / Self.crumbBytesMax) : 1
    return limits.leasesPerConnectionMax * frames
  }

  /// Which limit makes an upload go to disk.
  private func limitReached(_ slot: UInt32) -> LimitName {
    let limits = limits(of: slot)
    if clients[slot].exchange.hold.bytes >= limits.holdBytesMax { return .holdBytesMax }
    if clients[slot].exchange.hold.count >= segmentsHeldMax(slot, limits) {
      return .leasesPerConnectionMax
    }
    return holdBytes >= limits.holdBytesPerWorkerMax ? .holdBytesPerWorkerMax : .poolBytesPerWorker
  }

  /// Moves the beginning of what is held to disk, where that is called for.
  mutating func relieveHold(_ slot: UInt32) {
    guard clients[slot].phase == .exchange, clients[slot].exchange.answering == .none,
      clients[slot].exchange.scan == .hold, !clients[slot].exchange.isBodyComplete,
      clients[slot].exchange.stream.stage != .deciding, !clients[slot].exchange.hold.isEmpty,
      isHoldFull(slot)
    else { return }
    if clients[slot].exchange.stream.stage == .gathering {
      clients[slot].exchange.stream.stage = .none
      metrics.count(.streamsHeld)
    }
    spill(slot)
  }

  /// All buffers are leased: every held upload goes to disk, so that some come back.
  mutating func relievePool() {
    metrics.count(limit: .poolBytesPerWorker)
    for slot in 0..<UInt32(clients.highWater)
    where clients.isInUse(slot) && clients[slot].phase == .exchange {
      relieveHold(slot)
    }
  }

  private mutating func spill(_ slot: UInt32) {
    if clients[slot].exchange.spill == .max {
      guard let handle = spills.insert(Spill(client: clientHandle(slot))) else {
        return refuseOverload(slot)
      }
      clients[slot].exchange.spill = handle.slot
      spills[handle.slot].isOpening = true
      clients[slot].operations += 1
      metrics.count(limit: limitReached(slot))
      driver.openUnlinked(in: spillDirectory, token: Token(.spillOpen, handle))
      return
    }
    let index = clients[slot].exchange.spill
    guard !spills[index].isOpening, !spills[index].isWriting,
      let segment = memory.segments.first(of: clients[slot].exchange.hold)
    else { return }
    spills[index].isWriting = true
    clients[slot].operations += 1
    unsafe driver.write(
      UnsafeRawBufferPointer(memory.bytes(segment)), to: spills[index].file,
      offset: spills[index].fileBytes, token: Token(.spillWrite, spillHandle(index)))
  }

  private func spillHandle(_ index: UInt32) -> Handle {
    Handle(slot: index, generation: spills.generation(index))
  }

  mutating func spillOpened(_ index: UInt32, _ completion: Completion) {
    let slot = spills[index].client.slot
    spills[index].isOpening = false
    clients[slot].operations -= 1
    if completion.result >= 0 { spills[index].file = Descriptor(completion.result) }
    if clients[slot].phase == .closing { return finishClosing(slot) }
    guard isHolding(slot, index) else { return exchangeMayEnd(slot) }
    guard completion.result >= 0 else { return spillFailed(slot) }
    spill(slot)
  }

  mutating func spillWritten(_ index: UInt32, _ completion: Completion) {
    let slot = spills[index].client.slot
    spills[index].isWriting = false
    clients[slot].operations -= 1
    if clients[slot].phase == .closing { return finishClosing(slot) }
    // Answered meanwhile: what was being written is no longer wanted.
    guard isHolding(slot, index) else { return exchangeMayEnd(slot) }
    guard completion.result > 0 else { return spillFailed(slot) }
    let count = Int(completion.result)
    spills[index].fileBytes += UInt64(count)
    spillBytes += UInt64(count)
    metrics.count(.spilledBytes, count)
    memory.consume(count, from: &clients[slot].exchange.hold)
    holdBytes -= count
    if clients[slot].exchange.isBodyComplete {
      continueAfterSpill(slot)
    } else {
      relieveHold(slot)
      guard clients.isInUse(slot), clients[slot].phase == .exchange else { return }
      readInput(slot)
      if clients.isInUse(slot) { receive(slot) }
    }
  }

  /// Whether the exchange that opened this file still wants it.
  private func isHolding(_ slot: UInt32, _ index: UInt32) -> Bool {
    clients[slot].phase == .exchange && clients[slot].exchange.spill == index
      && clients[slot].exchange.answering != .complete
  }

  /// The body was complete while a part of it was being written: goes on with what waited for that.
  private mutating func continueAfterSpill(_ slot: UInt32) {
    if clients[slot].exchange.isDigesting {
      digestSpilled(slot)
    } else if clients[slot].exchange.inspection != .max {
      copyingInspections.append(clients[slot].exchange.inspection)
    } else {
      pumpDelivery(slot)
    }
  }

  private mutating func spillFailed(_ slot: UInt32) {
    metrics.count(.spillFailures)
    answer(slot, status: 507, reason: "spill_failed", outcome: .spillFailed)
  }

  /// Whether something is in flight on the file.
  func isSpillBusy(_ index: UInt32) -> Bool {
    spills[index].isOpening || spills[index].isWriting || spills[index].isReading
  }

  /// Closes a file on which nothing is in flight.
  mutating func closeSpill(_ index: UInt32) {
    memory.releaseAll(&spills[index].readBack)
    if let arena = spills[index].arena {
      arena.free()
      canonicals -= 1
    } else {
      if spills[index].file.isOpen { driver.close(spills[index].file) }
      spillBytes -= spills[index].fileBytes
    }
    spills.remove(index)
  }

  // MARK: Reading back

  /// Reads the next part of a spilled body into a lease. False: there is no lease to be had now.
  mutating func readBack(_ index: UInt32) -> Bool {
    guard !spills[index].isReading, !spills[index].isWriting, !spills[index].isOpening,
      spills[index].readOffset < spills[index].fileBytes
    else { return true }
    guard let buffer = memory.pool.take() else { return false }
    let left = spills[index].fileBytes - spills[index].readOffset
    let count = Int(min(UInt64(memory.pool.bytes), left))
    spills[index].isReading = true
    spills[index].readingLease = buffer
    clients[spills[index].client.slot].operations += 1
    unsafe driver.read(
      into: memory.pool.slice(buffer, offset: memory.pool.headroom, count: count),
      from: spills[index].file, offset: spills[index].readOffset,
      token: Token(.spillRead, spillHandle(index)))
    return true
  }

  mutating func spillRead(_ index: UInt32, _ completion: Completion) {
    let slot = spills[index].client.slot
    let buffer = spills[index].readingLease
    spills[index].isReading = false
    clients[slot].operations -= 1
    if spills[index].isStale, isHolding(slot, index) {
      spills[index].isStale = false
      memory.pool.release(buffer)
      return pumpDelivery(slot)
    }
    guard isHolding(slot, index), completion.result > 0 else {
      memory.pool.release(buffer)
      if clients[slot].phase == .closing { return finishClosing(slot) }
      return isHolding(slot, index) ? spillLost(slot) : exchangeMayEnd(slot)
    }
    let segment = Segment(
      memory: .lease(buffer), offset: memory.pool.headroom, count: Int(completion.result))
    spills[index].readOffset += UInt64(completion.result)
    if clients[slot].exchange.isDigesting {
      unsafe digest(slot, UnsafeRawBufferPointer(memory.bytes(segment)))
      memory.pool.release(buffer)
      return digestSpilled(slot)
    }
    guard memory.segments.append(segment, to: &spills[index].readBack) else {
      memory.pool.release(buffer)
      return spillLost(slot)
    }
    pumpDelivery(slot)
  }

  /// A held upload cannot be read back: it can neither be judged nor delivered.
  mutating func spillLost(_ slot: UInt32) {
    metrics.count(.spillFailures)
    if clients[slot].exchange.delivery == .none {
      answer(slot, status: 500, reason: "spill_lost", outcome: .spillFailed)
    } else {
      // A part is with the upstream already: that connection must not complete.
      clients[slot].exchange.outcome = .spillFailed
      closeClient(slot)
    }
  }

  /// Reads a spilled body a second time, for its digests.
  mutating func digestSpilled(_ slot: UInt32) {
    let index = clients[slot].exchange.spill
    if spills[index].isWriting || spills[index].isReading || spills[index].isOpening { return }
    if spills[index].readOffset >= spills[index].fileBytes { return digestedSpill(slot) }
    if !readBack(index) { digestLater(slot) }
  }

  /// No buffer is free for reading back: tries again next turn.
  private mutating func digestLater(_ slot: UInt32) { digesting.append(slot) }
}
