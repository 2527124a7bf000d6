import Glibc

/// What a test waited for in vain.
struct Expired: Error, CustomStringConvertible {
  var description: String
}

/// The monotonic clock in seconds.
func monotonicSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Asks again and again until a condition holds; throws where it does not in time.
func eventually(
  within seconds: Double = 60, _ what: @autoclosure () -> String, _ condition: () throws -> Bool
) throws {
  let deadline = monotonicSeconds() + seconds
  var pause: UInt32 = 500
  while try !condition() {
    guard monotonicSeconds() < deadline else {
      throw Expired(description: "did not come true in \(seconds) s: \(what())")
    }
    usleep(pause)
    pause = min(pause * 2, 20_000)
  }
}
