import Glibc
import Primitives
import Worker

extension Arena {
  /// What is in the arena from a place on.
  func bytes(from offset: Int) -> [UInt8] { descriptor.bytes(from: offset, count: count - offset) }
}

extension Descriptor {
  /// So many bytes of a file in memory from a place on.
  func bytes(from offset: Int, count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result = unsafe pread(number, &bytes, count, off_t(offset))
    precondition(result == count)
    return bytes
  }
}
