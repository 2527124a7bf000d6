import Primitives

/// Decides when files that have changed are read: once nothing has changed for a while, and not for each
/// file alone.
struct PendingChange {
  /// How fine the times of files are: what changes twice within that may look as if it had not.
  private static let fileTimeNanoseconds: Int64 = 20_000_000

  private let timing: SignatureLoader.Timing
  private let clock: () -> UInt64

  /// What the files looked like before the last load.
  private(set) var settled: SourceState?
  /// Whether they had changed so shortly before that they may look the same and be others.
  private var isSettledUnsure = false
  /// When the first and the last change was heard of that no load has followed yet.
  private var firstNanoseconds: UInt64?
  private var lastNanoseconds: UInt64 = 0
  private var nextLookNanoseconds: UInt64
  /// Whether a load is to follow even if the files are unchanged.
  private var isDemanded = false

  /// Nothing has changed. The clock is the monotonic one but in tests.
  init(
    timing: SignatureLoader.Timing, clock: @escaping () -> UInt64 = Clock.monotonicNanoseconds
  ) {
    self.timing = timing
    self.clock = clock
    nextLookNanoseconds = clock()
  }

  /// A load begins with files that look so.
  mutating func settle(at state: SourceState) {
    settled = state
    isSettledUnsure = state.isFresh(quietNanoseconds: Self.fileTimeNanoseconds)
    firstNanoseconds = nil
    isDemanded = false
  }

  /// The load has ended. What changed meanwhile may have been read or not: the files are looked at
  /// after the quiet time, even if nothing is heard of them. The built database may be the load's own.
  mutating func loaded(built: SourceState.File?) {
    settled?.built = built
    nextLookNanoseconds = clock() + timing.quietNanoseconds
  }

  /// Whether files that look so are surely those that the last load read.
  func isSurelySettled(at state: SourceState) -> Bool { state == settled && !isSettledUnsure }

  /// A change was heard of.
  mutating func heard() {
    lastNanoseconds = clock()
    if firstNanoseconds == nil { firstNanoseconds = lastNanoseconds }
  }

  /// A load is to follow, whatever the files look like.
  mutating func demand() {
    isDemanded = true
    heard()
  }

  /// When a load is due, if a change waits for one.
  private var dueNanoseconds: UInt64? {
    firstNanoseconds.map {
      min(lastNanoseconds + timing.quietNanoseconds, $0 + timing.delayNanosecondsMax)
    }
  }

  /// How long nothing is to be done, unless something is heard.
  func waitNanoseconds(isWatched: Bool) -> UInt64 {
    let now = clock()
    let unwatched = now + timing.unwatchedNanoseconds
    let next =
      dueNanoseconds ?? (isWatched ? nextLookNanoseconds : min(nextLookNanoseconds, unwatched))
    return next > now ? next - now : 0
  }

  /// The state of the files if a load of them is due now: something has changed, and has been quiet, or
  /// will not be.
  mutating func due(isWatched: Bool, look: () -> SourceState) -> SourceState? {
    let now = clock()
    guard let first = firstNanoseconds, let due = dueNanoseconds else {
      guard now >= nextLookNanoseconds || !isWatched else { return nil }
      nextLookNanoseconds = now + timing.lookNanoseconds
      if look() != settled { heard() }
      return nil
    }
    guard now >= due else { return nil }
    let state = look()
    // A file that grows is not heard of until it is closed, but looks new.
    if state.isFresh(quietNanoseconds: Int64(clamping: timing.quietNanoseconds)),
      now < first + timing.delayNanosecondsMax
    {
      lastNanoseconds = now
      return nil
    }
    if isSurelySettled(at: state), !isDemanded {
      firstNanoseconds = nil
      nextLookNanoseconds = now + timing.lookNanoseconds
      return nil
    }
    return state
  }
}
