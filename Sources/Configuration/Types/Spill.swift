/// Where uploads wait that do not fit in memory, in unlinked files.
public struct Spill: Sendable, Equatable {
  /// An absolute path on a filesystem that has `O_TMPFILE` and is not itself memory.
  public var directory: String

  /// The directory where the file says nothing.
  public static let defaultDirectory = "/var/spool/cordon"

  /// Spill files in `directory`.
  public init(directory: String = Self.defaultDirectory) {
    self.directory = directory
  }
}
