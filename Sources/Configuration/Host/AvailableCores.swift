import Primitives

extension Configuration {
  /// How many cores this process may run on (`sched_getaffinity`), at most ``workersMax``.
  public static func availableCores() -> Int {
    min(Cores.count, workersMax)
  }
}
