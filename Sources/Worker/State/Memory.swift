import Primitives
import Ring
import Telemetry

/// Where a worker's bytes lie: leases, blocks, and the lists of their parts.
struct Memory: ~Copyable {
  var pool: BufferPool
  var blocks: BlockPool
  var segments: SegmentTable

  /// Gives back what a segment's bytes lie in.
  mutating func release(_ segment: Segment) {
    switch segment.memory {
    case .lease(let buffer): pool.release(buffer)
    case .block(let block): blocks.release(block)
    case .borrowed: break
    }
  }

  /// Gives back a block, if there is one.
  mutating func releaseBlock(_ block: inout UInt32) {
    guard block != .max else { return }
    blocks.release(block)
    block = .max
  }

  /// Empties a list.
  mutating func releaseAll(_ queue: inout SegmentQueue) {
    while let segment = segments.removeFirst(from: &queue) { release(segment) }
  }

  /// Moves all of a list behind another.
  mutating func move(_ queue: inout SegmentQueue, to other: inout SegmentQueue) {
    while let segment = segments.removeFirst(from: &queue) {
      let fits = segments.append(segment, to: &other)
      precondition(fits, "a link was just freed")
    }
  }

  /// Takes `count` bytes off the front of a list.
  mutating func consume(_ count: Int, from queue: inout SegmentQueue) {
    var left = count
    while left > 0, let first = segments.first(of: queue) {
      if left < Int(first.count) {
        segments.trimFirst(of: &queue, by: left)
        return
      }
      left -= Int(first.count)
      if let segment = segments.removeFirst(from: &queue) { release(segment) }
    }
    precondition(left == 0, "more bytes were used than there were")
  }

  /// Takes `count` bytes off the front of the first segment of a list, as a segment of its own.
  mutating func takeFront(_ count: Int, of queue: inout SegmentQueue) -> Segment {
    guard let first = segments.first(of: queue) else { preconditionFailure("an empty list") }
    if count == Int(first.count) {
      _ = segments.removeFirst(from: &queue)
      return first
    }
    if let buffer = first.memory.buffer { pool.retain(buffer) }
    segments.trimFirst(of: &queue, by: count)
    return Segment(memory: first.memory, offset: Int(first.offset), count: count)
  }

  /// A segment's bytes.
  func bytes(_ segment: Segment) -> UnsafeMutableRawBufferPointer {
    switch segment.memory {
    case .lease(let buffer):
      return unsafe pool.slice(buffer, offset: Int(segment.offset), count: Int(segment.count))
    case .block(let block), .borrowed(let block):
      return unsafe UnsafeMutableRawBufferPointer(
        rebasing: blocks.memory(block)[Int(segment.offset)..<segment.end])
    }
  }

  /// Puts a segment at the end of a list as one chunk: its size line, its bytes, CRLF.
  ///
  /// The lines lie in `frames`, which starts over when the list is empty. False: there is no room.
  mutating func appendChunk(
    _ segment: Segment, to queue: inout SegmentQueue, frames: inout Frames
  ) -> Bool {
    guard let line = frames.take(&self, queue, chunkBytes: Int(segment.count)) else { return false }
    return segments.append(line.size, to: &queue) && segments.append(segment, to: &queue)
      && segments.append(line.end, to: &queue)
  }

  /// Puts the end of a chunked body at the end of a list. False: there is no room.
  mutating func appendLastChunk(to queue: inout SegmentQueue, frames: inout Frames) -> Bool {
    guard let last = frames.takeLast(&self, queue) else { return false }
    return segments.append(last, to: &queue)
  }

  /// Joins a part of a lease to the run before it in the same lease, moving it over what lies between
  /// where that is small. `nil`: they stay apart, or there is no run yet.
  mutating func joined(
    _ run: Segment?, _ part: Segment, copied metrics: borrowing MetricsRecorder
  ) -> Segment? {
    guard let run else { return part }
    if Int(part.offset) != run.end {
      guard part.count <= Self.chunkCopyBytesMax, let buffer = run.memory.buffer else { return nil }
      unsafe pool.slice(buffer, offset: run.end, count: Int(part.count)).copyMemory(
        from: UnsafeRawBufferPointer(bytes(part)))
      metrics.count(.copiedBytes, Int(part.count))
    }
    return Segment(
      memory: run.memory, offset: Int(run.offset), count: Int(run.count) + Int(part.count))
  }

  /// Up to which size a chunk moves to the one before it.
  static var chunkCopyBytesMax: Int { 16_384 }
}
