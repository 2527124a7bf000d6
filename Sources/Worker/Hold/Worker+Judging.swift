import Configuration
import HTTP
import Inspection
import Policy
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import Telemetry

extension Worker where Driver: ~Copyable {
  /// The last byte has come: the verdict is due.
  mutating func judge(_ slot: UInt32) {
    if clients[slot].exchange.operation != nil { return judgeFile(slot) }
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    let outcome = snapshot.sessions!.withSession(clients[slot].exchange.session) {
      session, scratch in session.finish(scratch: &scratch)
    }
    switch outcome {
    // What a signature names is judged. All else is looked into: only its type, and what it contains, tell.
    case .verdict(let verdict) where verdict != .clean || clients[slot].exchange.bodyBytes == 0:
      judged(slot, sessionRecord(slot, verdict))
    case .verdict: beginInspection(slot, isBodyClean: true)
    case .needsWhole: beginInspection(slot, isBodyClean: false)
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
    if verdict == .clean { return beginInspection(slot, isBodyClean: true) }
    judged(slot, sessionRecord(slot, verdict))
  }

  /// What the session alone has found out.
  func sessionRecord(_ slot: UInt32, _ verdict: Verdict) -> InspectionRecord {
    var result = WholeResult(verdict: verdict)
    let exchange = clients[slot].exchange
    if verdict != .clean {
      snapshots[exchange.snapshot]!.sessions!.withSession(exchange.session) { session, _ in
        if case .infected = verdict { result.detections = session.detections }
        result.sha256 = session.sha256
      }
    }
    return InspectionRecord(result, byteCount: Int(clamping: exchange.bodyBytes))
  }

  /// Judges an upload of which nothing is known but why it could not be judged.
  mutating func judged(_ slot: UInt32, unjudged reason: UnjudgedReason) {
    let bytes = Int(clamping: clients[slot].exchange.bodyBytes)
    judged(slot, InspectionRecord(unjudged: reason, byteCount: bytes))
  }

  /// What there is to know of an upload is known: by the route's policy it is delivered or refused.
  ///
  /// - Parameter canonical: what is delivered in place of what was received.
  mutating func judged(
    _ slot: UInt32, _ record: InspectionRecord, _ canonical: CanonicalDelivery? = nil
  ) {
    if clients[slot].exchange.operation != nil { return judgedFile(slot, record) }
    let route = route(of: slot)
    let policy = route?.policy ?? Policy()
    let judgement = policy.judge(
      isInfected: record.isInfected, classes: record.classes, reasons: record.reasons)
    let stream = clients[slot].exchange.stream
    let isAccepted =
      stream.isUnscanned
      && (judgement == .unscannable(.format) || judgement == .unscannable(.size))
    let isRefused = policy.refuses(judgement) && !isAccepted
    let isDelivered = !isRefused || policy.isDryRun
    if isDelivered, stream.stage == .gathering || stream.stage == .deciding {
      return passUnjudged(slot)
    }
    if !isDelivered, isKept(slot, judgement) {
      observe(slot, judgement, record)
      releaseSession(slot)
      return beginKeeping(slot, judgement, record)
    }
    let isReported = policy.hasReport(classes: record.classes, reasons: record.reasons)
    note(slot, judgement, record, isLogged: isRefused || isReported || stream.isUnscanned)
    releaseSession(slot)
    if isDelivered {
      clients[slot].exchange.outcome = .delivered
      if clients[slot].exchange.scan == .stream { return releaseStream(slot) }
      if let canonical, !replaceBody(slot, canonical) { return refuseOverload(slot) }
      if route?.hasVerdictHeaders ?? false { addVerdictFields(slot, judgement, record) }
      deliver(slot)
    } else {
      if clients[slot].exchange.scan == .stream { metrics.count(.streamsCut) }
      refuse(slot, judgement, record)
    }
  }

  /// Counts and logs what an upload was judged.
  mutating func note(
    _ slot: UInt32, _ judgement: Judgement, _ record: InspectionRecord, isLogged: Bool
  ) {
    observe(slot, judgement, record)
    if isLogged { _ = logDetection(slot, record) }
  }

  private mutating func observe(
    _ slot: UInt32, _ judgement: Judgement, _ record: InspectionRecord
  ) {
    clients[slot].exchange.judgement = judgement
    if !clients[slot].exchange.isBodyComplete { clients[slot].exchange.receivedNanoseconds = now }
    // The scan took place within this turn, whose time is that of its beginning.
    let time = driver.clockNanoseconds
    clients[slot].exchange.judgedNanoseconds = time
    metrics.observe(.verdict, nanoseconds: time &- clients[slot].exchange.receivedNanoseconds)
    metrics.count(verdict: VerdictLabel(judgement))
    if record.isInfected { metrics.count(.detections) }
    keepVerdict(slot, judgement, record)
  }

  /// Answers an upload that is not delivered.
  mutating func refuse(
    _ slot: UInt32, _ judgement: Judgement, _ record: InspectionRecord
  ) {
    let refusal = snapshots[clients[slot].exchange.snapshot]!.refusal
    switch judgement {
    case .clean: break
    case .infected:
      answer(
        slot, status: UInt16(refusal.infectedStatus), reason: "infected", outcome: .infected,
        detail: record.firstDetection.map { .signature($0.signature) } ?? .none)
    case .forbidden(let threat):
      answer(
        slot, status: UInt16(refusal.forbiddenStatus), reason: "forbidden", outcome: .forbidden,
        detail: .name(threat.name))
    case .unscannable(let reason):
      let isLoad = reason == .overload || reason == .inspector
      answer(
        slot, status: isLoad ? 503 : UInt16(refusal.unscannableStatus),
        reason: isLoad ? reason.name : "unscannable", outcome: .unscannable,
        detail: isLoad ? .none : .name(reason.name))
    }
  }

  /// The route of an exchange; `nil` for what has none. Both are numbers of the snapshot that it began with: a
  /// reload may have given its listener another one.
  func route(of slot: UInt32) -> Route? {
    let exchange = clients[slot].exchange
    guard exchange.hasRoute else { return nil }
    return snapshots[exchange.snapshot]!.routes[exchange.listener][exchange.route]
  }

  /// What the listener of an exchange is for, as its snapshot has it.
  func purpose(of slot: UInt32) -> ListeningSocket.Purpose {
    let exchange = clients[slot].exchange
    return exchange.hasRoute
      ? .frontend(exchange.listener) : listeners[clients[slot].listener].socket.purpose
  }

  mutating func releaseSession(_ slot: UInt32) {
    let session = clients[slot].exchange.session
    guard session != .max else { return }
    clients[slot].exchange.session = .max
    snapshots[clients[slot].exchange.snapshot]!.sessions!.release(session)
  }
}
