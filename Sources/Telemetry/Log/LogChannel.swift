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
