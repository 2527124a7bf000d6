/// Whether a host can carry a configuration: pure rules over a probed ``Host``.
///
/// Nothing starts where ``isFit`` is false.
public struct HostCheck: Sendable, Equatable {
  /// How grave a finding is.
  public enum Severity: String, Sendable, Equatable {
    /// Cordon does not start.
    case error
    /// Cordon starts, but probably not as it is meant.
    case warning
  }

  /// One thing that the host lacks.
  public struct Finding: Sendable, Equatable, CustomStringConvertible {
    /// How grave it is.
    public var severity: Severity
    /// The place in the configuration that asks for it (`file:line`); `nil` where nothing does.
    public var place: String?
    /// What is wrong.
    public var problem: String
    /// What to do.
    public var remedy: String

    /// `severity: file:line: problem; remedy` on one line.
    public var description: String {
      "\(severity.rawValue): \(place.map { "\($0): " } ?? "")\(problem); \(remedy)"
    }
  }

  /// What is wrong, gravest first.
  public private(set) var findings: [Finding] = []
  /// The configuration as this host runs it: ``Limits/connectionsMax`` and ``Limits/exchangesMax``
  /// are lowered to what the descriptors allow where the file does not give them.
  public internal(set) var configuration: Configuration

  /// Whether the number of connections is that of the process that runs.
  private(set) var areConnectionsFixed = false

  /// Whether there is no error among the findings.
  public var isFit: Bool { !findings.contains { $0.severity == .error } }

  /// The oldest kernel with all that the data plane needs: SINGLE_ISSUER, DEFER_TASKRUN, multishot
  /// receive, ring-provided buffers.
  public static let kernelMin = Host.Kernel(release: "6.1")

  /// Judges `host` for `configuration`.
  ///
  /// - Parameter running: what this process runs with, whose memory is laid out by ``Limits/connectionsMax``: what
  ///   it was lowered to stays, where neither file gives it.
  public init(
    of configuration: Configuration, on host: Host, running: Configuration? = nil
  ) {
    self.configuration = configuration
    let key = "limits.connectionsMax"
    if let running, !running.origin.isGiven(key), !configuration.origin.isGiven(key) {
      self.configuration.limits.connectionsMax = running.limits.connectionsMax
      areConnectionsFixed = true
    }
    judgeRing(host)
    judgeAddresses(host)
    judgeDirectories(host)
    judgeLogs(host)
    judgeQuarantine(host)
    judgeCertificates(host)
    judgeDescriptors(host)
    judgeMemory(host)
    findings = findings.filter { $0.severity == .error } + findings.filter { $0.severity != .error }
  }

  mutating func report(
    _ severity: Severity, at key: String? = nil, _ problem: String, remedy: String
  ) {
    let place = key.map { configuration.origin.place(of: $0) }
    findings.append(
      Finding(severity: severity, place: place, problem: problem, remedy: remedy))
  }
}
