import Configuration
import HTTP
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import Telemetry

extension Worker where Driver: ~Copyable {
  /// The last byte has come: the verdict is due.
  mutating func judge(_ slot: UInt32) {
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    let outcome = snapshot.sessions!.withSession(clients[slot].exchange.session) {
      session, scratch in session.finish(scratch: &scratch)
    }
    switch outcome {
    case .verdict(let verdict): judged(slot, sessionResult(slot, verdict))
    case .needsWhole: beginInspection(slot)
    case .needsDigests:
      clients[slot].exchange.isDigesting = true
      clients[slot].exchange.digestedBytes = 0
      if clients[slot].exchange.spill != .max {
        spills[clients[slot].exchange.spill].readOffset = 0
        digestSpilled(slot)
      } else {
        digesting.append(slot)
      }
    }
  }

  /// Reads on with the second readings that are in memory: one lease an exchange and turn, so that
  /// the neighbours are not kept waiting.
  mutating func continueDigests() {
    var waiting = digesting.count
    while waiting > 0, let slot = digesting.removeFirst() {
      waiting -= 1
      guard clients.isInUse(slot), clients[slot].phase == .exchange,
        clients[slot].exchange.isDigesting
      else { continue }
      digestHeld(slot)
    }
  }

  private mutating func digestHeld(_ slot: UInt32) {
    let spilled =
      clients[slot].exchange.spill == .max ? 0 : spills[clients[slot].exchange.spill].fileBytes
    if clients[slot].exchange.digestedBytes < spilled { return digestSpilled(slot) }
    var skipped = clients[slot].exchange.digestedBytes - spilled
    var cursor = memory.segments.cursor(of: clients[slot].exchange.hold)
    while let segment = memory.segments.next(&cursor) {
      if skipped >= UInt64(segment.count) {
        skipped -= UInt64(segment.count)
        continue
      }
      unsafe digest(slot, UnsafeRawBufferPointer(memory.bytes(segment)))
      digesting.append(slot)
      return
    }
    concludeDigests(slot)
  }

  mutating func digest(_ slot: UInt32, _ bytes: UnsafeRawBufferPointer) {
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    snapshot.sessions!.withSession(clients[slot].exchange.session) { session, _ in
      unsafe session.digest(bytes)
    }
    clients[slot].exchange.digestedBytes += UInt64(bytes.count)
  }

  /// The spilled part has been read a second time: the rest is in memory.
  mutating func digestedSpill(_ slot: UInt32) {
    spills[clients[slot].exchange.spill].readOffset = 0
    digesting.append(slot)
  }

  private mutating func concludeDigests(_ slot: UInt32) {
    clients[slot].exchange.isDigesting = false
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    let verdict = snapshot.sessions!.withSession(clients[slot].exchange.session) { session, _ in
      session.conclude()
    }
    judged(slot, sessionResult(slot, verdict))
  }

  /// What the session alone has found out.
  private func sessionResult(_ slot: UInt32, _ verdict: Verdict) -> WholeResult {
    var result = WholeResult(verdict: verdict)
    guard verdict != .clean else { return result }
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    snapshot.sessions!.withSession(clients[slot].exchange.session) { session, _ in
      if case .infected = verdict { result.detections = session.detections }
      result.sha256 = session.sha256
    }
    return result
  }

  /// The verdict is there: delivers the upload or refuses it.
  mutating func judged(_ slot: UInt32, _ result: WholeResult) {
    let verdict = result.verdict
    clients[slot].exchange.verdict = verdict
    // The scan took place within this turn, whose time is that of its beginning.
    let time = driver.clockNanoseconds
    clients[slot].exchange.judgedNanoseconds = time
    metrics.observe(.verdict, nanoseconds: time &- clients[slot].exchange.receivedNanoseconds)
    let refusal = snapshots[clients[slot].exchange.snapshot]!.refusal
    switch verdict {
    case .clean:
      metrics.count(verdict: .clean)
      releaseSession(slot)
      clients[slot].exchange.outcome = .delivered
      deliver(slot)
    case .infected(let detection):
      metrics.count(verdict: .infected)
      metrics.count(.detections)
      logDetection(slot, result)
      releaseSession(slot)
      answer(
        slot, status: UInt16(refusal.infectedStatus), reason: "infected", outcome: .infected,
        detail: detection)
    case .unscannable(let reason):
      metrics.count(verdict: VerdictLabel(verdict))
      logDetection(slot, result)
      releaseSession(slot)
      let refused: (status: UInt16, reason: StaticString) =
        switch reason {
        case .overload: (503, "overload")
        case .inspector: (503, "inspector")
        case .budget, .engine, .timeout, .size:
          (UInt16(refusal.unscannableStatus), "unscannable")
        }
      answer(
        slot, status: refused.status, reason: refused.reason, outcome: .unscannable)
    }
  }

  mutating func releaseSession(_ slot: UInt32) {
    let session = clients[slot].exchange.session
    guard session != .max else { return }
    clients[slot].exchange.session = .max
    snapshots[clients[slot].exchange.snapshot]!.sessions!.release(session)
  }
}
