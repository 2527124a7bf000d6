import Glibc
import Testing

@testable import cordon

/// When files that change are read: in a time of the test's own.
@Suite struct PendingChangeTests {
  private final class Time {
    var now: UInt64 = 1_000_000_000_000
  }

  private let time = Time()
  private var pending: PendingChange
  private static let second: UInt64 = 1_000_000_000

  init() {
    let time = time
    pending = PendingChange(timing: SignatureLoader.Timing(), clock: { time.now })
    pending.settle(at: Self.state(1))
    pending.loaded(built: nil)
  }

  /// A file of that size, not changed lately.
  private static func state(_ bytes: Int64, ageSeconds: Int64 = 1000) -> SourceState {
    var state = SourceState()
    let changed = (Int64(Glibc.time(nil)) - ageSeconds) * 1_000_000_000
    state.sources = [
      SourceState.File(
        path: "/a.ndb", device: 1, inode: 1, bytes: bytes, contentNanoseconds: changed,
        statusNanoseconds: 0)
    ]
    // What differs is its size alone.
    state.sources[0].contentNanoseconds = ageSeconds == 0 ? changed : 5
    return state
  }

  /// Whether a load is due after so long.
  private mutating func isDue(afterSeconds seconds: Double, _ state: SourceState) -> Bool {
    time.now += UInt64(seconds * 1e9)
    guard let due = pending.due(isWatched: true, look: { state }) else { return false }
    pending.settle(at: due)
    pending.loaded(built: nil)
    return true
  }

  @Test mutating func aChangeIsReadOnceItHasBeenQuiet() {
    pending.heard()
    #expect(!isDue(afterSeconds: 0.5, Self.state(2)))
    #expect(pending.waitNanoseconds(isWatched: true) == Self.second / 2)
    pending.heard()
    #expect(!isDue(afterSeconds: 0.9, Self.state(2)))
    #expect(isDue(afterSeconds: 0.1, Self.state(2)))
    #expect(!isDue(afterSeconds: 100, Self.state(2)))
  }

  @Test mutating func manyChangesAreOneLoad() {
    var loads = 0
    for size in Int64(2)...20 {
      pending.heard()
      if isDue(afterSeconds: 0.2, Self.state(size)) { loads += 1 }
    }
    if isDue(afterSeconds: 1, Self.state(20)) { loads += 1 }
    #expect(loads == 1)
  }

  @Test mutating func whatNeverRestsIsReadAfterTheLongestDelay() {
    var seconds = 0.0
    repeat {
      pending.heard()
      seconds += 0.5
    } while !isDue(afterSeconds: 0.5, Self.state(Int64(seconds * 2))) && seconds < 60
    #expect(seconds == 30)
  }

  /// Nothing is heard of a file that grows until it is closed.
  @Test mutating func aFileThatGrowsIsWaitedFor() {
    pending.heard()
    for _ in 0..<20 { #expect(!isDue(afterSeconds: 1, Self.state(2, ageSeconds: 0))) }
    #expect(isDue(afterSeconds: 1, Self.state(2)))
  }

  @Test mutating func whatIsHeardAndChangesNothingIsNotRead() {
    pending.heard()
    #expect(!isDue(afterSeconds: 2, Self.state(1)))
    #expect(pending.waitNanoseconds(isWatched: true) > 0)
  }

  /// Another machine may write where nothing is told.
  @Test mutating func whatIsNotHeardOfIsSeen() {
    #expect(!isDue(afterSeconds: 1, Self.state(1)))
    #expect(!isDue(afterSeconds: 29, Self.state(2)))
    #expect(!isDue(afterSeconds: 1, Self.state(2)))
    #expect(isDue(afterSeconds: 1, Self.state(2)))
  }

  @Test mutating func whereNothingIsWatchedFilesAreSeenWithinASecond() {
    time.now += Self.second / 4
    #expect(pending.waitNanoseconds(isWatched: false) <= Self.second)
    #expect(pending.due(isWatched: false, look: { Self.state(2) }) == nil)
    #expect(isDue(afterSeconds: 1, Self.state(2)))
  }

  /// A load may have read a file before or after it changed.
  @Test mutating func whatChangesDuringALoadIsReadAgain() {
    #expect(!isDue(afterSeconds: 0.9, Self.state(2)))
    #expect(!isDue(afterSeconds: 0.1, Self.state(2)))
    #expect(isDue(afterSeconds: 1, Self.state(2)))
  }

  /// The times of files are coarse: one that was just written may change and look the same.
  @Test mutating func aFileThatWasReadJustAfterItChangedIsReadAgain() {
    pending.settle(at: Self.state(2, ageSeconds: 0))
    #expect(!pending.isSurelySettled(at: Self.state(3)))
    pending.settle(at: Self.state(2))
    #expect(pending.isSurelySettled(at: Self.state(2)))
    #expect(!pending.isSurelySettled(at: Self.state(3)))
  }
}
