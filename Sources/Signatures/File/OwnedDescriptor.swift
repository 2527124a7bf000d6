internal import Glibc

/// A file descriptor that is closed when nothing refers to it any more.
final class OwnedDescriptor: Sendable {
  /// The kernel's number.
  let number: Int32

  /// Takes an open descriptor over.
  init(_ number: Int32) { self.number = number }

  deinit { _ = close(number) }
}
