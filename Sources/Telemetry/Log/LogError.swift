/// Why a log could not be opened.
public struct LogError: Error, Equatable, Sendable {
  /// What was tried.
  public enum Operation: Sendable {
    /// Opening the file of the log.
    case open
    /// Making the pipe that wakes the writer.
    case pipe
    /// Starting the writer's thread.
    case thread
  }

  /// What was tried.
  public let operation: Operation
  /// The `errno` that it gave.
  public let code: Int32

  /// Makes an error.
  public init(operation: Operation, code: Int32) {
    self.operation = operation
    self.code = code
  }
}
