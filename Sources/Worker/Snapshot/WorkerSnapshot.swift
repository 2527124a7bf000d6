public import Configuration
public import Proxy
public import Signatures
import Synchronization
public import TLS

/// What workers serve by: a configuration and a signature database, never changed once made.
///
/// The control thread makes one at start and at each reload, and hands it to every worker. An
/// exchange keeps the one that it started with.
public final class WorkerSnapshot: Sendable {
  /// Counts up with every snapshot of the process.
  public let generation: UInt64
  /// The configuration; valid.
  public let configuration: Configuration
  /// The signatures; `nil` where none could be loaded: held uploads are then refused.
  public let database: SignatureDatabase?
  /// For each backend, for each upstream, its cell in the shared loads.
  public let cells: [[Int]]
  /// For each backend, the cell in which those that wait for one of its upstreams are counted.
  public let queueCells: [Int]
  /// For each backend, for each upstream, what a cookie says that binds a client to it. None where no
  /// cookie does.
  public let stickyValues: [[[UInt8]]]
  /// Who may use the scan API; `nil` where no route ends in it.
  public let scanKeys: ScanKeys?
  /// For each listener what its sessions are made of; `nil` where it speaks no TLS.
  public let servers: [TLSServer?]
  /// For each backend what sessions with its upstreams are made of; `nil` where they are spoken to in the
  /// clear.
  public let clients: [TLSClient?]
  /// The files that answers are made of, by their paths.
  public let pages: [String: Page]
  /// For each listener the expressions of its routes; `nil` where it has none.
  let routeExpressions: [RouteExpressions?]

  /// Puts one together. Throws where the expressions of routes cannot be compiled.
  public init(
    generation: UInt64, configuration: Configuration, database: SignatureDatabase?, cells: [[Int]],
    queueCells: [Int], stickyValues: [[[UInt8]]] = [],
    scanKeys: ScanKeys? = nil, servers: [TLSServer?] = [], clients: [TLSClient?] = [],
    pages: [String: Page] = [:]
  ) throws {
    routeExpressions = try configuration.listeners.map { try RouteExpressions($0.routes) }
    self.generation = generation
    self.configuration = configuration
    self.database = database
    self.cells = cells
    self.queueCells = queueCells
    self.stickyValues = stickyValues
    self.scanKeys = scanKeys
    self.servers = servers
    self.clients = clients
    self.pages = pages
    Self.alive.add(1, ordering: .relaxed)
  }

  deinit { Self.alive.subtract(1, ordering: .relaxed) }

  private static let alive = Atomic<Int>(0)
  /// How many snapshots somebody still serves by.
  public static var aliveCount: Int { alive.load(ordering: .relaxed) }
}
