import Glibc

/// What ends a run before it has a result: one line that says what was tried and why it failed.
struct LoadError: Error, CustomStringConvertible {
  /// The line, without a newline.
  let description: String

  /// A failure with a reason of its own.
  init(_ description: String) { self.description = description }

  /// A failed system call: `what` was being done, `code` is its `errno`.
  init(_ what: String, errno code: Int32) {
    self.description = unsafe "\(what): \(String(cString: strerror(code)))"
  }
}
