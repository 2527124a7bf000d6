internal import CPosix

/// How threads and processes stand behind the workers.
public enum ThreadPriority {
  /// Of processes that inspect and of threads that nobody waits for: the workers come first. Less would be too
  /// little: where inspectors fill their core, a build of signatures at 15 got 5 % of it, and updates came
  /// minutes late; at the inspectors' own niceness the slowest hundredth of uploads takes 1.1 times as long
  /// while one runs.
  public static let behindWorkers: Int32 = 10

  /// Makes the calling thread batch work of that niceness (1…19), for good. Threads that it starts are
  /// the same. Where the kernel refuses, it stays as it is: that costs latency, nothing else.
  public static func lower(niceness: Int32) {
    _ = cordon_posix_lower_priority(niceness)
  }
}
