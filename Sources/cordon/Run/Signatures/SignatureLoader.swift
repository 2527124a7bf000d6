import Configuration
import Glibc
import Primitives
import Signatures
import Synchronization

/// Loads signatures on a thread of its own: at the start, when it is told to, and when the files have
/// changed. It never holds the main thread up, and once the start is over it has only what time others
/// leave.
final class SignatureLoader: Sendable {
  /// What came of one load.
  struct Outcome: Sendable {
    /// Who asked for it.
    enum Occasion: Sendable {
      case start
      /// The configuration that is to be adopted with it.
      case reload(Configuration)
      case change
    }

    var occasion: Occasion
    var source: SignatureSource
    var result: Result<LoadedSignatures, any Error>
  }

  private struct State: Sendable {
    /// What to load next. One that comes while another waits takes its place.
    var wanted: (occasion: Outcome.Occasion, source: SignatureSource)?
    var outcomes: [Outcome] = []
    var isLoading = false
  }

  private let state = Mutex(State())
  private let wake: Descriptor
  private let timing: Timing

  /// When changed files are read.
  struct Timing: Sendable {
    /// Nothing may have changed for so long, lest a file is read that is being written.
    var quietNanoseconds: UInt64 = 1_000_000_000
    /// After so long they are read nevertheless.
    var delayNanosecondsMax: UInt64 = 30_000_000_000
    /// How often the files are looked at though nothing was heard of them: what another machine writes
    /// is not told.
    var lookNanoseconds: UInt64 = 30_000_000_000
    /// The same while a directory cannot be watched.
    var unwatchedNanoseconds: UInt64 = 1_000_000_000
  }

  init(timing: Timing = Timing()) throws(Errno) {
    self.timing = timing
    wake = try Descriptor.makeEvent()
  }

  deinit { close(wake.number) }

  /// Starts the thread with the first load. Each outcome is announced (``Signals/announce()``).
  func start(_ source: SignatureSource) throws(Errno) {
    request(.start, source)
    try DetachedThread.start { [self] in run() }
  }

  /// Asks for a load, and takes the source over that is watched from then on.
  func request(_ occasion: Outcome.Occasion, _ source: SignatureSource) {
    state.withLock { $0.wanted = (occasion, source) }
    wake.signalEvent()
  }

  /// What has come of loads since the last call, in their order.
  func takeOutcomes() -> [Outcome] {
    state.withLock { state in
      defer { state.outcomes = [] }
      return state.outcomes
    }
  }

  /// Whether a load is going on.
  var isLoading: Bool { state.withLock { $0.isLoading } }

  // MARK: The thread

  private func run() {
    var course = SignatureCourse(timing: timing)
    while true {
      if let (occasion, source) = state.withLock({ state in
        defer { state.wanted = nil }
        return state.wanted
      }) {
        course.follow(source, occasion) { load(occasion, source, $0) }
      } else {
        wait(for: course.descriptor, nanoseconds: course.waitNanoseconds)
        course.look { source, plan in load(.change, source, plan) }
      }
    }
  }

  private func load(
    _ occasion: Outcome.Occasion, _ source: SignatureSource, _ plan: SignatureCourse.Plan
  ) -> SignatureCourse.Loaded {
    state.withLock { $0.isLoading = true }
    let result: Result<LoadedSignatures, any Error>
    switch plan {
    case .keep(let database): result = .success(LoadedSignatures(database))
    case .load(let rebuilds):
      result = Result { try LoadedSignatures.load(source, rebuilds: rebuilds) }
    }
    let built = source.file.flatMap { SourceState.File(path: $0) }
    state.withLock { state in
      state.isLoading = false
      state.outcomes.append(Outcome(occasion: occasion, source: source, result: result))
    }
    Signals.announce()
    return SignatureCourse.Loaded(database: try? result.get().database, built: built)
  }

  private func wait(for events: Descriptor, nanoseconds: UInt64) {
    var descriptors = [
      pollfd(fd: wake.number, events: Int16(POLLIN), revents: 0),
      // A negative one is passed over.
      pollfd(fd: events.number, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = Int32(clamping: nanoseconds / 1_000_000 + 1)
    _ = unsafe poll(&descriptors, 2, milliseconds)
    guard descriptors[0].revents != 0 else { return }
    var count: UInt64 = 0
    _ = unsafe read(wake.number, &count, 8)
  }
}
