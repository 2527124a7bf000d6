import Glibc
import Synchronization

/// Runs the body of a test that blocks: on a thread of its own, so that tests wait beside each
/// other, with a ``Stage`` that is torn down at the end whatever happened.
func onStage(places: Int = 1, _ body: (Stage) throws -> Void) async throws {
  await Places.shared.enter(places)
  do {
    try await withTaskExecutorPreference(ThreadExecutor.shared) { try await perform(body) }
  } catch {
    await Places.shared.leave(places)
    throw error
  }
  await Places.shared.leave(places)
}

@concurrent private func perform(_ body: (Stage) throws -> Void) async throws {
  let stage = try Stage()
  defer { stage.tearDown() }
  try body(stage)
}

/// How many tests have their processes running at a time: more would only slow each other down into
/// their deadlines.
private actor Places {
  static let shared = Places()

  private var free = 6
  private var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

  func enter(_ count: Int) async {
    if waiting.isEmpty, free >= count {
      free -= count
      return
    }
    await withCheckedContinuation { waiting.append((count, $0)) }
  }

  func leave(_ count: Int) {
    free += count
    while let first = waiting.first, free >= first.count {
      free -= first.count
      waiting.removeFirst()
      first.continuation.resume()
    }
  }
}

/// Gives each job a thread, since the jobs of these tests block.
private final class ThreadExecutor: TaskExecutor {
  static let shared = ThreadExecutor()

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    Background.start { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// Detached threads.
enum Background {
  private final class Work {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on a new thread.
  static func start(_ body: @escaping @Sendable () -> Void) {
    let work = unsafe Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let result = unsafe pthread_create(
      &thread, nil,
      { argument in
        unsafe Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    precondition(result == 0, "no thread to be had")
    pthread_detach(thread)
  }
}

/// Work on a thread of its own whose result is waited for.
final class Concurrently<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)

  /// Starts `body`.
  init(_ body: @escaping @Sendable () throws -> Value) {
    Background.start { [self] in
      let outcome = Result { try body() }
      result.withLock { $0 = outcome }
    }
  }

  /// Whether it has ended.
  var isDone: Bool { result.withLock { $0 != nil } }

  /// What came of it. Throws what it threw.
  func value(within seconds: Double = 60) throws -> Value {
    try eventually(within: seconds, "background work ends") { isDone }
    return try result.withLock { try $0!.get() }
  }
}
