import Configuration
import HTTP
import Inspection
import Inspectors
import Policy
import Primitives
import Ring
import Scanning
import Telemetry

extension Worker where Driver: ~Copyable {
  /// A body that may stream is held until its first window is full.
  mutating func holdFirstWindow(_ slot: UInt32, _ windowBytes: Int) {
    clients[slot].exchange.scan = .hold
    // Bodies that come over HTTP/2 are held.
    guard !clients[slot].exchange.isBodyComplete, !clients[slot].isStream else { return }
    clients[slot].exchange.stream.stage = .gathering
    clients[slot].exchange.stream.windowBytes = windowBytes
  }

  /// Whether the first window of a body that may stream is full. What has begun to spill stays held.
  func isStreamDue(_ slot: UInt32) -> Bool {
    let exchange = clients[slot].exchange
    return exchange.stream.stage == .gathering && exchange.spill == .max
      && exchange.hold.bytes >= exchange.stream.windowBytes
  }

  /// The first window is full, and there is more: decides whether the body moves on from now on.
  ///
  /// What the window shows is judged as a body is that is complete: by an inspector, with all that lies in it,
  /// under the route's policy. Nothing more is received meanwhile.
  mutating func decideStream(_ slot: UInt32) {
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    let (detection, isFinal, canPass, handover) = snapshot.sessions!.withSession(
      clients[slot].exchange.session
    ) { session, _ in
      let canPass = session.canPass && session.unjudgedReason == nil
      return (session.detection, session.isDetectionFinal, canPass, session.handover())
    }
    if let detection {
      if isFinal { return judgedEarly(slot, .infected(detection)) }
      return keepHolding(slot)
    }
    let isRoomFor =
      streamWindowBytes + clients[slot].exchange.stream.windowBytes
      <= snapshot.limits.holdBytesPerWorkerMax / 2
    guard isRoomFor else {
      metrics.count(limit: .holdBytesPerWorkerMax)
      return keepHolding(slot)
    }
    let description = description(of: slot)
    // What is encoded begins as anything may.
    guard canPass, description.contentEncoding.isEmpty, !description.isQuoted else {
      return declineStream(slot)
    }
    clients[slot].exchange.stream.stage = .deciding
    pauseIfUnwanted(slot)
    inspectWindow(slot, handover, description)
  }

  /// Has an inspector look into the first window.
  private mutating func inspectWindow(
    _ slot: UInt32, _ handover: Handover, _ description: BodyDescription
  ) {
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    var handover = handover
    handover.isBodyClean = true
    metrics.count(.inspections)
    guard let message = description.message else {
      return judged(slot, unjudged: .ambiguous)
    }
    let inspection = Inspection(
      client: clientHandle(slot),
      deadlineNanoseconds: deadline(snapshot.limits.inspectionTimeoutMilliseconds),
      handover: handover, description: message)
    guard clients[slot].exchange.hold.bytes <= snapshot.limits.inspectionBytesMax,
      inspections.count - keepings < snapshot.inspectionsMax,
      let handle = inspections.insert(inspection)
    else {
      metrics.count(limit: .inspectionQueueMax)
      return judged(slot, unjudged: .overload)
    }
    clients[slot].exchange.inspection = handle.slot
    waitingInspections.append(handle.slot)
  }

  /// An inspector has looked into the first window.
  mutating func windowInspected(_ slot: UInt32, _ record: InspectionRecord) {
    let policy = route(of: slot)?.policy ?? Policy()
    let judgement = policy.judge(
      isInfected: record.isInfected, classes: record.classes, reasons: record.reasons)
    let type = record.contents.first?.type ?? .unknown
    // Of what nobody knows, the request may say what it is read as.
    let isAlone = type != .unknown || record.contentCount == 1
    if type.isJudgedInPassing, isAlone, judgement == .clean {
      beginStream(slot, type, isUnscanned: false)
    } else {
      declineStream(slot, record, judgement)
    }
    continueReceiving(slot)
  }

  /// A body that can only be judged whole, or whose first window is not clean: the route says what becomes
  /// of it.
  ///
  /// - Parameter record: what was found in the window, where it was looked into.
  private mutating func declineStream(
    _ slot: UInt32, _ record: InspectionRecord? = nil, _ judgement: Judgement = .clean
  ) {
    let route = route(of: slot)
    switch route?.wholeFile ?? .hold {
    case .hold: keepHolding(slot)
    case .refuse:
      refuseEarly(slot, record, judgement)
    case .deliver:
      // What is wrong with a window may come of its being but the beginning; what is in it is in the whole.
      let isCertain: Bool
      switch judgement {
      case .clean, .unscannable, .forbidden(.invalidFile): isCertain = false
      case .infected: isCertain = true
      case .forbidden: isCertain = route?.policy.refuses(judgement) ?? true
      }
      if isCertain, let record { return judged(slot, record) }
      beginStream(slot, record?.contents.first?.type ?? .unknown, isUnscanned: true)
    }
  }

  /// Refuses a body that would have to be held: for what its first window shows, or as it is of a format that
  /// is not opened in passing.
  private mutating func refuseEarly(
    _ slot: UInt32, _ record: InspectionRecord?, _ judgement: Judgement
  ) {
    switch judgement {
    case .infected, .forbidden:
      if let record, route(of: slot)?.policy.refuses(judgement) ?? true {
        return judged(slot, record)
      }
    case .clean, .unscannable: break
    }
    let refusal = Judgement.unscannable(.format)
    let policy = route(of: slot)?.policy ?? Policy()
    if policy.refuses(refusal) || policy.isDryRun { return judged(slot, unjudged: .format) }
    // Whatever is accepted of what is held: here the route says that nothing is.
    let bytes = Int(clamping: clients[slot].exchange.bodyBytes)
    let unopened = InspectionRecord(unjudged: .format, byteCount: bytes)
    note(slot, refusal, unopened, isLogged: true)
    releaseSession(slot)
    refuse(slot, refusal, unopened)
  }

  /// What could not be judged, or is to be delivered all the same, of a body of which only the beginning has
  /// come: it moves on, and is judged at its end.
  mutating func passUnjudged(_ slot: UInt32) {
    abandonInspection(slot)
    beginStream(slot, .unknown, isUnscanned: true)
    continueReceiving(slot)
  }

  /// The body is held like those of other routes.
  private mutating func keepHolding(_ slot: UInt32) {
    clients[slot].exchange.stream.stage = .none
    metrics.count(.streamsHeld)
    relieveHold(slot)
  }

  /// Goes on with what waited while a window was looked into.
  private mutating func continueReceiving(_ slot: UInt32) {
    guard clients.isInUse(slot), clients[slot].phase == .exchange else { return }
    readInput(slot)
    guard clients.isInUse(slot), clients[slot].phase == .exchange else { return }
    receive(slot)
  }
}
