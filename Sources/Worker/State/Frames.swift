import HTTP
import Primitives
import Ring

/// The chunk lines of one chunked body that is being sent: a block, filled from the front.
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

  /// Where the next line goes; starts over where nothing of the list is left.
  private mutating func reserve(_ memory: inout Memory, _ queue: SegmentQueue) -> Int? {
    if block == .max {
      guard let taken = memory.blocks.take() else { return nil }
      block = taken
    }
    if queue.isEmpty { count = 0 }
    guard count + ByteWriter.chunkLineBytesMax + 2 <= memory.blocks.bytes else { return nil }
    return count
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
