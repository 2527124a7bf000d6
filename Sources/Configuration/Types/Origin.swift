/// Where the values of a configuration came from, so that a problem of the host can name the line
/// that asks for what the host does not have.
public struct Origin: Sendable, Equatable {
  /// The file, as it was named.
  public var file: String
  /// The places of the values that the file gives, by key (`signatures.directory`,
  /// `listeners[0].address`), and of the files of pages by their paths. What is missing here is a default.
  public var positions: [String: FilePosition]

  /// No places yet, of `file`.
  public init(file: String, positions: [String: FilePosition] = [:]) {
    self.file = file
    self.positions = positions
  }

  /// Whether the file gives a value for `key`.
  public func isGiven(_ key: String) -> Bool {
    positions[key] != nil
  }

  /// `file:line` of the value of `key`, or the file alone where it is a default.
  public func place(of key: String) -> String {
    positions[key].map { "\(file):\($0.line)" } ?? file
  }
}
