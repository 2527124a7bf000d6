/// Where the signature databases are.
public struct SignatureSource: Sendable, Equatable {
  /// An absolute path. Its files are read by their extensions when Cordon starts, on SIGHUP, and when
  /// they have changed; `nil`: there is a built database alone.
  public var directory: String?
  /// The absolute path of a built database; `nil`: `directory` is compiled in memory.
  ///
  /// With `directory` as well it is built from that where it is missing, is for another version or CPU,
  /// or older than what it was built from.
  public var file: String?
  /// Whether signatures for unwanted applications are used (`.ndu`, `.ldu`, `.hdu`, …).
  public var usesUnwanted: Bool

  /// Databases in `directory`, a built one at `file`, or both.
  public init(directory: String?, file: String? = nil, usesUnwanted: Bool = false) {
    self.directory = directory
    self.file = file
    self.usesUnwanted = usesUnwanted
  }
}
