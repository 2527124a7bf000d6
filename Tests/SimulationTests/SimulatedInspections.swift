import Glibc
import Inspection
import Inspectors
import Primitives
import Scanning
import Signatures
import Simulation

@testable import Worker

/// Judges complete bodies in simulated time: late, and in any order.
final class SimulatedInspections: InspectionPool, @unchecked Sendable {
  let memory = InspectionMemory()
  private let world: World
  private let mailbox: Mailbox
  private let scenario: Scenario
  private var random: SeededRandom
  /// Finds nothing.
  private let isBlind: Bool
  /// What it was given that nobody has sent.
  private(set) var faults: [String] = []
  /// What it has called clean.
  private(set) var cleared: Set<[UInt8]> = []
  /// How many bodies had a beginning on disk, and how many of those could not be read.
  private(set) var spilledCount = 0
  private(set) var lostCount = 0
  /// How many bodies were written anew.
  private(set) var rewrittenCount = 0
  /// How many were lost with who judged them.
  private(set) var crashedCount = 0

  init(world: World, mailbox: Mailbox, scenario: Scenario, isBlind: Bool) {
    self.world = world
    self.mailbox = mailbox
    self.scenario = scenario
    self.isBlind = isBlind
    random = SeededRandom(seed: scenario.seed &+ 77)
  }

  func submit(_ request: InspectionRequest) {
    let delay = random.below(scenario.inspectionNanosecondsMax)
    world.schedule(after: delay) { [self] world in
      request.answer(judge(request))
      world.signal(mailbox.event)
    }
  }

  private func judge(_ request: InspectionRequest) -> InspectionOutcome {
    if world.chance(world.plan.fileError) {
      crashedCount += 1
      return .lost(.crashed)
    }
    var body: [UInt8] = []
    if request.spilledBytes > 0 {
      spilledCount += 1
      let isFailing = world.chance(world.plan.fileError)
      guard let spilled = world.fileBytes(request.spill, count: request.spilledBytes), !isFailing
      else {
        lostCount += 1
        return .spillLost
      }
      body = spilled
    }
    body += request.arena.bytes(from: request.spilledBytes)
    let isSent = scenario.uploads.contains { upload in
      upload.declaredBody == body || upload.isStreamed && upload.request.body.starts(with: body)
    }
    if !isSent {
      faults.append("\(body.count) bytes were inspected that nobody sent")
    }
    if !isBlind, Upload.isInfected(body) {
      let detection = Detection(signature: SignatureIndex(rawValue: 0), offset: 0, size: 1)
      var result = WholeResult(verdict: .infected(detection))
      result.detections = [detection]
      return .judged(InspectionRecord(result, byteCount: body.count))
    }
    cleared.insert(body)
    let record = InspectionRecord(WholeResult(verdict: .clean), byteCount: body.count)
    guard let order = request.limits.canonical, Upload.isRewritten(body) else {
      return .judged(record)
    }
    let bytes = Upload.rewritten(body)
    guard bytes.count <= order.bytesMax else {
      return .judged(InspectionRecord(unjudged: .size, byteCount: body.count))
    }
    return .judged(record, rewrite(request, bytes))
  }

  /// Puts another body in the place of one.
  private func rewrite(_ request: InspectionRequest, _ bytes: [UInt8]) -> CanonicalDelivery? {
    let arena = request.arena
    // The arena's own copying keeps to the body's length.
    let isWritten = unsafe bytes.withUnsafeBytes {
      unsafe pwrite(arena.descriptor.number, $0.baseAddress, $0.count, 0) == $0.count
    }
    guard isWritten, arena.settle(byteCount: bytes.count) else {
      faults.append("a body cannot be written anew")
      return nil
    }
    rewrittenCount += 1
    world.adoptMemory(arena.descriptor, bytes) { [weak arena] in !(arena?.isFreed ?? true) }
    return CanonicalDelivery(
      arena: arena, byteCount: bytes.count, contentType: Array(Upload.rewrittenType.utf8))
  }
}
