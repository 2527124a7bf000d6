/// What searching for one expression once may cost.
///
/// Branches count anew at each place where a match may begin, and so do not bound a search: that is what
/// the steps are for. ClamAV bounds how deep branches nest as well (`PCRERecMatchLimit`, 2,000): that
/// protected a stack which PCRE2 does not use any more. Here their memory is bounded instead, so that
/// matches of a thousand repeats are found.
public struct ExpressionLimits: Equatable, Sendable {
  /// How often matching may branch from one place (ClamAV: `PCREMatchLimit`).
  public var branchesMax: UInt32 = 100_000
  /// How much memory a matcher may take for branches, in KiB.
  public var heapKibibytesMax: UInt32 = 64 << 10
  /// How many steps a search may take: a step is an item of the expression tried, or 8 bytes passed by
  /// one. It takes 10 to 60 nanoseconds: 1.5 million are less than 0.1 s.
  public var stepsMax: UInt64

  /// Bodies larger than this are not searched for expressions (ClamAV: `PCREMaxFileSize`), in bytes.
  public static let bodyBytesMax = 100 << 20

  public init(stepsMax: UInt64) { self.stepsMax = stepsMax }
}
