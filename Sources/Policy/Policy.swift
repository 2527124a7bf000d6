public import Inspection

/// What an operator blocks, has reported and allows, for the uploads of a route. Blocks everything unless
/// told otherwise. Without heap storage.
public struct Policy: Hashable, Sendable {
  /// Classes that are refused.
  public private(set) var blockedClasses = ThreatClasses.every
  /// Classes that are delivered and logged.
  public private(set) var reportedClasses: ThreatClasses = []
  /// Reasons that are refused.
  public private(set) var blockedReasons = UnjudgedReasons.every
  /// Reasons that are delivered and logged.
  public private(set) var reportedReasons: UnjudgedReasons = []
  /// The types that files may be of, by their content; `nil` for all. Others are of the class
  /// `restrictedFileType`.
  public var fileTypes: ContentTypes?
  /// Whether that goes for the members of archives as well.
  public var restrictsMembers = false
  /// Whether all is delivered, whatever it is judged, and logged: for trying a policy.
  public var isDryRun = false

  /// Blocks everything.
  public init() {}

  /// Sets what becomes of a class, and of the reasons that say the same.
  public mutating func set(_ action: PolicyAction, for threat: ThreatClass) {
    let one = ThreatClasses(threat)
    blockedClasses.subtract(one)
    reportedClasses.subtract(one)
    switch action {
    case .block: blockedClasses.formUnion(one)
    case .report: reportedClasses.formUnion(one)
    case .allow: break
    }
    for twin in threat.twins.all { set(action, for: twin) }
  }

  /// Sets what becomes of what cannot be judged, for a reason.
  public mutating func set(_ action: PolicyAction, for reason: UnjudgedReason) {
    let one = UnjudgedReasons(reason)
    blockedReasons.subtract(one)
    reportedReasons.subtract(one)
    switch action {
    case .block: blockedReasons.formUnion(one)
    case .report: reportedReasons.formUnion(one)
    case .allow: break
    }
  }

  /// What becomes of a class.
  public subscript(threat: ThreatClass) -> PolicyAction {
    let one = ThreatClasses(threat)
    if blockedClasses.contains(one) { return .block }
    return reportedClasses.contains(one) ? .report : .allow
  }

  /// What becomes of what cannot be judged, for a reason.
  public subscript(reason: UnjudgedReason) -> PolicyAction {
    let one = UnjudgedReasons(reason)
    if blockedReasons.contains(one) { return .block }
    return reportedReasons.contains(one) ? .report : .allow
  }

  /// Whether anything of it is to be reported that does not block it.
  public func hasReport(classes: ThreatClasses, reasons: UnjudgedReasons) -> Bool {
    !classes.isDisjoint(with: reportedClasses) || !reasons.isDisjoint(with: reportedReasons)
  }

  /// Judges a body by what was found out about it: the gravest thing counts, infected before forbidden
  /// before unscannable, and what is refused before what is only reported. Nothing that could not be judged
  /// is clean, whatever is allowed.
  public func judge(
    isInfected: Bool, classes: ThreatClasses, reasons: UnjudgedReasons
  ) -> Judgement {
    if isInfected { return .infected }
    if let first = classes.intersection(blockedClasses).all.first { return .forbidden(first) }
    if let first = reasons.intersection(blockedReasons).all.first { return .unscannable(first) }
    if let first = classes.intersection(reportedClasses).all.first { return .forbidden(first) }
    if let first = reasons.intersection(reportedReasons).all.first { return .unscannable(first) }
    return reasons.all.first.map { .unscannable($0) } ?? .clean
  }

  /// Whether a body is refused that this policy has judged so, but for a dry run.
  public func refuses(_ judgement: Judgement) -> Bool {
    switch judgement {
    case .clean: false
    case .infected: true
    case .forbidden(let threat): self[threat] == .block
    case .unscannable(let reason): self[reason] == .block
    }
  }
}
