import Configuration
import Inspection
import Policy
import Primitives
import Quarantine
import Ring
import Scanning
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Whether a refused upload goes into quarantine. What could not be judged for want of time or room says
  /// nothing about the upload.
  func isKept(_ slot: UInt32, _ judgement: Judgement) -> Bool {
    let exchange = clients[slot].exchange
    guard quarantine != nil, route(of: slot)?.isQuarantined ?? false,
      snapshots[exchange.snapshot]!.shared.configuration.quarantine != nil,
      // Still with an inspector, or in line for one: it was given up.
      exchange.inspection == .max,
      // Of a stream only a part is there.
      exchange.isBodyComplete, exchange.scan != .stream
    else { return false }
    switch judgement {
    case .clean, .unscannable(.overload), .unscannable(.timeout): return false
    case .infected, .forbidden, .unscannable: return true
    }
  }

  /// Copies what is held of a refused upload, and then refuses it: nobody waits for the disk.
  mutating func beginKeeping(
    _ slot: UInt32, _ judgement: Judgement, _ record: InspectionRecord
  ) {
    let place = snapshots[clients[slot].exchange.snapshot]!.shared.configuration.quarantine!
    let keeping = Keeping(judgement: judgement, record: record)
    let bytes = clients[slot].exchange.bodyBytes
    guard bytes <= UInt64(place.uploadBytesMax) else { return refuseUnkept(slot, keeping, .size) }
    let inspection = Inspection(
      client: clientHandle(slot), stage: .copying, deadlineNanoseconds: .max,
      handover: .unscanned(bodyBytes: bytes), description: [], keeping: keeping)
    guard keepings < QuarantinePlace.waitingUploadsMax, let handle = inspections.insert(inspection)
    else { return refuseUnkept(slot, keeping, .busy) }
    keepings += 1
    clients[slot].exchange.inspection = handle.slot
    copyingInspections.append(handle.slot)
  }

  /// Gives a keeping the memory for what is held. False: there is none, and the upload is refused.
  mutating func makeKeepingRoom(_ index: UInt32) -> Bool {
    let slot = inspections[index].client.slot
    let bytes = clients[slot].exchange.hold.bytes
    let place = snapshots[clients[slot].exchange.snapshot]!.shared.configuration.quarantine
    guard let intake = quarantine, let place,
      intake.memory.take(bytes, bytesMax: place.waitingBytesMax),
      let arena = Arena(takenBytes: bytes, account: intake.memory)
    else {
      giveUpKeeping(index, .busy)
      return false
    }
    inspections[index].arena = arena
    return true
  }

  /// All that is held is copied: the store has it from now on, and the client is answered.
  mutating func submitKeeping(_ index: UInt32, _ arena: Arena, spilledBytes: Int) {
    let slot = inspections[index].client.slot
    guard let keeping = inspections[index].keeping, let intake = quarantine,
      let id = EntryID(idText(slot))
    else { return giveUpKeeping(index, .busy) }
    let isLogged = logDetection(slot, keeping.record, .submitted)
    // The line without its end.
    let evidence = isLogged ? (0..<logs.line.bytes.count - 1).map { logs.line.bytes[$0] } : []
    let spill = clients[slot].exchange.spill
    inspections[index].stage = .submitted
    let handle = Handle(slot: index, generation: inspections.generation(index))
    let mailbox = mailbox
    intake.submit(
      QuarantinedUpload(
        id: id, verdict: VerdictLabel(keeping.judgement).words, evidence: evidence,
        bodyBytes: spilledBytes + arena.count,
        beginning: (spill == .max ? .none : spills[spill].file, spilledBytes),
        rest: arena.descriptor
      ) {
        arena.free()
        mailbox.send(.kept(handle))
      })
    refuse(slot, keeping.judgement, keeping.record)
  }

  /// There is no room to keep an upload: it is refused all the same.
  mutating func giveUpKeeping(_ index: UInt32, _ note: QuarantineNote) {
    let slot = inspections[index].client.slot
    guard let keeping = inspections[index].keeping else { return }
    clients[slot].exchange.inspection = .max
    removeInspection(index)
    refuseUnkept(slot, keeping, note)
  }

  private mutating func refuseUnkept(_ slot: UInt32, _ keeping: Keeping, _ note: QuarantineNote) {
    noteUnkept(slot, keeping, note)
    refuse(slot, keeping.judgement, keeping.record)
  }

  /// Counts and logs that a refused upload is not kept.
  mutating func noteUnkept(_ slot: UInt32, _ keeping: Keeping, _ note: QuarantineNote) {
    switch note {
    case .submitted: break
    case .busy: metrics.count(.quarantineSkippedBusy)
    case .size: metrics.count(.quarantineSkippedSize)
    case .aborted: metrics.count(.quarantineSkippedAborted)
    }
    _ = logDetection(slot, keeping.record, note)
  }

  /// The store has done with an upload, whatever became of it.
  mutating func kept(_ id: Handle) {
    guard inspections.contains(id) else { return }
    let spill = inspections[id.slot].spill
    removeInspection(id.slot)
    if spill != .max { closeSpill(spill) }
  }

  mutating func removeInspection(_ index: UInt32) {
    if inspections[index].keeping != nil { keepings -= 1 }
    inspections.remove(index)
  }
}

extension VerdictLabel {
  /// The kind, and the class or the reason behind it.
  var words: String { reason.map { "\(kind) \($0)" } ?? "\(kind)" }
}
