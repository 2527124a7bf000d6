import Glibc
import Primitives

/// Lines to the standard streams.
enum Output {
  /// A line to standard output. Cordon's commands end where nobody reads it any more.
  static func print(_ line: String) {
    write(Array(line.utf8), to: STDOUT_FILENO)
  }

  /// A line of bytes that need not be text, such as a path.
  static func print(_ line: [UInt8]) {
    write(line, to: STDOUT_FILENO)
  }

  /// A line to standard error.
  static func printError(_ line: String, terminator: String = "\n") {
    write(Array(line.utf8), to: STDERR_FILENO, terminator: terminator)
  }

  private static func write(_ line: [UInt8], to descriptor: Int32, terminator: String = "\n") {
    let bytes = line + Array(terminator.utf8)
    // Whoever has closed it does not want the rest.
    try? Descriptor(descriptor).writeAll(bytes.span)
  }
}
