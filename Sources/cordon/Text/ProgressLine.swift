import Glibc

/// A line on a terminal that says how far something is, and is gone when it is done. Where standard error
/// is no terminal, nothing is written: pipes and files get results alone.
struct ProgressLine {
  /// What moves to the line's start and empties it.
  private static let empty = "\r\u{1B}[K"

  let isShown: Bool

  /// A line where people see it.
  init() { isShown = isatty(STDERR_FILENO) == 1 }

  /// A line that is shown or not.
  init(isShown: Bool) { self.isShown = isShown }

  /// Puts a text in the place of the one before.
  func show(_ text: String) {
    if isShown { Output.printError(Self.empty + text, terminator: "") }
  }

  /// Empties the line, for what else is to be written.
  func clear() { show("") }
}
