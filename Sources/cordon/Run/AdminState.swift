import Configuration
import Inspectors
import Primitives
import Proxy
import Quarantine
import Signatures
import Synchronization
import Telemetry
import Worker

/// What the admin listener tells: health, readiness, metrics.
final class AdminState: AdminSource {
  private struct Now: Sendable {
    var snapshot: WorkerSnapshot?
    var isDraining = false
    var adopted = 0
    var refused = 0
    var loads = 0
    var loadsFailed = 0
    var unusedLines: [(reason: String, count: Int)] = []
  }

  private let now = Mutex(Now())
  private let workers: [WorkerMetrics]
  private let loads: UpstreamLoads
  private let writers: [(name: String, writer: LogWriter)]
  private let startSeconds: UInt64
  private let loader: SignatureLoader
  private let inspection: InspectorProcesses
  private let quarantine: QuarantineStore?
  private let watch: UpstreamWatch

  init(
    workers: [WorkerMetrics], loads: UpstreamLoads, watch: UpstreamWatch,
    writers: [(name: String, writer: LogWriter)],
    inspection: InspectorProcesses, quarantine: QuarantineStore?, startSeconds: UInt64,
    loader: SignatureLoader
  ) {
    self.loader = loader
    self.inspection = inspection
    self.quarantine = quarantine
    self.workers = workers
    self.loads = loads
    self.watch = watch
    self.writers = writers
    self.startSeconds = startSeconds
  }

  /// The workers serve by this now.
  func adopted(
    _ snapshot: WorkerSnapshot, unusedLines: [(reason: String, count: Int)],
    _ occasion: SignatureLoader.Outcome.Occasion
  ) {
    now.withLock { now in
      if case .reload = occasion { now.adopted += 1 }
      now.loads += 1
      now.snapshot = snapshot
      now.unusedLines = unusedLines
    }
  }

  /// A reload was refused; what was served by stays.
  func refusedReload() { now.withLock { $0.refused += 1 } }

  /// Signatures could not be loaded; what was served by stays.
  func failedLoad() { now.withLock { $0.loadsFailed += 1 } }

  /// The process is about to end: no longer ready.
  func draining() { now.withLock { $0.isDraining = true } }

  func answer(path: String) -> AdminAnswer? {
    let now = now.withLock { $0 }
    switch path {
    case "/healthz": return text(200, "alive\n")
    case "/readyz":
      if let reason = unreadyReason(now) { return text(503, "not ready: \(reason)\n") }
      return text(200, "ready\n")
    case "/metrics":
      return AdminAnswer(status: 200, mediaType: MetricsText.mediaType, body: metrics(now))
    default: return pages(now)?.answer(path)
    }
  }

  func change(path: String) -> AdminAnswer? { pages(now.withLock { $0 })?.change(path) }

  private func pages(_ now: Now) -> UpstreamPages? {
    now.snapshot.map { UpstreamPages(snapshot: $0, loads: loads) }
  }

  private func unreadyReason(_ now: Now) -> String? {
    if now.isDraining { return "draining" }
    guard let snapshot = now.snapshot else { return "starting" }
    guard let database = snapshot.database else { return "no signature database" }
    return database.isEmpty ? "the signature database is empty" : nil
  }

  private func text(_ status: UInt16, _ body: String) -> AdminAnswer {
    AdminAnswer(status: status, mediaType: "text/plain; charset=utf-8", body: Array(body.utf8))
  }

  private func metrics(_ now: Now) -> [UInt8] {
    MetricsText.render(
      workers: workers,
      process: ProcessRow(
        version: Version.text, startUnixSeconds: startSeconds,
        isReady: unreadyReason(now) == nil, reloadsAdopted: now.adopted,
        reloadsRefused: now.refused, signatureLoads: now.loads,
        signatureLoadFailures: now.loadsFailed, isLoadingSignatures: loader.isLoading),
      database: now.snapshot.flatMap { databaseRow($0, now.unusedLines) },
      upstreams: now.snapshot.map(upstreamRows) ?? [],
      logs: writers.map { LogRow(log: $0.name, lostLines: $0.writer.lostLines) },
      inspectors: inspectorRow, scanKeys: now.snapshot?.scanKeys.map(scanKeyRows) ?? [],
      quarantine: quarantineRow)
  }

  private func scanKeyRows(_ keys: ScanKeys) -> [ScanKeyRow] {
    let month = KeyLedger.month(
      unixSeconds: Clock.wallNanoseconds() / Clock.nanosecondsPerSecond)
    func row(_ name: String, _ cell: Int, _ max: Int?) -> ScanKeyRow {
      ScanKeyRow(
        name: name, month: (keys.ledger.used(cell, month: month), max),
        outcomes: ScanOutcome.allCases.map { ("\($0.word)", keys.ledger.counted(cell, $0)) })
    }
    if keys.isOpen { return [row("", ScanKeys.openCell, nil)] }
    return keys.entries.map { row($0.key.name, $0.cell, $0.key.monthlyMax) }
  }

  private var inspectorRow: InspectorRow {
    let figures = inspection.currentFigures
    return InspectorRow(
      judging: figures.judging, idle: figures.idle, starting: figures.starting,
      ends: InspectorEnd.allCases.map { ("\($0.name)", figures.ends[$0.rawValue]) })
  }

  private var quarantineRow: QuarantineRow? {
    quarantine?.currentFigures.row
  }

  private func databaseRow(
    _ snapshot: WorkerSnapshot, _ unusedLines: [(reason: String, count: Int)]
  ) -> DatabaseRow? {
    snapshot.database.map { database in
      DatabaseRow(
        version: database.version, signatures: database.counts.bodies + database.counts.hashes,
        builtUnixSeconds: UInt64(max(0, database.builtAt)), snapshots: WorkerSnapshot.aliveCount,
        unusedLines: unusedLines)
    }
  }

  private func upstreamRows(_ snapshot: WorkerSnapshot) -> [UpstreamRow] {
    zip(snapshot.configuration.backends, snapshot.cells).flatMap { backend, cells in
      zip(backend.upstreams, cells).map { upstream, cell in
        let checks = watch.checks(ofCell: cell)
        return UpstreamRow(
          backend: backend.name, upstream: upstream.address.description,
          active: loads.active(cell), bytes: loads.bytes(cell), weight: upstream.weight,
          states: UpstreamState.allCases.map { ("\($0.word)", $0 == loads.state(cell)) },
          delivered: loads.delivered(cell), ejections: loads.ejections(cell),
          checks: backend.check == nil ? nil : (checks.passed, checks.failed))
      }
    }
  }
}

extension QuarantineStore.Figures {
  /// What the metrics show of it.
  fileprivate var row: QuarantineRow {
    QuarantineRow(
      uploads: uploads, bytes: bytes, kept: kept, failed: failed,
      deleted: [("size", deletedForRoom), ("age", deletedForAge)])
  }
}
