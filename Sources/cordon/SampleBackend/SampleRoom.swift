import Glibc
import Synchronization

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
