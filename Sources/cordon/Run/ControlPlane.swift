import Configuration
import Glibc
import Logging
import Primitives
import Proxy
import Quarantine
import Signatures
import TLS
import Telemetry
import Worker

/// Starts the workers, hands them snapshots, and ends them: everything outside the data path.
///
/// Lives on the main thread, which waits for signals and does nothing that takes long.
struct ControlPlane {
  /// What the process cannot serve with.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  var configuration: Configuration
  let log: Logger
  let loads = UpstreamLoads()
  let watch: UpstreamWatch
  let stickyValues = StickyValues()
  var workers: [WorkerThread] = []
  let admin: AdminState
  let logs: LogWriters
  let inspection: InspectorProcesses
  /// Where refused uploads are kept; `nil`: nowhere.
  let quarantine: QuarantineStore?
  let loader: SignatureLoader
  let quotas: QuotaKeeper
  /// The keys of the scan API that are in force.
  var scanKeys: ScanKeys?
  /// What clients' earlier sessions are known by, whatever is reloaded.
  let tickets = TicketKeys()
  /// What sessions of each listener that is in force are made of.
  var servers: [TLSServer?] = []
  /// What sessions with upstreams of each backend that is in force are made of.
  var clients: [TLSClient?] = []
  /// The files that answers are made of, as they were read last.
  var pages: [String: Page] = [:]
  /// The workers' sockets, by address.
  var sockets: [SocketAddress: [Descriptor]] = [:]
  /// The cell of each upstream that was ever configured.
  var cells: [CellKey: Int] = [:]
  var generation: UInt64 = 0
  /// Whether what is served by has no signatures: then it may as well be followed by nothing.
  var isDatabaseEmpty = true
  /// The process that is to take this one's place, while it starts.
  var successor: Successor?
  /// Whether it has: what is in the file system is its own by now.
  var isReplaced = false
  /// Whether the workers have a directory to spill to: it is opened when they start.
  var hasSpill = false

  struct CellKey: Hashable {
    var backend: String
    /// `nil`: those that wait for any of the backend's.
    var address: SocketAddress?
  }

  /// Opens everything that the configuration names, and starts the workers.
  init(
    _ configuration: Configuration, _ signatures: LoadedSignatures, loader: SignatureLoader,
    predecessor: Predecessor?, log: Logger
  ) throws {
    self.loader = loader
    self.configuration = configuration
    self.log = log
    Host.raiseDescriptorLimit(to: HostCheck.descriptorsNeeded(configuration))
    let glitches = GlitchNames.all
    let metrics = (0..<configuration.workers).map { WorkerMetrics(worker: $0, glitches: glitches) }
    logs = try LogWriters(configuration)
    inspection = try InspectorProcesses(configuration, log: log)
    quotas = QuotaKeeper(log: log)
    quarantine = try configuration.quarantine.map {
      try QuarantineStore($0, waits: predecessor != nil, log: log)
    }
    watch = UpstreamWatch(loads: loads, log: log)
    admin = AdminState(
      workers: metrics, loads: loads, watch: watch, writers: logs.named, inspection: inspection,
      quarantine: quarantine,
      startSeconds: Clock.wallNanoseconds() / Clock.nanosecondsPerSecond, loader: loader)
    let keys = try quotas.keys(of: configuration)
    let servers = try Self.servers(of: configuration, tickets)
    let clients = try Self.clients(of: configuration)
    let pages = try configuration.pages()
    let snapshot = try makeSnapshot(
      configuration, signatures.database, keys, servers, clients, pages)
    sockets = predecessor?.sockets ?? [:]
    try openSockets(configuration)
    try startInspectors()
    try quarantine?.start()
    try startWorkers(metrics)
    try watch.start()
    if let predecessor {
      predecessor.awaitTurn()
      closeUnwanted(configuration)
      try quotas.readAnew()
    }
    adopt(snapshot, signatures, .start)
  }

  // MARK: Workers

  /// Nothing is served before somebody is there to judge it.
  private func startInspectors() throws {
    try inspection.start()
    try Signals.waitUntil {
      let figures = inspection.currentFigures
      if let reason = figures.unfitReason {
        throw Failure(description: "no inspector: \(reason)")
      }
      return figures.isReady
    }
  }

  private mutating func startWorkers(_ metrics: [WorkerMetrics]) throws {
    let spill = try SpillDirectory.open(configuration)
    hasSpill = spill.isOpen
    var random = SystemRandomNumberGenerator()
    let seed = random.next()
    let mailboxes = try (0..<configuration.workers).map { _ in try Mailbox() }
    let colleagues = Colleagues(
      spread: ConnectionSpread(workers: configuration.workers), mailboxes: mailboxes)
    let intake = quarantine.map { store in QuarantineIntake { store.submit($0) } }
    for index in 0..<configuration.workers {
      let assignment = WorkerAssignment(
        settings: WorkerSettings(index: index, configuration: configuration, seed: seed),
        loads: loads, metrics: metrics[index], access: logs.access?.channels[index],
        detections: logs.detections?.channels[index], admin: admin, mailbox: mailboxes[index],
        colleagues: colleagues, spillDirectory: spill, inspectionPool: inspection,
        quarantine: intake)
      let worker = WorkerThread(assignment)
      workers.append(worker)
      try worker.start()
    }
    try Signals.waitUntil {
      try workers.allSatisfy { worker in
        if case .failed(let reason) = worker.state {
          throw Failure(description: "worker \(worker.assignment.settings.index): \(reason)")
        }
        if case .running = worker.state { return true }
        return false
      }
    }
  }

  /// Whether all workers have ended.
  var haveWorkersEnded: Bool {
    workers.allSatisfy { worker in
      switch worker.state {
      case .ended, .failed: true
      case .starting, .running: false
      }
    }
  }

  /// The reason of the first worker that failed.
  var workerFailure: String? {
    for worker in workers {
      if case .failed(let reason) = worker.state {
        return "worker \(worker.assignment.settings.index): \(reason)"
      }
    }
    return nil
  }

  /// Tells all workers.
  func send(_ message: WorkerMessage) {
    for worker in workers { worker.assignment.mailbox.send(message) }
  }

  // MARK: Snapshots

  mutating func makeSnapshot(
    _ configuration: Configuration, _ database: SignatureDatabase, _ keys: ScanKeys?,
    _ servers: [TLSServer?], _ clients: [TLSClient?], _ pages: [String: Page]
  ) throws -> WorkerSnapshot {
    let sticky = try stickyValues.values(of: configuration)
    let all = try configuration.backends.map { backend in
      try backend.upstreams.map { try cell(CellKey(backend: backend.name, address: $0.address)) }
    }
    let queues = try configuration.backends.map { try cell(CellKey(backend: $0.name)) }
    generation += 1
    return try WorkerSnapshot(
      generation: generation, configuration: configuration, database: database, cells: all,
      queueCells: queues, stickyValues: sticky, scanKeys: keys, servers: servers,
      clients: clients, pages: pages)
  }

  /// The cell of an upstream, or of those that wait for any of a backend.
  private mutating func cell(_ key: CellKey) throws -> Int {
    if let cell = cells[key] { return cell }
    guard cells.count < loads.capacity else {
      throw Failure(
        description: "more than \(loads.capacity) upstreams and backends since the start: "
          + "restart Cordon")
    }
    let cell = cells.count
    cells[key] = cell
    // At the start all are equally new.
    if generation > 0 { loads.cameUp(cell, nowNanoseconds: Clock.monotonicNanoseconds()) }
    return cell
  }

  /// Reads the certificates of all listeners.
  static func servers(
    of configuration: Configuration, _ tickets: TicketKeys
  ) throws -> [TLSServer?] {
    try configuration.listeners.map { listener in
      try listener.tls.map {
        try TLSServer($0, tickets: tickets, offersHTTP2: listener.speaksHTTP2)
      }
    }
  }

  /// Reads whom to trust, and what to show, of all backends.
  static func clients(of configuration: Configuration) throws -> [TLSClient?] {
    try configuration.backends.map { try $0.tls.map { try TLSClient($0) } }
  }

  /// Opens the sockets of addresses that are new.
  mutating func openSockets(_ configuration: Configuration) throws {
    var opened: [SocketAddress] = []
    do {
      for address in configuration.listeners.map(\.address) {
        let isNew = sockets[address] == nil
        sockets[address] = try ListenerSockets.open(
          address, count: configuration.workers, inherited: sockets[address] ?? [])
        if isNew { opened.append(address) }
      }
      if let address = configuration.admin.address, sockets[address] == nil {
        sockets[address] = try ListenerSockets.open(address, count: 1)
        opened.append(address)
      }
    } catch {
      for address in opened {
        for socket in sockets.removeValue(forKey: address) ?? [] { close(socket.number) }
      }
      throw error
    }
  }

  /// Hands a snapshot to all workers, with the sockets that each is to listen on.
  mutating func adopt(
    _ snapshot: WorkerSnapshot, _ signatures: LoadedSignatures,
    _ occasion: SignatureLoader.Outcome.Occasion
  ) {
    configuration = snapshot.configuration
    scanKeys = snapshot.scanKeys
    servers = snapshot.servers
    clients = snapshot.clients
    pages = snapshot.pages
    let database = snapshot.database
    isDatabaseEmpty = database?.isEmpty ?? true
    log.info(
      "serving",
      metadata: [
        "generation": "\(snapshot.generation)", "database": "\(database?.version ?? "none")",
        "signatures": "\((database?.counts.bodies ?? 0) + (database?.counts.hashes ?? 0))",
        "unusedLines": "\(signatures.unusedCount)",
      ])
    for kind in signatures.database.unusedKinds { log.warning("signatures \(kind)") }
    var wanted = Set(configuration.listeners.map(\.address))
    for (index, worker) in workers.enumerated() {
      var list = configuration.listeners.enumerated().flatMap { number, listener in
        // A process with more workers may have left more sockets than there are workers.
        let all = sockets[listener.address] ?? []
        return stride(from: index, to: all.count, by: workers.count).map {
          ListeningSocket(descriptor: all[$0], purpose: .frontend(number))
        }
      }
      if index == 0, let address = configuration.admin.address, let socket = sockets[address] {
        list.append(ListeningSocket(descriptor: socket[0], purpose: .admin))
      }
      worker.assignment.mailbox.send(.adopt(snapshot, list))
    }
    if let address = configuration.admin.address { wanted.insert(address) }
    // The workers close what they no longer listen on.
    for address in sockets.keys where !wanted.contains(address) {
      sockets[address] = nil
      Self.removeSocketFile(address)
    }
    inspection.adopted(database)
    watch.adopt(
      WatchedUpstream.all(
        of: configuration, cells: snapshot.cells, clients: snapshot.clients))
    admin.adopted(snapshot, unusedLines: signatures.unusedLines, occasion)
  }

  static func removeSocketFile(_ address: SocketAddress) {
    if case .unix(let path) = address { unsafe unlink(path) }
  }

  /// Removes what was made in the file system.
  func cleanUp() {
    if isReplaced { return }
    for address in sockets.keys { Self.removeSocketFile(address) }
  }
}
