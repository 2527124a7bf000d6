import HTTP
import Primitives
import Ring

/// The chunk lines of one chunked body that is being sent, or the frames of a connection that speaks HTTP/2
/// but for the bodies in them: a block, filled from the front.
struct Frames {
  var block = UInt32.max
  private var count = 0

  /// The lines around a chunk of so many bytes.
  mutating func take(
    _ memory: inout Memory, _ queue: SegmentQueue, chunkBytes: Int
  ) -> (size: Segment, end: Segment)? {
    guard let start = reserve(&memory, queue) else { return nil }
    let line = write(&memory) { writer in
      writer.writeChunkLine(size: UInt64(chunkBytes))
      writer.writeChunkEnd()
    }
    let size = line - start - 2
    return (
      Segment(memory: .borrowed(block), offset: start, count: size),
      Segment(memory: .borrowed(block), offset: start + size, count: 2)
    )
  }

  /// The last chunk.
  mutating func takeLast(_ memory: inout Memory, _ queue: SegmentQueue) -> Segment? {
    guard let start = reserve(&memory, queue) else { return nil }
    let end = write(&memory) { writer in writer.writeLastChunk() }
    return Segment(memory: .borrowed(block), offset: start, count: end - start)
  }

  /// Room for what is written behind the lines that the list still names, as much as there is; `nil`: hardly
  /// any. What is used of it is to be committed.
  mutating func room(_ memory: inout Memory, _ queue: SegmentQueue) -> Segment? {
    guard let start = reserve(&memory, queue) else { return nil }
    var end = memory.blocks.bytes
    if let oldest = oldestInUse(memory, queue), oldest > start { end = oldest - 1 }
    return Segment(memory: .borrowed(block), offset: start, count: end - start)
  }

  /// So many bytes of a room are used.
  mutating func commit(_ room: Segment, _ used: Int) { count = Int(room.offset) + used }

  /// Where the next lines go: behind those that the list still names, around the block's end.
  ///
  /// A list that is never empty, as that of a long response to a slow client, uses the block again
  /// and again. `nil`: all of it is in use.
  private mutating func reserve(_ memory: inout Memory, _ queue: SegmentQueue) -> Int? {
    if block == .max {
      guard let taken = memory.blocks.take() else { return nil }
      block = taken
    }
    let bytes = memory.blocks.bytes
    let need = ByteWriter.chunkLineBytesMax + 2
    guard let oldest = oldestInUse(memory, queue) else {
      count = 0
      return 0
    }
    if oldest < count {
      if count + need <= bytes { return count }
      guard need < oldest else { return nil }
      count = 0
      return 0
    }
    return count + need < oldest ? count : nil
  }

  /// Where the first line that the list names begins.
  private func oldestInUse(_ memory: borrowing Memory, _ queue: SegmentQueue) -> Int? {
    var oldest: Int?
    memory.segments.forEach(in: queue) { segment in
      guard segment.memory == .borrowed(block) else { return true }
      oldest = Int(segment.offset)
      return false
    }
    return oldest
  }

  private mutating func write(
    _ memory: inout Memory, _ body: (inout ByteWriter) -> Void
  ) -> Int {
    let span = unsafe MutableSpan<UInt8>(_unsafeBytes: memory.blocks.memory(block))
    var writer = ByteWriter(span, count: count)
    body(&writer)
    count = writer.count
    return count
  }

  /// Gives the block back; no list may name it any more.
  mutating func release(_ memory: inout Memory) {
    memory.releaseBlock(&block)
    count = 0
  }
}
