import Glibc
import Primitives

/// The bytes of a small file.
enum FileBytes {
  /// Reads a file of at most ``CertificateChain/fileBytesMax``; never waits for a pipe's writer.
  static func read(_ path: String) throws(CertificateError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path, Errno.last) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe Glibc.read(descriptor, &block, block.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(path, Errno.last)
      }
      bytes += block[..<count]
      if bytes.count > CertificateChain.fileBytesMax { throw .tooLarge(path) }
    }
  }
}
