/// Where the signature databases are.
public struct SignatureSource: Sendable, Equatable {
  /// An absolute path. Its files are read by their extensions when Cordon starts and on SIGHUP.
  public var directory: String

  /// Databases in `directory`.
  public init(directory: String) {
    self.directory = directory
  }
}
