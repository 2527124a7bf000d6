internal import CPosix

/// The cores that the process may run on.
public enum Cores {
  /// How many there are; at least 1.
  public static var count: Int { max(1, Int(cordon_posix_available_cores())) }

  /// Ties the calling thread to the `index`-th of them, counted round where there are fewer.
  public static func pin(_ index: Int) throws(Errno) {
    let result = cordon_posix_pin(Int32(index % count))
    if result != 0 { throw Errno(result) }
  }
}
