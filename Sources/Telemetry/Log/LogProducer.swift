internal import Synchronization

/// The worker's end of a ``LogChannel``.
///
/// Nothing here blocks, allocates or retains; a system call is made only by ``flush()``, and only
/// where the writer sleeps.
@safe public struct LogProducer: ~Copyable {
  private let owner: LogChannel
  private let memory: UnsafeMutablePointer<UInt8>
  private let published: UnsafeMutablePointer<Atomic<Int>>
  private let consumed: UnsafeMutablePointer<Atomic<Int>>
  private let waker: LogWaker
  private let capacity: Int
  private var written = 0
  private var flushed = 0
  /// The reader's position as last seen: reading it anew for each line would pull its cache line over.
  private var consumedSeen = 0

  init(_ channel: LogChannel) {
    owner = channel
    unsafe memory = channel.memory
    unsafe published = channel.published
    unsafe consumed = channel.consumed
    waker = channel.wake.waker
    capacity = channel.capacity
  }

  /// Queues a line, which must hold its line feed, or drops it where there is no room.
  ///
  /// - Returns: whether the line was queued; the caller counts those that were not. A line longer than
  ///   the ring never is.
  public mutating func append(_ line: Span<UInt8>) -> Bool {
    let length = line.count
    if length > capacity - (written - consumedSeen) {
      consumedSeen = unsafe consumed.pointee.load(ordering: .acquiring)
      guard length <= capacity - (written - consumedSeen) else { return false }
    }
    let start = written & (capacity - 1)
    let head = min(length, capacity - start)
    unsafe line.withUnsafeBufferPointer { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe (memory + start).update(from: source, count: head)
      unsafe memory.update(from: source + head, count: length - head)
    }
    written += length
    return true
  }

  /// Makes the queued lines visible to the writer and wakes it where it sleeps. Once per turn of the
  /// worker's loop; costs nothing where nothing was queued.
  public mutating func flush() {
    guard written != flushed else { return }
    unsafe published.pointee.store(written, ordering: .releasing)
    flushed = written
    let waiting = written - (unsafe consumed.pointee.load(ordering: .relaxed))
    waker.wakeIfNeeded(urgent: waiting > capacity / 2)
  }
}
