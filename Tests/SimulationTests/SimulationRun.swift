import Configuration
import Glibc
import HTTP
import Primitives
import Proxy
import Ring
import Simulation
import TLS
import Telemetry

@testable import Worker

/// One worker in one simulated world, from its start to its end.
final class SimulationRun {
  let scenario: Scenario
  let world: World
  let loads = UpstreamLoads(capacity: 8)
  /// Where those that wait for an upstream are counted: behind the upstreams' own cells.
  static let queueCell = 7
  let mailbox: Mailbox
  let metrics = WorkerMetrics(worker: 0, glitches: HTTPFault.allCases.map(\.name))
  let inspections: SimulatedInspections
  let quarantine: SimulatedQuarantine
  let intake: QuarantineIntake
  private(set) var upstreams: [UpstreamServer] = []
  private(set) var clients: [ClientActor] = []
  private(set) var operators: [ClientActor] = []
  /// What is wrong, in words.
  var faults: [String] = []

  private var listener: SimulatedListener
  private let admin: SimulatedListener
  private let directory: Descriptor
  private var generation: UInt64 = 0
  private var hasEnded = false
  /// The database finds nothing.
  private let isBlind: Bool
  /// Clients speak TLS.
  private let isSecure: Bool
  /// What is spoken with upstreams that speak TLS.
  private let client: TLSClient?

  /// A world of that seed; one with a `sabotage`, or a blind database, has to be noticed.
  init(
    seed: UInt64, isTracing: Bool = false, sabotage: Sabotage = .none, isBlind: Bool = false,
    hasBlindInspections: Bool = false, isSecure: Bool = false,
    hasSecureUpstreams: Bool = false, speaksHTTP2: Bool = false
  ) {
    self.isBlind = isBlind
    self.isSecure = isSecure
    client = hasSecureUpstreams ? SimulatedIdentity.makeClient() : nil
    var scenario = Scenario(seed: seed)
    scenario.configuration.limits.handshakeTimeoutMilliseconds =
      scenario.isCalm ? 1_000_000 : 100 + Int(seed % 5_000)
    self.scenario = scenario
    world = World(seed: seed &* 0x9E37_79B9_7F4A_7C15, plan: scenario.plan)
    world.isTracing = isTracing
    world.sabotage = sabotage
    directory = world.openDirectory()
    mailbox = Mailbox(event: world.openEvent())
    inspections = SimulatedInspections(
      world: world, mailbox: mailbox, scenario: scenario, isBlind: isBlind || hasBlindInspections)
    let quarantine = SimulatedQuarantine(world: world, mailbox: mailbox, scenario: scenario)
    self.quarantine = quarantine
    intake = QuarantineIntake { quarantine.take($0) }
    listener = world.listen(at: Scenario.address)
    admin = world.listen(at: Scenario.adminAddress)
    for (index, behaviours) in scenario.behaviours.enumerated() {
      let upstream = UpstreamServer(
        address: Scenario.upstreamAddress(index), index: index, behaviours: behaviours)
      upstream.answerBytesMax = scenario.answerBytesMax
      if hasSecureUpstreams { upstream.security = SimulatedIdentity.server }
      upstreams.append(upstream)
      world.add(upstream)
    }
    for (index, plan) in scenario.clients.enumerated() {
      let address = SocketAddress("198.51.100.\(index + 1):\(40_000 + index)")!
      let client = ClientActor(
        plan: plan, target: Scenario.address, address: address, in: world)
      if isSecure { client.security = SimulatedIdentity.client }
      client.speaksHTTP2 = speaksHTTP2
      clients.append(client)
      world.add(client)
    }
    for plan in scenario.operators {
      let client = ClientActor(
        plan: plan, target: Scenario.adminAddress, address: SocketAddress("127.0.0.1:50000")!,
        in: world)
      operators.append(client)
      world.add(client)
    }
    scheduleEvents()
  }

  /// Runs the worker to its end and checks what is left.
  func run() {
    do {
      adopt(Scenario.Reload(upstreams: Array(upstreams.indices)))
      var worker = try Worker(
        driver: SimulatedRing(world: world), settings: scenario.settings, loads: loads,
        metrics: metrics,
        logs: WorkerLogs(access: nil, detections: nil), admin: AdminPages(), mailbox: mailbox,
        spillDirectory: directory, inspectionPool: inspections, quarantine: intake)
      try worker.run()
      world.settle()
      check(worker)
    } catch {
      if world.violations.isEmpty { faults.append("the worker threw \(error)") }
    }
    faults = world.violations + inspections.faults + quarantine.faults + faults
    checkDeliveries()
    checkClients()
  }

  /// What happened, counted by the worker itself.
  var tally: [String: Int] {
    var tally = [
      "turns": world.turnCount, "inspections.spilled": inspections.spilledCount,
      "inspections.lost": inspections.lostCount, "inspections.crashed": inspections.crashedCount,
      "inspections.rewritten": inspections.rewrittenCount,
      "quarantine.kept": quarantine.keptCount, "quarantine.spilled": quarantine.spilledCount,
    ]
    for outcome in RequestOutcome.allCases {
      tally["outcome.\(outcome)"] = Int(metrics.value(of: outcome))
    }
    for counter in Counter.allCases {
      tally["counter.\(counter)"] = Int(metrics.value(of: counter))
    }
    for limit in LimitName.allCases { tally["limit.\(limit)"] = Int(metrics.value(of: limit)) }
    for client in clients {
      tally["end.\(client.end)", default: 0] += 1
      let uploads = scenario.uploads.filter { $0.client == client.number }
      for (response, upload) in zip(client.responses, uploads) {
        tally["answer.\(upload.content).\(response.status)", default: 0] += 1
      }
    }
    return tally
  }

  // MARK: Events

  private func scheduleEvents() {
    for reload in scenario.reloads {
      world.schedule(after: reload.nanoseconds) { [unowned self] _ in adopt(reload) }
    }
    if let drain = scenario.drainNanoseconds {
      world.schedule(after: drain) { [unowned self] _ in end() }
    } else {
      world.schedule(after: 0) { [unowned self] _ in endWhenDone() }
    }
  }

  private func endWhenDone() {
    if (clients + operators).allSatisfy(\.isFinished) { return end() }
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

  private func adopt(_ reload: Scenario.Reload) {
    // The control plane reloads no more once it has told the workers to end.
    guard !hasEnded else { return }
    if reload.replacesSockets { listener = world.listen(at: Scenario.address) }
    generation += 1
    let made = try? WorkerSnapshot(
      generation: generation, configuration: scenario.configuration(upstreams: reload.upstreams),
      database: isBlind
        ? SimulationDatabases.blind
        : reload.isLater ? SimulationDatabases.second : SimulationDatabases.first,
      cells: [reload.upstreams], queueCells: [Self.queueCell],
      servers: isSecure ? [SimulatedIdentity.server] : [], clients: client.map { [$0] } ?? [],
      pages: scenario.pages)
    guard let snapshot = made else { preconditionFailure("its routes have no expressions") }
    let sockets = [
      ListeningSocket(descriptor: listener.descriptor, purpose: .frontend(0)),
      ListeningSocket(descriptor: admin.descriptor, purpose: .admin),
    ]
    world.note("adopt \(generation): \(reload)")
    send(.adopt(snapshot, sockets))
  }
}

/// Pages for the admin listener: a short one and one of several buffers.
struct AdminPages: AdminSource {
  static let long = [UInt8](repeating: 35, count: 20_000)

  /// The status that a request gets.
  static func status(_ request: ClientRequest) -> Int {
    guard request.method == "GET" || request.method == "HEAD" else { return 405 }
    return request.target == "/x" ? 404 : 200
  }

  func change(path: String) -> AdminAnswer? { nil }

  func answer(path: String) -> AdminAnswer? {
    switch path {
    case "/healthz": AdminAnswer(status: 200, mediaType: "text/plain", body: Array("ok\n".utf8))
    case "/metrics": AdminAnswer(status: 200, mediaType: "text/plain", body: Self.long)
    default: nil
    }
  }
}
