internal import CPosix

/// How threads and processes stand behind the workers.
public enum ThreadPriority {
  /// Of processes that inspect: the workers come first, but somebody waits for the upload. At the niceness of a
  /// build of signatures they would share their core with it evenly while one runs.
  public static let inspectionNiceness: Int32 = 10
  /// Of a thread that nobody waits for: it gets what is left.
  public static let backgroundNiceness: Int32 = 15

  /// Makes the calling thread batch work of that niceness (1…19), for good. Threads that it starts are
  /// the same. Where the kernel refuses, it stays as it is: that costs latency, nothing else.
  public static func lower(niceness: Int32) {
    _ = cordon_posix_lower_priority(niceness)
  }
}
