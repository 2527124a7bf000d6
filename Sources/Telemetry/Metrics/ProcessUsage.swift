internal import Glibc

/// What the process uses now, as the kernel counts it. For the control side.
struct ProcessUsage {
  /// User and system time.
  let cpuNanoseconds: UInt64
  /// Resident memory; `nil` where `/proc` cannot be read.
  let residentBytes: UInt64?

  init() {
    var usage = rusage()
    // Cannot fail for this process.
    _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
    cpuNanoseconds = UInt64(seconds) * 1_000_000_000 + UInt64(microseconds) * 1_000
    residentBytes = Self.readResidentBytes()
  }

  /// The second number of `/proc/self/statm`, in pages (proc(5)).
  private static func readResidentBytes() -> UInt64? {
    let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return nil }
    let numbers = bytes[..<count].split(separator: UInt8(ascii: " "))
    guard numbers.count > 1, let pages = UInt64(String(decoding: numbers[1], as: UTF8.self))
    else { return nil }
    return pages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
  }
}
