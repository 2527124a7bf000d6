import Primitives

/// A run of bytes in a lease or in a block.
public struct Segment: BitwiseCopyable, Sendable {
  /// Which lease (``BufferPool``) or block (``BlockPool``).
  public var memory: SegmentMemory
  /// Where the run begins: from the start of the lease's piece, or of the block.
  public var offset: UInt32
  /// How many bytes.
  public var count: UInt32
  var next: UInt32 = .max

  /// Names a run.
  public init(memory: SegmentMemory, offset: Int, count: Int) {
    self.memory = memory
    self.offset = UInt32(offset)
    self.count = UInt32(count)
  }

  /// One past the run.
  @inlinable public var end: Int { Int(offset) + Int(count) }
}

extension Segment {
  /// For a list's link.
  @usableFromInline init(memory: SegmentMemory, offset: UInt32, count: UInt32, next: UInt32) {
    self.memory = memory
    self.offset = offset
    self.count = count
    self.next = next
  }
}

/// What a segment's bytes lie in.
public enum SegmentMemory: Hashable, BitwiseCopyable, Sendable {
  /// A lease of the pool, one of whose users is the segment.
  case lease(UInt16)
  /// A block that goes with the segment.
  case block(UInt32)
  /// A block that somebody else keeps for as long as the segment lives.
  case borrowed(UInt32)

  /// The lease's buffer, if it is one.
  @inlinable public var buffer: UInt16? {
    if case .lease(let buffer) = self { return buffer }
    return nil
  }
}

/// A list of segments in order: what is held, or what is to be sent.
///
/// It is a pair of links into a ``SegmentTable``; whoever drops one must have emptied it.
public struct SegmentQueue: BitwiseCopyable, Sendable {
  @usableFromInline var head: UInt32 = .max
  @usableFromInline var tail: UInt32 = .max
  /// All segments' bytes.
  public internal(set) var bytes = 0
  /// How many segments.
  public internal(set) var count = 0

  /// An empty list.
  public init() {}

  /// Whether there is no segment.
  @inlinable public var isEmpty: Bool { head == .max }
}

/// The links of all segment lists of one worker.
@safe public struct SegmentTable: ~Copyable {
  let segments: UnsafeMutablePointer<Segment>
  var firstFree: UInt32
  /// How many segments there can be.
  public let capacity: Int
  /// How many are in no list.
  public private(set) var freeCount: Int

  /// Reserves `capacity` links.
  public init(capacity: Int) {
    self.capacity = capacity
    freeCount = capacity
    unsafe segments = .allocate(capacity: capacity)
    for index in 0..<capacity {
      unsafe (segments + index).initialize(
        to: Segment(
          memory: .lease(0), offset: 0, count: 0,
          next: index + 1 < capacity ? UInt32(index + 1) : .max))
    }
    firstFree = capacity > 0 ? 0 : .max
  }

  deinit { unsafe segments.deallocate() }

  /// Adds a segment at the end; false when all links are in use.
  public mutating func append(_ segment: Segment, to queue: inout SegmentQueue) -> Bool {
    guard let index = take(segment) else { return false }
    if queue.tail == .max {
      queue.head = index
    } else {
      unsafe segments[Int(queue.tail)].next = index
    }
    queue.tail = index
    queue.bytes += Int(segment.count)
    queue.count += 1
    return true
  }

  /// Adds a segment before all others; false when all links are in use.
  public mutating func prepend(_ segment: Segment, to queue: inout SegmentQueue) -> Bool {
    guard let index = take(segment) else { return false }
    unsafe segments[Int(index)].next = queue.head
    queue.head = index
    if queue.tail == .max { queue.tail = index }
    queue.bytes += Int(segment.count)
    queue.count += 1
    return true
  }

  /// Takes the first segment out.
  public mutating func removeFirst(from queue: inout SegmentQueue) -> Segment? {
    guard queue.head != .max else { return nil }
    let index = queue.head
    let segment = unsafe segments[Int(index)]
    queue.head = segment.next
    if queue.head == .max { queue.tail = .max }
    queue.bytes -= Int(segment.count)
    queue.count -= 1
    unsafe segments[Int(index)].next = firstFree
    firstFree = index
    freeCount += 1
    return segment
  }

  /// The first segment.
  public func first(of queue: SegmentQueue) -> Segment? {
    queue.head == .max ? nil : unsafe segments[Int(queue.head)]
  }

  /// The last segment.
  public func last(of queue: SegmentQueue) -> Segment? {
    queue.tail == .max ? nil : unsafe segments[Int(queue.tail)]
  }

  /// Takes `count` bytes off the front of the first segment, which has more than that.
  public mutating func trimFirst(of queue: inout SegmentQueue, by count: Int) {
    precondition(queue.head != .max)
    let before = unsafe segments[Int(queue.head)].count
    precondition(count < Int(before))
    unsafe segments[Int(queue.head)].count = before - UInt32(count)
    unsafe segments[Int(queue.head)].offset += UInt32(count)
    queue.bytes -= count
  }

  /// Lengthens the last segment by bytes that were put behind it.
  public mutating func extendLast(of queue: inout SegmentQueue, by count: Int) {
    precondition(queue.tail != .max)
    unsafe segments[Int(queue.tail)].count += UInt32(count)
    queue.bytes += count
  }

  /// Visits the segments in order until `body` returns false.
  @inlinable public func forEach(in queue: SegmentQueue, _ body: (Segment) -> Bool) {
    var place = cursor(of: queue)
    while let segment = next(&place) {
      if !body(segment) { return }
    }
  }

  /// A place in a list, for reading on without taking out. Valid while the list only grows.
  public func cursor(of queue: SegmentQueue) -> SegmentCursor { SegmentCursor(index: queue.head) }

  /// The segment at a place, which moves on to the next one.
  public func next(_ cursor: inout SegmentCursor) -> Segment? {
    guard cursor.index != .max else { return nil }
    precondition(Int(cursor.index) < capacity)
    let segment = unsafe segments[Int(cursor.index)]
    cursor.index = segment.next
    return segment
  }

  private mutating func take(_ segment: Segment) -> UInt32? {
    guard firstFree != .max else { return nil }
    let index = firstFree
    firstFree = unsafe segments[Int(index)].next
    freeCount -= 1
    unsafe segments[Int(index)] = segment
    unsafe segments[Int(index)].next = .max
    return index
  }
}

/// A place in a ``SegmentQueue``.
public struct SegmentCursor: BitwiseCopyable, Sendable {
  var index: UInt32
}
