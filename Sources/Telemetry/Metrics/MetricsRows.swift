/// The state of one upstream when the metrics are rendered.
public struct UpstreamRow: Sendable {
  /// The backend's name in the configuration.
  public var backend: String
  /// The upstream's address in the configuration.
  public var upstream: String
  /// Requests in flight, over all workers.
  public var active: Int
  /// Bytes of their bodies, and something for each.
  public var bytes: Int
  /// Its weight.
  public var weight: Int
  /// The states that it can be in, and whether it is in that. The first is to be up.
  public var states: [(state: String, isIn: Bool)]
  /// Requests that it has answered.
  public var delivered: UInt64
  /// Times that it was ejected.
  public var ejections: UInt64
  /// How many checks it has passed and failed; `nil` where there are none.
  public var checks: (passed: UInt64, failed: UInt64)?

  /// Makes a row.
  public init(
    backend: String, upstream: String, active: Int, bytes: Int = 0, weight: Int,
    states: [(state: String, isIn: Bool)], delivered: UInt64 = 0, ejections: UInt64 = 0,
    checks: (passed: UInt64, failed: UInt64)? = nil
  ) {
    self.bytes = bytes
    self.states = states
    self.checks = checks
    self.delivered = delivered
    self.ejections = ejections
    self.backend = backend
    self.upstream = upstream
    self.active = active
    self.weight = weight
  }
}

/// The signature database in use when the metrics are rendered.
public struct DatabaseRow: Sendable {
  /// The version that the logs name too.
  public var version: String
  /// Signatures that are looked for.
  public var signatures: Int
  /// When it was built, in seconds since 1970.
  public var builtUnixSeconds: UInt64
  /// Snapshots that are alive, this one and older ones that exchanges still hold.
  public var snapshots: Int
  /// Lines of the source files that are not used, by reason.
  public var unusedLines: [(reason: String, count: Int)]

  /// Makes a row.
  public init(
    version: String, signatures: Int, builtUnixSeconds: UInt64, snapshots: Int,
    unusedLines: [(reason: String, count: Int)] = []
  ) {
    self.version = version
    self.signatures = signatures
    self.builtUnixSeconds = builtUnixSeconds
    self.snapshots = snapshots
    self.unusedLines = unusedLines
  }
}

/// The state of one log's writer when the metrics are rendered.
public struct LogRow: Sendable {
  /// `access` or `detections`.
  public var log: String
  /// ``LogWriter/lostLines``.
  public var lostLines: UInt64

  /// Makes a row.
  public init(log: String, lostLines: UInt64) {
    self.log = log
    self.lostLines = lostLines
  }
}

/// The inspectors when the metrics are rendered.
public struct InspectorRow: Sendable {
  /// Those that judge a body.
  public var judging: Int
  /// Those that wait for one.
  public var idle: Int
  /// Those that are being started, or wait for that.
  public var starting: Int
  /// How many have ended, by cause.
  public var ends: [(cause: String, count: Int)]

  /// Makes a row.
  public init(judging: Int, idle: Int, starting: Int, ends: [(cause: String, count: Int)]) {
    self.judging = judging
    self.idle = idle
    self.starting = starting
    self.ends = ends
  }
}

/// The quarantine when the metrics are rendered.
public struct QuarantineRow: Sendable {
  /// Uploads in it.
  public var uploads: Int
  /// Bytes of their files.
  public var bytes: Int
  /// Uploads kept since the start.
  public var kept: Int
  /// Uploads that could not be kept.
  public var failed: Int
  /// Uploads deleted, by the limit that asked for it.
  public var deleted: [(limit: String, count: Int)]

  /// Makes a row.
  public init(
    uploads: Int, bytes: Int, kept: Int, failed: Int, deleted: [(limit: String, count: Int)]
  ) {
    self.uploads = uploads
    self.bytes = bytes
    self.kept = kept
    self.failed = failed
    self.deleted = deleted
  }
}

/// The state of the process when the metrics are rendered.
public struct ProcessRow: Sendable {
  /// The version of the program.
  public var version: String
  /// When it started, in seconds since 1970.
  public var startUnixSeconds: UInt64
  /// Whether it is ready, as `/readyz` says.
  public var isReady: Bool
  /// Reloads that were adopted.
  public var reloadsAdopted: Int
  /// Reloads that were refused, the old configuration kept.
  public var reloadsRefused: Int
  /// Signatures that were loaded and adopted.
  public var signatureLoads: Int
  /// Signatures that could not be loaded, the old ones kept.
  public var signatureLoadFailures: Int
  /// Whether signatures are being loaded.
  public var isLoadingSignatures: Bool

  /// Makes a row.
  public init(
    version: String, startUnixSeconds: UInt64, isReady: Bool, reloadsAdopted: Int = 0,
    reloadsRefused: Int = 0, signatureLoads: Int = 0, signatureLoadFailures: Int = 0,
    isLoadingSignatures: Bool = false
  ) {
    self.version = version
    self.startUnixSeconds = startUnixSeconds
    self.isReady = isReady
    self.reloadsAdopted = reloadsAdopted
    self.reloadsRefused = reloadsRefused
    self.signatureLoads = signatureLoads
    self.signatureLoadFailures = signatureLoadFailures
    self.isLoadingSignatures = isLoadingSignatures
  }
}

/// What a key of the scan API has had when the metrics are rendered.
public struct ScanKeyRow: Sendable {
  /// The key's name; empty for calls without one.
  public var name: String
  /// Calls of this month, and how many it may have; `nil`: any number.
  public var month: (used: Int, max: Int?)
  /// Calls by how they ended.
  public var outcomes: [(outcome: String, count: UInt64)]

  /// Makes a row.
  public init(
    name: String, month: (used: Int, max: Int?), outcomes: [(outcome: String, count: UInt64)]
  ) {
    self.name = name
    self.month = month
    self.outcomes = outcomes
  }
}
