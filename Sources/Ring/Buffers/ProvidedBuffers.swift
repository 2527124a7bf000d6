import CUring
import Glibc
import Primitives

/// One provided-buffer ring: the buffers a group of receives may be given.
///
/// The kernel takes them first in, first out. Only a few are provided at a time (the rest wait in
/// the pool, warmest first), so that what is received lands in memory that is still in the cache.
@safe struct ProvidedBuffers {
  var entries: UnsafeMutablePointer<io_uring_buf_ring>?
  var capacity = 0
  var tail: UInt16 = 0

  /// Maps and registers a ring of `capacity` entries (rounded up to a power of two).
  mutating func register(
    on ring: UnsafeMutablePointer<io_uring>, group: UInt16, capacity wanted: Int
  ) throws(Errno) {
    var capacity = 1
    while capacity < wanted { capacity *= 2 }
    let mapping = unsafe mmap(
      nil, capacity * MemoryLayout<io_uring_buf>.stride, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else { throw Errno.last }
    unsafe entries = mapping.assumingMemoryBound(to: io_uring_buf_ring.self)
    self.capacity = capacity
    var registration = io_uring_buf_reg()
    registration.ring_addr = UInt64(UInt(bitPattern: mapping))
    registration.ring_entries = UInt32(capacity)
    registration.bgid = group
    let result = unsafe io_uring_register_buf_ring(ring, &registration, 0)
    guard result == 0 else { throw Errno(-result) }
  }

  mutating func provide(_ buffer: UInt16, _ bytes: UnsafeMutableRawBufferPointer) {
    unsafe cordon_buffer_add(
      entries!, tail, UInt16(capacity - 1), bytes.baseAddress!, UInt32(bytes.count), buffer)
    tail &+= 1
    unsafe cordon_buffer_publish(entries!, tail)
  }

  func unmap() {
    if let entries = unsafe entries {
      unsafe munmap(entries, capacity * MemoryLayout<io_uring_buf>.stride)
    }
  }
}
