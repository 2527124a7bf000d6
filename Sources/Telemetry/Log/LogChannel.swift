internal import Glibc
internal import Synchronization

/// A bounded ring of bytes from one worker to the thread that writes its log.
///
/// One thread writes (``LogProducer``), one reads (``LogWriter``); neither ever waits for the other.
/// Positions count all bytes since the start and never wrap; `consumed <= published <= written`, and
/// `written - consumed <= capacity`. What the worker has written becomes visible as a whole when it
/// flushes, so the reader only ever sees whole lines.
@safe public final class LogChannel: @unchecked Sendable {
  /// Bytes that the ring holds: a power of two.
  public let capacity: Int

  let memory: UnsafeMutablePointer<UInt8>
  /// Two positions, on cache lines apart: the worker writes the first, the reader the second.
  private let positions: UnsafeMutableRawPointer
  private let hasProducer = Atomic<Bool>(false)
  let wake: LogWake

  private static let lineBytes = 128

  /// Makes an empty ring of at least `bytes`, rounded up to a power of two of at least 4 KiB.
  init(bytes: Int, wake: LogWake) {
    var capacity = 4_096
    while capacity < bytes { capacity *= 2 }
    self.capacity = capacity
    self.wake = wake
    unsafe memory = .allocate(capacity: capacity)
    unsafe memory.initialize(repeating: 0, count: capacity)
    unsafe positions = .allocate(byteCount: 2 * Self.lineBytes, alignment: Self.lineBytes)
    unsafe positions.initializeMemory(as: Atomic<Int>.self, to: Atomic(0))
    unsafe (positions + Self.lineBytes).initializeMemory(as: Atomic<Int>.self, to: Atomic(0))
  }

  deinit {
    unsafe memory.deallocate()
    unsafe positions.deallocate()
  }

  var published: UnsafeMutablePointer<Atomic<Int>> {
    unsafe positions.assumingMemoryBound(to: Atomic<Int>.self)
  }

  var consumed: UnsafeMutablePointer<Atomic<Int>> {
    unsafe (positions + Self.lineBytes).assumingMemoryBound(to: Atomic<Int>.self)
  }

  /// The writing end, for the worker's thread. Traps when asked for a second time: there is one.
  public func producer() -> LogProducer {
    precondition(
      !hasProducer.exchange(true, ordering: .relaxed), "a channel has one producer")
    return LogProducer(self)
  }
}

/// The worker's end of a ``LogChannel``.
///
/// Nothing here blocks, allocates or retains; a system call is made only by ``flush()``, and only
/// where the writer sleeps.
@safe public struct LogProducer: ~Copyable {
  private let owner: LogChannel
  private let memory: UnsafeMutablePointer<UInt8>
  private let published: UnsafeMutablePointer<Atomic<Int>>
  private let consumed: UnsafeMutablePointer<Atomic<Int>>
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
    owner.wake.wakeIfNeeded(urgent: waiting > capacity / 2)
  }
}
