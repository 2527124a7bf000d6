import Configuration
import HTTP
import Inspection
import Inspectors
import Policy
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Only the complete body tells what it is: it gets in line for being inspected.
  ///
  /// - Parameter isBodyClean: whether no signature is in the body itself, whatever it contains.
  mutating func beginInspection(_ slot: UInt32, isBodyClean: Bool) {
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    let session = clients[slot].exchange.session
    var handover =
      session == .max
      ? Handover.unscanned(bodyBytes: clients[slot].exchange.bodyBytes)
      : snapshot.sessions!.withSession(session) { session, _ in session.handover() }
    handover.isBodyClean = isBodyClean
    metrics.count(.inspections)
    guard clients[slot].exchange.bodyBytes <= UInt64(snapshot.limits.inspectionBytesMax) else {
      metrics.count(limit: .inspectionBytesMax)
      return judged(slot, unjudged: .size)
    }
    let description = description(of: slot)
    guard let message = description.message else { return judged(slot, unjudged: .ambiguous) }
    let inspection = Inspection(
      client: clientHandle(slot),
      deadlineNanoseconds: deadline(snapshot.limits.inspectionTimeoutMilliseconds),
      handover: handover, description: message,
      canonicalBytesMax: canonicalBytesMax(slot, description))
    guard inspections.count - keepings < snapshot.inspectionsMax,
      let handle = inspections.insert(inspection)
    else {
      metrics.count(limit: .inspectionQueueMax)
      return judged(slot, unjudged: .overload)
    }
    releaseSession(slot)
    clients[slot].exchange.inspection = handle.slot
    waitingInspections.append(handle.slot)
  }

  /// Makes room for those that wait, in their order, and copies a slice of the bodies of those that
  /// have it: one after the other, so that the neighbours are not kept waiting.
  mutating func continueInspections() {
    while let index = waitingInspections.first, makeRoom(index) {
      _ = waitingInspections.removeFirst()
    }
    var left = settings.inspectionBytesPerTurn
    var turns = copyingInspections.count
    while turns > 0, left > 0, let index = copyingInspections.removeFirst() {
      turns -= 1
      guard inspections.isInUse(index), inspections[index].stage == .copying,
        clients[inspections[index].client.slot].phase == .exchange
      else { continue }
      left -= copyHeld(index, bytesMax: left)
    }
  }

  /// Gives an inspection the memory for its body. False: there is none now.
  private mutating func makeRoom(_ index: UInt32) -> Bool {
    guard inspections.isInUse(index), inspections[index].stage == .waiting else { return true }
    let slot = inspections[index].client.slot
    guard clients[slot].phase == .exchange else { return true }
    let body = Int(clients[slot].exchange.bodyBytes)
    let room = inspections[index].canonicalBytesMax
    let bytes = max(body, room ?? 0)
    guard inspectionPool.memory.take(bytes, bytesMax: limits(of: slot).inspectionBytesMax) else {
      if !isInspectionMemoryFull { metrics.count(limit: .inspectionBytesMax) }
      isInspectionMemoryFull = true
      return false
    }
    isInspectionMemoryFull = false
    guard
      let arena = Arena(
        takenBytes: bytes, count: room == nil ? nil : body, account: inspectionPool.memory)
    else {
      judged(slot, unjudged: .overload)
      return true
    }
    inspections[index].arena = arena
    inspections[index].stage = .copying
    copyingInspections.append(index)
    return true
  }

  /// Copies on with what an upload holds in memory; returns how much that was.
  private mutating func copyHeld(_ index: UInt32, bytesMax: Int) -> Int {
    let slot = inspections[index].client.slot
    let spill = clients[slot].exchange.spill
    // What is being written leaves the hold window: the inspection goes on after that.
    if spill != .max, isSpillBusy(spill) { return 0 }
    let isKeeping = inspections[index].keeping != nil
    if isKeeping, inspections[index].arena == nil, !makeKeepingRoom(index) { return 0 }
    guard let arena = inspections[index].arena else { return 0 }
    let spilledBytes = spill == .max ? 0 : Int(spills[spill].fileBytes)
    // Who keeps an upload reads what was spilled from its file; an inspector has the whole in one run.
    let start = isKeeping ? 0 : spilledBytes
    var skipped = inspections[index].copiedBytes
    var copied = 0
    var cursor = memory.segments.cursor(of: clients[slot].exchange.hold)
    while copied < bytesMax, let segment = memory.segments.next(&cursor) {
      if skipped >= Int(segment.count) {
        skipped -= Int(segment.count)
        continue
      }
      let bytes = unsafe memory.bytes(segment)[skipped...].prefix(bytesMax - copied)
      guard
        unsafe arena.copy(
          UnsafeRawBufferPointer(rebasing: bytes),
          to: start + inspections[index].copiedBytes + copied)
      else {
        if isKeeping { giveUpKeeping(index, .busy) } else { judged(slot, unjudged: .overload) }
        return copied
      }
      unsafe copied += bytes.count
      skipped = 0
    }
    metrics.count(.inspectionCopiedBytes, copied)
    inspections[index].copiedBytes += copied
    if inspections[index].copiedBytes < clients[slot].exchange.hold.bytes {
      copyingInspections.append(index)
    } else if isKeeping {
      submitKeeping(index, arena, spilledBytes: spilledBytes)
    } else {
      submit(index, arena, spilledBytes: spilledBytes)
    }
    return copied
  }

  private mutating func submit(_ index: UInt32, _ arena: Arena, spilledBytes: Int) {
    let exchange = clients[inspections[index].client.slot].exchange
    precondition(
      spilledBytes + inspections[index].copiedBytes == arena.count, "a body is all held or spilled")
    inspections[index].stage = .submitted
    inspectionPool.submit(
      InspectionRequest(
        id: Handle(slot: index, generation: inspections.generation(index)), mailbox: mailbox,
        database: snapshots[exchange.snapshot]!.shared.database!,
        handover: inspections[index].handover, description: inspections[index].description,
        limits: inspectionLimits(index), arena: arena,
        spill: exchange.spill == .max ? .none : spills[exchange.spill].file,
        spilledBytes: spilledBytes,
        deadlineNanoseconds: inspections[index].deadlineNanoseconds))
  }

  private func inspectionLimits(_ index: UInt32) -> InspectionLimits {
    let slot = inspections[index].client.slot
    var limits = limits(of: slot).inspection
    limits.wantsFileReport = clients[slot].exchange.operation != nil
    guard let route = route(of: slot) else { return limits }
    limits.wantsDigest = route.hasVerdictHeaders && clients[slot].exchange.isBodyComplete
    guard !limits.wantsFileReport else { return limits }
    limits.allowedTypes = route.policy.fileTypes
    limits.restrictsMembers = route.policy.restrictsMembers
    let id = clients[slot].exchange.id
    limits.canonical = inspections[index].canonicalBytesMax.map {
      CanonicalOrder(bytesMax: $0, boundaryHigh: id.high, boundaryLow: id.low)
    }
    return limits
  }

  /// An answer has come: for an upload that waits for it, or for nobody any more.
  mutating func inspected(_ answer: InspectionAnswer) {
    guard inspections.contains(answer.id) else { return }
    let client = inspections[answer.id.slot].client
    let spill = inspections[answer.id.slot].spill
    removeInspection(answer.id.slot)
    if spill != .max { closeSpill(spill) }
    guard clients.contains(client) else { return metrics.count(.inspectionsLate) }
    clients[client.slot].exchange.inspection = .max
    guard clients[client.slot].phase == .exchange else { return metrics.count(.inspectionsLate) }
    switch answer.outcome {
    case .judged(let record, let canonical):
      for reason in record.reasons.all {
        if let limit = LimitName(reason) { metrics.count(limit: limit) }
      }
      if clients[client.slot].exchange.stream.stage == .deciding {
        return windowInspected(client.slot, record)
      }
      judged(client.slot, record, canonical)
    case .spillLost: spillLost(client.slot)
    case .lost(let end):
      switch end {
      case .cpuTime: metrics.count(limit: .inspectorCPUTime)
      case .timeout: metrics.count(limit: .inspectionTimeout)
      case .retired, .crashed, .killed, .forbiddenCall, .malformed, .gaveUp, .unstarted: break
      }
      judged(client.slot, unjudged: .inspector)
    }
  }

  /// An exchange ends, or is answered: nothing is waited for any more. What is being read of its body
  /// stays until the answer has come.
  mutating func abandonInspection(_ slot: UInt32) {
    let index = clients[slot].exchange.inspection
    guard index != .max else { return }
    clients[slot].exchange.inspection = .max
    guard inspections[index].stage == .submitted else {
      if let keeping = inspections[index].keeping { noteUnkept(slot, keeping, .aborted) }
      return removeInspection(index)
    }
    inspections[index].client = .none
    inspections[index].arena?.abandon()
    let spill = clients[slot].exchange.spill
    guard spill != .max else { return }
    clients[slot].exchange.spill = .max
    spills[spill].client = .none
    inspections[index].spill = spill
  }

  /// Refuses uploads whose inspection takes too long.
  mutating func sweepInspections() {
    for index in 0..<UInt32(inspections.highWater)
    where inspections.isInUse(index) && inspections[index].deadlineNanoseconds <= now {
      let client = inspections[index].client
      guard clients.contains(client), clients[client.slot].phase == .exchange else { continue }
      metrics.count(limit: .inspectionTimeout)
      // Nobody had come to it, or who has it is hung.
      let isBegun = inspections[index].arena?.isBegun ?? false
      judged(client.slot, unjudged: isBegun ? .inspector : .timeout)
    }
  }

  /// Files that are kept for inspections alone.
  var spillsInspected: Int {
    var count = 0
    for index in 0..<UInt32(inspections.highWater)
    where inspections.isInUse(index) && inspections[index].spill != .max { count += 1 }
    return count
  }
}
