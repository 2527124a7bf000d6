import Glibc
import Primitives

/// Standard input as a file to scan: what comes from a pipe is looked at more than once.
enum StandardInput {
  /// What names it among files.
  static let path = Array("-".utf8)
  /// What it is called in results, as by clamscan.
  static let name = Array("stdin".utf8)

  /// Whether the process was started without it: then the first file that is opened has its number.
  nonisolated(unsafe) private static var wasClosed = false

  /// Looks whether there is one: before any file is opened.
  static func look() { unsafe wasClosed = fcntl(STDIN_FILENO, F_GETFD) < 0 }

  /// Reads it to its end into a file without a name in `TMPDIR`, or `/tmp`.
  ///
  /// - Returns: a descriptor that is the caller's to close.
  static func copy() throws(Errno) -> Int32 {
    if unsafe wasClosed { throw Errno(EBADF) }
    var directory = "/tmp"
    if let chosen = unsafe getenv("TMPDIR") { directory = unsafe String(cString: chosen) }
    var path = Array((directory + "/cordon.XXXXXX").utf8CString)
    let descriptor = unsafe mkstemp(&path)
    guard descriptor >= 0 else { throw Errno.last }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = unsafe unlink(path)
    do throws(Errno) {
      try copy(to: Descriptor(descriptor))
      return descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func copy(to file: Descriptor) throws(Errno) {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe read(STDIN_FILENO, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Errno.last }
      if count == 0 { return }
      try file.writeAll(piece.span.extracting(first: count))
    }
  }
}
