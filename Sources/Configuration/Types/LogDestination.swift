/// Where lines of JSON go.
public enum LogDestination: Sendable, Equatable {
  /// Nowhere.
  case off
  /// Standard output.
  case stdout
  /// Appended to the file at this absolute path, which is created where it is missing.
  case path(String)
}
