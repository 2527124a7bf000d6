public import Inspection

extension UnjudgedReason {
  /// The class under which a client is told that something could not be judged for the reason. The
  /// interface has no field for that: which one it is decides what the client's people are shown.
  public var shownAs: ThreatClass {
    switch self {
    case .encrypted: .passwordProtected
    case .format, .depth, .files, .unpackedBytes, .fileBytes, .ratio, .nameBytes: .unsafeArchive
    case .ambiguous, .damaged, .time, .memory, .budget, .engine, .size, .timeout, .overload,
      .inspector:
      .invalidFile
    }
  }

  /// Whether the same file may well be judged another time, so that its client is asked to try again.
  public var isTransient: Bool {
    switch self {
    case .timeout, .overload, .inspector, .engine: true
    case .ambiguous, .damaged, .encrypted, .format, .depth, .files, .unpackedBytes, .fileBytes,
      .ratio, .nameBytes, .time, .memory, .budget, .size:
      false
    }
  }
}
