import CPosix
import Glibc

/// RLIMIT_NOFILE of this process, and how far it can be raised.
enum DescriptorLimit {
  static func read() -> (current: Int, reachable: Int) {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return (0, 0)
    }
    let hard = Int(clamping: limit.rlim_max)
    return (Int(clamping: limit.rlim_cur), max(hard, mayRaiseHard() ? kernelMax() : 0))
  }

  static func lockedBytesMax() -> Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit) == 0 else {
      return 0
    }
    return Int(clamping: limit.rlim_cur)
  }

  /// `fs.nr_open`: the kernel's own bound on hard limits.
  private static func kernelMax() -> Int {
    Host.number(in: "/proc/sys/fs/nr_open") ?? 0
  }

  /// Whether CAP_SYS_RESOURCE (bit 24) is effective.
  private static func mayRaiseHard() -> Bool {
    guard let status = Host.fileText("/proc/self/status") else { return false }
    for line in status.split(separator: "\n") where line.hasPrefix("CapEff:") {
      let digits = line.drop { $0 != "\t" }.dropFirst()
      return UInt64(digits, radix: 16).map { $0 >> 24 & 1 == 1 } ?? false
    }
    return false
  }
}

extension Host {
  /// Raises this process's descriptor limit to at least `needed` where it may, and returns what it
  /// is now. To be called once, before workers start.
  @discardableResult
  public static func raiseDescriptorLimit(to needed: Int) -> Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard unsafe getrlimit(resource, &limit) == 0 else { return 0 }
    guard limit.rlim_cur < rlim_t(needed) else { return Int(clamping: limit.rlim_cur) }
    limit.rlim_cur = rlim_t(needed)
    limit.rlim_max = max(limit.rlim_max, limit.rlim_cur)
    if unsafe setrlimit(resource, &limit) != 0 {
      // Not beyond the hard limit then.
      guard unsafe getrlimit(resource, &limit) == 0 else { return 0 }
      limit.rlim_cur = limit.rlim_max
      _ = unsafe setrlimit(resource, &limit)
    }
    return DescriptorLimit.read().current
  }
}
