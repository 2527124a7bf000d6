import Glibc

/// Standard input as the sign that whoever started the program still wants it.
///
/// A pipe closes also when its writer is killed, so that nothing is left running. Where standard input
/// cannot be watched (a file, /dev/null), it counts as open for ever.
struct StandardInput {
  private(set) var isOpen = true

  init(queue: borrowing EventQueue) throws {
    _ = fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK)
    try? queue.add(STDIN_FILENO, .init(.standardInput, 0))
  }

  /// Reads and forgets what is there.
  mutating func ready() {
    var byte: UInt8 = 0
    while true {
      let got = unsafe read(STDIN_FILENO, &byte, 1)
      if got == 0 { isOpen = false }
      if got <= 0 { return }
    }
  }
}
