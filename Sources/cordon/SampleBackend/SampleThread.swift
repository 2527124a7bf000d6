import Glibc
import Synchronization

/// A detached thread.
enum SampleThread {
  private final class Work {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
      self.body = body
    }
  }

  /// Runs `body` on a thread of its own; `false` where none can be made.
  @discardableResult
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    let work = unsafe Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let result = unsafe pthread_create(
      &thread, nil,
      { argument in
        unsafe Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    if result == 0 { pthread_detach(thread) } else { unsafe work.release() }
    return result == 0
  }
}

/// A count of places; entering waits for one.
final class SampleRoom: Sendable {
  private let free: Mutex<Int>

  init(_ places: Int) {
    free = Mutex(places)
  }

  /// Takes a place. Waits by asking again, as a full sample backend is none that is measured.
  func enter() {
    while true {
      let isTaken = free.withLock { free in
        if free > 0 {
          free -= 1
          return true
        }
        return false
      }
      if isTaken { return }
      usleep(10_000)
    }
  }

  /// Gives a place back.
  func leave() {
    free.withLock { $0 += 1 }
  }
}
