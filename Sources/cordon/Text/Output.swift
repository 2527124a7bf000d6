import Glibc
import Primitives

/// Lines to the standard streams.
enum Output {
  /// A line to standard output. Where that cannot be written, the command ends with status 2, unless whoever
  /// has read it wants no more.
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
    do {
      try Descriptor(descriptor).writeAll(bytes.span)
    } catch {
      guard descriptor == STDOUT_FILENO, error.code != EPIPE else { return }
      printError("error: standard output: \(error)")
      // Other threads may be at work: nothing is buffered that they would lose.
      _exit(2)
    }
  }
}
