import Glibc
import Primitives
import Worker

extension Arena {
  /// What is in the arena from a place on.
  func bytes(from offset: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count - offset)
    let result = unsafe pread(descriptor.number, &bytes, bytes.count, off_t(offset))
    precondition(result == bytes.count)
    return bytes
  }
}
