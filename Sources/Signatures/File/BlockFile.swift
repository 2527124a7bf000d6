internal import Glibc

/// The blocks of one section of a database file, read with pread(2): thread-safe, no position.
struct BlockFile: Sendable {
  /// Why a block cannot be had.
  enum Failure: Error {
    /// The system does not read it, with the `errno`; 0 where the file ends before it.
    case read(errno: Int32)
    /// It is not what was written.
    case damaged
  }

  let layout: BlockLayout
  /// How many blocks there are.
  let count: Int

  private let number: Int32
  private let offset: UInt64
  /// Keeps the file open.
  private let descriptor: OwnedDescriptor?

  /// The blocks from `offset` on.
  init(_ descriptor: OwnedDescriptor, offset: UInt64, count: Int, layout: BlockLayout) {
    self.layout = layout
    self.count = count
    self.offset = offset
    self.descriptor = descriptor
    number = descriptor.number
  }

  /// No blocks.
  init(layout: BlockLayout) {
    self.layout = layout
    count = 0
    offset = 0
    descriptor = nil
    number = -1
  }

  /// Reads a block, and checks it. Without a page cache's help this waits for the disk.
  @inline(__always)
  func read(_ place: Int, into block: UnsafeMutableRawBufferPointer) throws(Failure) {
    precondition(place >= 0 && place < count && block.count == layout.byteCount)
    let start = offset + UInt64(place) * UInt64(layout.byteCount)
    try unsafe readAll(number, into: block, at: start)
    guard unsafe layout.isIntact(UnsafeRawBufferPointer(block), at: place) else { throw .damaged }
  }
}

extension BlockFile {
  /// Reads a block into an array of its size; `false` where it cannot be read or is damaged.
  func read(_ place: Int, into bytes: inout [UInt8]) -> Bool {
    guard place >= 0, place < count else { return false }
    return unsafe bytes.withUnsafeMutableBytes { memory in
      do throws(Failure) {
        try unsafe read(place, into: memory)
        return true
      } catch {
        return false
      }
    }
  }
}

/// Fills memory from a place in a file.
func readAll(
  _ descriptor: Int32, into memory: UnsafeMutableRawBufferPointer, at offset: UInt64
) throws(BlockFile.Failure) {
  var done = 0
  while done < memory.count {
    let count = unsafe pread(
      descriptor, memory.baseAddress! + done, memory.count - done, off_t(offset) + off_t(done))
    if count > 0 {
      done += count
    } else if count == 0 {
      throw .read(errno: 0)
    } else if errno != EINTR {
      throw .read(errno: errno)
    }
  }
}
