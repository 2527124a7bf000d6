public import Configuration
public import HTTP
import Hyperscan
import Proxy
import Scanning
import Signatures

/// A snapshot as one worker uses it: tables in the form that the data path wants, scan sessions to
/// use again, and how many exchanges are judged by it.
final class ActiveSnapshot {
  let shared: WorkerSnapshot
  let limits: Limits
  /// The limits as the parsers want them.
  let httpLimits: HTTPLimits
  /// One worker's share of the requests in progress: like connections, they are counted by each worker
  /// alone.
  let exchangesMax: Int
  /// One worker's share of the uploads that are inspected or wait for it.
  let inspectionsMax: Int
  let refusal: Refusal
  /// For each listener of the configuration.
  let routeTables: [RouteTable]
  let routes: [[Route]]
  let terms: [[RouteTerms]]
  /// For each of their routes what it answers each time, where that is not in Cordon's own words.
  let documents: [[AdminAnswer?]]
  /// The pages in place of Cordon's own words: of each listener, and of each route with its listener's behind.
  let listenerPages: [ErrorPages]
  let routePages: [[ErrorPages]]
  /// For each of their routes what it changes in heads.
  let edits: [[HeadEdits]]
  /// For each listener, who may connect and who is believed.
  let edges: [ListenerEdge]
  let backends: [BalancedBackend]
  /// For each backend, what of a request its upstreams are chosen by.
  let affinities: [Affinity]
  /// For each backend, in which version its upstreams are told whose request it is; `nil`: they are not.
  let proxyVersions: [ProxyVersion?]
  let names: SnapshotNames
  /// Exchanges that hold on to it.
  var users = 0
  var sessions: SessionPool?

  init(_ shared: WorkerSnapshot, sessionsMax: Int) throws {
    self.shared = shared
    let configuration = shared.configuration
    limits = configuration.limits
    httpLimits = HTTPLimits(headBytesMax: limits.headBytesMax, fieldsMax: limits.headFieldsMax)
    exchangesMax = (limits.exchangesMax + configuration.workers - 1) / configuration.workers
    inspectionsMax =
      (limits.inspectionQueueMax + configuration.workers - 1) / configuration.workers
    refusal = configuration.refusal
    let limits = limits
    routes = configuration.listeners.map(\.routes)
    edges = configuration.listeners.map(\.edge)
    terms = routes.map { $0.map { RouteTerms($0, limits) } }
    let files = shared.pages
    listenerPages = configuration.listeners.map { ErrorPages($0.errorPages, files: files) }
    routePages = configuration.listeners.map { listener in
      listener.routes.map { ErrorPages($0.errorPages + listener.errorPages, files: files) }
    }
    edits = routes.map { $0.map(HeadEdits.init) }
    documents = routes.map { $0.map { AdminAnswer($0.end, pages: shared.pages) } }
    routeTables = try zip(configuration.listeners, shared.routeExpressions).map {
      try RouteTable($0.routes, expressions: $1)
    }
    backends = zip(configuration.backends, shared.cells).map(BalancedBackend.init)
    affinities = configuration.backends.enumerated().map { index, backend in
      let values = index < shared.stickyValues.count ? shared.stickyValues[index] : []
      return Affinity(backend, stickyValues: values)
    }
    proxyVersions = configuration.backends.map { ProxyVersion($0.proxyProtocol) }
    names = SnapshotNames(configuration)
    sessions = try shared.database.map {
      try SessionPool(database: $0, capacity: sessionsMax)
    }
  }
}

extension BalancedBackend {
  /// A backend of the configuration, with the cells of its upstreams.
  init(_ backend: Backend, _ cells: [Int]) {
    self.init(
      upstreams: zip(backend.upstreams, cells).map { upstream, cell in
        BalancedUpstream(
          cell: cell, weight: upstream.weight, isBackup: upstream.isBackup,
          connectionsMax: upstream.connectionsMax,
          identity: BalanceHash.of(Array("\(upstream.address)".utf8).span))
      },
      algorithm: BalanceAlgorithm(backend.balance),
      ejection: EjectionPolicy(
        maxFails: backend.maxFails,
        pauseNanoseconds: UInt64(backend.ejectMilliseconds) * 1_000_000,
        pauseNanosecondsMax: UInt64(backend.ejectMillisecondsMax) * 1_000_000,
        percentMax: backend.ejectPercentMax),
      slowStartNanoseconds: UInt64(backend.slowStartMilliseconds) * 1_000_000)
  }
}

extension ProxyVersion {
  /// What a word of the configuration asks for; `nil`: none.
  public init?(_ mode: ProxyProtocolMode) {
    switch mode {
    case .off: return nil
    case .v1: self = .text
    case .v2: self = .binary
    }
  }
}

extension BalanceAlgorithm {
  /// What a word of the configuration asks for.
  init(_ balance: Balance) {
    switch balance {
    case .leastConnections: self = .leastConnections
    case .roundRobin: self = .roundRobin
    case .leastBytes: self = .leastBytes
    case .randomOfTwo: self = .randomOfTwo
    case .sourceHash, .consistentHash: self = .hash
    }
  }
}
