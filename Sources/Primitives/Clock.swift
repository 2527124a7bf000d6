internal import Glibc

/// Readers of the two clocks that Cordon uses, as plain nanosecond counts.
///
/// A worker reads each clock once per turn of its loop and passes the value down: state machines take
/// time as a parameter, so that the simulator can be the clock.
public enum Clock {
  /// Nanoseconds per second.
  public static let nanosecondsPerSecond: UInt64 = 1_000_000_000

  /// Nanoseconds of `CLOCK_MONOTONIC`: for deadlines and durations. It never goes back, does not
  /// count time asleep, and has no relation to the date.
  public static func monotonicNanoseconds() -> UInt64 {
    read(CLOCK_MONOTONIC)
  }

  /// Nanoseconds since 1970-01-01T00:00:00Z of `CLOCK_REALTIME`: for dates in logs and responses.
  /// It can jump either way: not for deadlines or durations.
  public static func wallNanoseconds() -> UInt64 {
    read(CLOCK_REALTIME)
  }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    // Fails only for an unknown clock or a bad address; neither can happen here.
    let result = unsafe clock_gettime(clock, &time)
    precondition(result == 0, "clock_gettime failed")
    // A wall clock set before 1970 reads as 1970: a date in a log must not end the process.
    guard time.tv_sec >= 0 else { return 0 }
    return UInt64(time.tv_sec) &* nanosecondsPerSecond &+ UInt64(time.tv_nsec)
  }
}
