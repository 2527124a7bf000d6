internal import CPosix
internal import Glibc

/// Memory that nobody can change any more, mapped read-only: what is resident of a database file.
///
/// A page of a mapped file can vanish (truncated, a disk that fails) and kill the process that
/// reads it; a page of a sealed memory file cannot. The descriptor can be given to other processes,
/// which then share the pages.
@safe
struct SealedMemory {
  let descriptor: OwnedDescriptor
  /// The mapped bytes. Whoever takes them unmaps them with ``unmap(_:)``.
  let bytes: UnsafeRawBufferPointer

  /// Bytes that are copied at once: they stay in the core's cache.
  private static let pieceBytes = 256 << 10

  /// Whether a descriptor's file can no longer be changed.
  static func isSealed(_ descriptor: OwnedDescriptor) -> Bool {
    cordon_posix_is_sealed(descriptor.number) != 0
  }

  /// Maps a part of a sealed file as it is.
  init(
    mapping descriptor: OwnedDescriptor, offset: UInt64, count: Int
  ) throws(DatabaseFileError.Reason) {
    // Private: before Linux 6.7 a sealed file could not be mapped shared even for reading.
    let address = unsafe mmap(
      nil, count, PROT_READ, MAP_PRIVATE, descriptor.number, off_t(offset))
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      throw .memory(errno: errno)
    }
    self.descriptor = descriptor
    unsafe bytes = UnsafeRawBufferPointer(start: address, count: count)
  }

  /// Copies a part of a file into sealed memory.
  init(
    copying source: OwnedDescriptor, offset: UInt64, count: Int
  ) throws(DatabaseFileError.Reason) {
    let number = unsafe cordon_posix_memory_file("cordon-signatures")
    guard number >= 0 else { throw .memory(errno: errno) }
    let memory = OwnedDescriptor(number)
    try Self.copy(source.number, offset, to: number, count: count)
    guard cordon_posix_seal(number) == 0 else { throw .memory(errno: errno) }
    try self.init(mapping: memory, offset: 0, count: count)
  }

  private static func copy(
    _ source: Int32, _ offset: UInt64, to target: Int32, count: Int
  ) throws(DatabaseFileError.Reason) {
    let piece = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(pieceBytes, count), alignment: 4096)
    defer { unsafe piece.deallocate() }
    var done = 0
    while done < count {
      let part = unsafe UnsafeMutableRawBufferPointer(
        rebasing: piece[..<min(piece.count, count - done)])
      do throws(BlockFile.Failure) {
        try unsafe readAll(source, into: part, at: offset + UInt64(done))
      } catch .read(errno: let code) where code != 0 {
        throw .read(errno: code)
      } catch {
        throw .truncated(
          expectedBytes: offset + UInt64(count), actualBytes: offset + UInt64(done))
      }
      var written = 0
      while written < part.count {
        let result = unsafe Glibc.write(
          target, part.baseAddress! + written, part.count - written)
        guard result > 0 || errno == EINTR else { throw .memory(errno: errno) }
        written += max(result, 0)
      }
      done += part.count
    }
  }

  /// Gives the mapped memory back.
  static func unmap(_ bytes: UnsafeRawBufferPointer) {
    _ = unsafe munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count)
  }
}
