internal import CPosix
internal import Glibc

/// A file descriptor as a number: who holds it, and closes it, is the owner's business.
public struct Descriptor: Hashable, Sendable {
  /// The kernel's number; negative for none.
  public var number: Int32

  /// Wraps a number.
  @inlinable public init(_ number: Int32) { self.number = number }

  /// Makes an event descriptor (`eventfd(2)`): a read waits until something was written.
  public static func makeEvent() throws(Errno) -> Descriptor {
    let number = cordon_eventfd()
    guard number >= 0 else { throw Errno.last }
    return Descriptor(number)
  }

  /// Makes an event descriptor of which each read takes one of what was written.
  public static func makeSemaphore() throws(Errno) -> Descriptor {
    let number = cordon_posix_semaphore()
    guard number >= 0 else { throw Errno.last }
    return Descriptor(number)
  }

  /// Makes a file in memory, of a size that nobody can change (`memfd_create(2)`, seals).
  ///
  /// - Parameters:
  ///   - name: is for who looks at the process.
  ///   - isSealedLater: whether ``sealContent()`` is to be called.
  public static func makeMemory(
    _ name: String, bytes: Int, isSealedLater: Bool = false
  ) throws(Errno) -> Descriptor {
    let seals = isSealedLater ? 0 : cordon_posix_last_seal
    let number = unsafe cordon_posix_sized_memory_file(name, off_t(bytes), seals)
    guard number >= 0 else { throw Errno.last }
    return Descriptor(number)
  }

  /// Has nobody change a file in memory any more, whoever has a descriptor of it.
  ///
  /// - Throws: `EBUSY` where somebody has mapped it so that he could.
  public func sealContent() throws(Errno) {
    guard cordon_posix_seal_content(number) == 0 else { throw Errno.last }
  }

  /// Gives the memory of a file in memory back from an offset on. Its size stays.
  public func discard(from offset: Int, bytes: Int) throws(Errno) {
    guard cordon_posix_discard(number, off_t(offset), off_t(bytes)) == 0 else { throw Errno.last }
  }

  /// Makes an event descriptor readable.
  public func signalEvent() {
    var one: UInt64 = 1
    _ = unsafe write(number, &one, 8)
  }

  /// Writes all bytes behind what is written. Waits, as the descriptor does.
  public func writeAll(_ bytes: Span<UInt8>) throws(Errno) {
    try unsafe bytes.withUnsafeBytes { bytes throws(Errno) in
      var done = 0
      while done < bytes.count {
        let count = unsafe write(number, bytes.baseAddress! + done, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw count < 0 ? Errno.last : Errno(EIO) }
        done += count
      }
    }
  }

  /// No descriptor.
  @inlinable public static var none: Descriptor { Descriptor(-1) }
  /// Whether there is one.
  @inlinable public var isOpen: Bool { number >= 0 }
}
