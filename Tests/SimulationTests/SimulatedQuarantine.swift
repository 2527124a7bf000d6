import Primitives
import Quarantine
import Simulation

@testable import Worker

/// Keeps refused uploads in simulated time: late, and in any order.
final class SimulatedQuarantine: @unchecked Sendable {
  private let world: World
  private let mailbox: Mailbox
  private let scenario: Scenario
  private var random: SeededRandom
  /// What it was given that nobody has sent, or that is none of its business.
  private(set) var faults: [String] = []
  private(set) var keptCount = 0
  /// How many had a beginning on disk.
  private(set) var spilledCount = 0

  init(world: World, mailbox: Mailbox, scenario: Scenario) {
    self.world = world
    self.mailbox = mailbox
    self.scenario = scenario
    random = SeededRandom(seed: scenario.seed &+ 991)
  }

  func take(_ upload: QuarantinedUpload) {
    let delay = random.below(scenario.inspectionNanosecondsMax)
    world.schedule(after: delay) { [self] world in
      keep(upload)
      upload.answer()
      world.signal(mailbox.event)
    }
  }

  private func keep(_ upload: QuarantinedUpload) {
    keptCount += 1
    var body: [UInt8] = []
    if upload.beginning.bytes > 0 {
      spilledCount += 1
      guard let spilled = world.fileBytes(upload.beginning.file, count: upload.beginning.bytes)
      else {
        faults.append("an upload is kept whose file is closed")
        return
      }
      body = spilled
    }
    body += upload.rest.bytes(from: 0, count: upload.bodyBytes - upload.beginning.bytes)
    if !scenario.uploads.contains(where: { $0.declaredBody == body }) {
      faults.append("\(body.count) bytes are kept that nobody sent")
    }
    if upload.verdict == "infected", !Upload.isInfected(body),
      !Upload.has(SimulationDatabases.laterInfection, body)
    {
      faults.append("an upload is kept as infected that is not")
    }
  }
}
