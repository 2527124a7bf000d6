import Glibc

/// CLOCK_MONOTONIC and the processor time of this process, both in nanoseconds.
enum Clock {
  static var now: UInt64 { read(CLOCK_MONOTONIC) }

  static var processorTime: UInt64 { read(CLOCK_PROCESS_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
