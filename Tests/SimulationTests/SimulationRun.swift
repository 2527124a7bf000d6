import Configuration
import Glibc
import HTTP
import Primitives
import Proxy
import Ring
import Simulation
import Telemetry

@testable import Worker

/// One worker in one simulated world, from its start to its end.
final class SimulationRun {
  let scenario: Scenario
  let world: World
  let loads = UpstreamLoads(capacity: 8)
  let mailbox: Mailbox
  private(set) var upstreams: [UpstreamServer] = []
  private(set) var clients: [ClientActor] = []
  /// What is wrong, in words.
  var faults: [String] = []

  private var listener: SimulatedListener
  private let admin: SimulatedListener
  private let directory: Descriptor
  private var generation: UInt64 = 0
  private var hasEnded = false

  init(seed: UInt64, isTracing: Bool = false) {
    scenario = Scenario(seed: seed)
    world = World(seed: seed &* 0x9E37_79B9_7F4A_7C15, plan: scenario.plan)
    world.isTracing = isTracing
    directory = world.openDirectory()
    mailbox = Mailbox(event: world.openEvent())
    listener = world.listen(at: Scenario.address)
    admin = world.listen(at: Scenario.adminAddress)
    for (index, behaviours) in scenario.behaviours.enumerated() {
      let upstream = UpstreamServer(
        address: Scenario.upstreamAddress(index), index: index, behaviours: behaviours)
      upstreams.append(upstream)
      world.add(upstream)
    }
    for (index, plan) in scenario.clients.enumerated() {
      let address = SocketAddress("198.51.100.\(index + 1):\(40_000 + index)")!
      let client = ClientActor(
        plan: plan, target: Scenario.address, address: address, in: world)
      clients.append(client)
      world.add(client)
    }
    scheduleEvents()
  }

  /// Runs the worker to its end and checks what is left.
  func run() {
    do {
      adopt(replacesSockets: false, isLater: false)
      var worker = try Worker(
        driver: SimulatedRing(world: world), settings: scenario.settings, loads: loads,
        metrics: WorkerMetrics(worker: 0, glitches: HTTPFault.allCases.map(\.name)),
        logs: WorkerLogs(access: nil, detections: nil), admin: AdminPages(), mailbox: mailbox,
        spillDirectory: directory)
      try worker.run()
      world.settle()
      check(worker)
    } catch {
      if world.violations.isEmpty { faults.append("the worker threw \(error)") }
    }
    faults = world.violations + faults
    checkDeliveries()
    checkClients()
  }

  // MARK: Events

  private func scheduleEvents() {
    for reload in scenario.reloads {
      world.schedule(after: reload.nanoseconds) { [unowned self] _ in
        adopt(replacesSockets: reload.replacesSockets, isLater: reload.isLater)
      }
    }
    if let drain = scenario.drainNanoseconds {
      world.schedule(after: drain) { [unowned self] _ in end() }
    } else {
      world.schedule(after: 0) { [unowned self] _ in endWhenDone() }
    }
  }

  private func endWhenDone() {
    if clients.allSatisfy(\.isFinished) { return end() }
    world.schedule(after: 200_000_000) { [unowned self] _ in endWhenDone() }
  }

  private func end() {
    hasEnded = true
    send(scenario.stops ? .stop : .drain)
  }

  private func send(_ message: WorkerMessage) {
    mailbox.send(message)
    world.signal(mailbox.event)
  }

  private func adopt(replacesSockets: Bool, isLater: Bool) {
    // The control plane reloads no more once it has told the workers to end.
    guard !hasEnded else { return }
    if replacesSockets { listener = world.listen(at: Scenario.address) }
    generation += 1
    let snapshot = WorkerSnapshot(
      generation: generation, configuration: scenario.configuration,
      database: isLater ? SimulationDatabases.second : SimulationDatabases.first,
      cells: [Array(0..<upstreams.count)])
    let sockets = [
      ListeningSocket(descriptor: listener.descriptor, purpose: .frontend(0)),
      ListeningSocket(descriptor: admin.descriptor, purpose: .admin),
    ]
    world.note("adopt \(generation), later: \(isLater), new sockets: \(replacesSockets)")
    send(.adopt(snapshot, sockets))
  }
}

/// Pages for the admin listener: a short one and one of several buffers.
struct AdminPages: AdminSource {
  static let long = [UInt8](repeating: 35, count: 20_000)

  func answer(path: String) -> AdminAnswer? {
    switch path {
    case "/healthz": AdminAnswer(status: 200, mediaType: "text/plain", body: Array("ok\n".utf8))
    case "/metrics": AdminAnswer(status: 200, mediaType: "text/plain", body: Self.long)
    default: nil
    }
  }
}
