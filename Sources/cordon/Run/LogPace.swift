import Primitives
import Synchronization

/// Lets a line a second through, of those that hostile uploads could make many.
final class LogPace: Sendable {
  private let state = Mutex((lastNanoseconds: UInt64(0), left: 0))

  /// Whether a line may be written: how many were not since the one before; `nil` where it may not.
  func take() -> Int? {
    let now = Clock.monotonicNanoseconds()
    return state.withLock { state in
      guard now >= state.lastNanoseconds + Clock.nanosecondsPerSecond else {
        state.left += 1
        return nil
      }
      defer { state = (now, 0) }
      return state.left
    }
  }
}
