internal import Glibc
package import Primitives

/// A complete body in one run of memory: an arena (a file in memory of the body's size), mapped.
@safe
package struct BodyMemory: ~Copyable {
  private let memory: UnsafeMutableRawPointer
  private let count: Int

  /// Maps an arena. Its descriptor stays the caller's.
  package init(mapping arena: Descriptor, count: Int) throws(Errno) {
    // All of it is read: mapped at once, it costs one visit to the kernel and not one for each few pages.
    let mapping = unsafe mmap(
      nil, max(1, count), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, arena.number, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else { throw Errno.last }
    unsafe memory = mapping
    self.count = count
  }

  deinit { unsafe munmap(memory, max(1, count)) }

  /// The body.
  package var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: memory, count: count)
  }

  /// Writes bytes to the beginning of an arena, which nobody has mapped after that.
  package static func write(_ bytes: Span<UInt8>, to arena: Descriptor) throws(Errno) {
    let memory = try BodyMemory(mapping: arena, count: bytes.count)
    unsafe bytes.withUnsafeBytes {
      unsafe UnsafeMutableRawBufferPointer(start: memory.memory, count: memory.count).copyMemory(
        from: $0)
    }
  }

  /// Bytes of one read.
  private static var readBytesMax: Int { 1 << 20 }

  /// Reads the first `fileBytes` bytes from a file: all of them, or it throws.
  package func fill(from file: Descriptor, fileBytes: Int) throws(Errno) {
    precondition(fileBytes <= count)
    var offset = 0
    while offset < fileBytes {
      let result = unsafe pread(
        file.number, memory + offset, min(Self.readBytesMax, fileBytes - offset), off_t(offset))
      if result < 0, errno == EINTR { continue }
      // A file that ends early has lost bytes that were written to it.
      guard result != 0 else { throw Errno(EIO) }
      guard result > 0 else { throw Errno.last }
      offset += result
    }
  }
}
