import CPosix

extension Configuration {
  /// How many cores this process may run on (`sched_getaffinity`), at most ``workersMax``.
  public static func availableCores() -> Int {
    min(max(1, Int(cordon_posix_available_cores())), workersMax)
  }
}
