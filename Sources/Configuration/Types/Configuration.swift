/// What the operator asked for, with every default filled in: valid by construction when it comes
/// from ``load(path:availableCores:)`` or ``parse(text:file:availableCores:)``.
///
/// The keys of the file are the names of the properties, without the units that a property's name
/// ends in (`headTimeout: 10s` is ``Limits/headTimeoutMilliseconds``). It is an immutable snapshot:
/// workers read it, an exchange keeps the one it started with. Whether the host can carry it is
/// another question, which ``HostCheck`` answers.
public struct Configuration: Sendable, Equatable {
  /// How many workers, each with its own thread, ring and core: 1…``workersMax``.
  public var workers: Int
  /// Where health, readiness and metrics are served.
  public var admin: Admin
  /// Where the signature databases are.
  public var signatures: SignatureSource
  /// Where clients connect. At least one.
  public var listeners: [Listener]
  /// The pools of servers, in the order of the file; routes name them by index. At least one, unless no
  /// route has one.
  public var backends: [Backend]
  /// What routes may have their uploads judged by, in the order of the file.
  public var policies: [NamedPolicy]
  /// Who may use the scan API; `nil` where no route ends in it.
  public var scanAccess: ScanAccess?
  /// Where each exchange is logged.
  public var accessLog: LogDestination
  /// Where each detection is logged, with its evidence.
  public var detectionLog: LogDestination
  /// What a client is answered whose upload is not delivered.
  public var refusal: Refusal
  /// Every limit.
  public var limits: Limits
  /// Where uploads wait that do not fit in memory.
  public var spill: Spill
  /// Where refused uploads are kept; `nil` where they are not.
  public var quarantine: QuarantinePlace?
  /// Where the values came from. Two configurations of equal values and other places are not equal.
  public var origin: Origin
  /// What is allowed, but is probably not meant.
  public var warnings: [ConfigurationProblem]

  /// The most workers that a configuration may ask for: past it, per-worker memory and descriptors
  /// leave nothing for uploads on any machine of today.
  public static let workersMax = 256

  /// How many inspectors there are: where the file says nothing, one for each worker, and one that is kept
  /// for small bodies.
  public var inspectors: Int { limits.inspectors > 0 ? limits.inspectors : workers + 1 }

  /// A configuration made by code, for tests and simulations. It is not checked; see
  /// ``Limits/violations`` for the relations between limits.
  public init(
    workers: Int = 1, admin: Admin = Admin(), signatures: SignatureSource, listeners: [Listener],
    backends: [Backend], policies: [NamedPolicy] = [], scanAccess: ScanAccess? = nil,
    accessLog: LogDestination = .stdout,
    detectionLog: LogDestination = .stdout, refusal: Refusal = Refusal(),
    limits: Limits = Limits(), spill: Spill = Spill(), quarantine: QuarantinePlace? = nil,
    origin: Origin = Origin(file: "built in"),
    warnings: [ConfigurationProblem] = []
  ) {
    self.workers = workers
    self.admin = admin
    self.signatures = signatures
    self.listeners = listeners
    self.backends = backends
    self.policies = policies
    self.scanAccess = scanAccess
    self.accessLog = accessLog
    self.detectionLog = detectionLog
    self.refusal = refusal
    self.limits = limits
    self.spill = spill
    self.quarantine = quarantine
    self.origin = origin
    self.warnings = warnings
  }
}
