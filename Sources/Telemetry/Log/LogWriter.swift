internal import Glibc
internal import Primitives
internal import Synchronization

/// The thread that writes a log: it gathers what all workers have queued and writes it in large pieces.
///
/// Whatever the file does, be it slow, full or gone, only this thread notices: the rings fill and
/// workers drop lines, which they count. Lines that the file refuses are counted here and given up;
/// the next lines are tried again. ``close(withinMilliseconds:)`` must be called: the thread keeps
/// the writer alive until then.
@safe public final class LogWriter: Sendable {
  /// Where a log goes.
  public enum Destination: Equatable, Sendable {
    /// Descriptor 1, which is never closed.
    case standardOutput
    /// A file, opened for appending and made where it is not there (mode 0640), or a FIFO.
    case path(String)
  }

  /// A ring for each worker, in their order.
  public let channels: [LogChannel]

  let destination: Destination
  let wake: LogWake
  private let lost = Atomic<UInt64>(0)
  private let errorSeen = Atomic<Int32>(0)
  let reopenAsked = Atomic<Bool>(false)
  let isClosing = Atomic<Bool>(false)
  /// When to give up, by the monotonic clock; valid once `isClosing` is seen.
  let deadline = Atomic<UInt64>(.max)
  /// The reading end of a pipe of which the thread closes the other when it ends.
  private let ended: Int32

  /// Opens the destination and starts the thread.
  ///
  /// - Parameters:
  ///   - workers: how many rings to make.
  ///   - bufferBytes: of each ring, rounded up to a power of two of at least 4 KiB. A line that does
  ///     not fit is dropped.
  public static func start(
    destination: Destination, workers: Int, bufferBytes: Int
  ) throws(LogError) -> LogWriter {
    let wake = try LogWake()
    let channels = (0..<workers).map { _ in LogChannel(bytes: bufferBytes, wake: wake) }
    let descriptor = try open(destination)
    let ended: (read: Int32, write: Int32)
    do throws(LogError) {
      ended = try LogWake.pipe()
    } catch {
      close(descriptor)
      throw error
    }
    let writer = LogWriter(destination, channels, wake, ended: ended.read)
    do throws(LogError) {
      try writer.start(descriptor, ended: ended.write)
    } catch {
      close(descriptor)
      Glibc.close(ended.write)
      throw error
    }
    return writer
  }

  private init(
    _ destination: Destination, _ channels: [LogChannel], _ wake: LogWake, ended: Int32
  ) {
    self.destination = destination
    self.channels = channels
    self.wake = wake
    self.ended = ended
  }

  deinit { Glibc.close(ended) }

  /// Lines given up because the destination refused them. Any thread.
  public var lostLines: UInt64 { lost.load(ordering: .relaxed) }

  /// The last `errno` that the destination gave, 0 before the first. Any thread.
  public var lastErrorCode: Int32 { errorSeen.load(ordering: .relaxed) }

  /// Opens the path anew, after the lines queued so far: for log rotation. Returns at once; where the
  /// path cannot be opened, the old file stays and ``lastErrorCode`` says why. Any thread.
  public func reopen() {
    reopenAsked.store(true, ordering: .releasing)
    wake.signal()
  }

  /// Writes what is queued and ends the thread. To be called once, after the last flush.
  ///
  /// - Returns: whether the thread has ended in time. One that hangs in the kernel is left behind.
  public func close(withinMilliseconds milliseconds: Int32) -> Bool {
    deadline.store(
      Self.now() + UInt64(max(milliseconds, 0)) * 1_000_000, ordering: .relaxed)
    isClosing.store(true, ordering: .releasing)
    wake.signal()
    // The thread gives up at the deadline by itself; a little more lets it say so.
    var entry = pollfd(fd: ended, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, milliseconds + 100) == 1
  }

  func note(code: Int32, lostLines: UInt64) {
    errorSeen.store(code, ordering: .relaxed)
    lost.wrappingAdd(lostLines, ordering: .relaxed)
  }

  static func open(_ destination: Destination) throws(LogError) -> Int32 {
    switch destination {
    case .standardOutput: return STDOUT_FILENO
    case .path(let path):
      // Not blocking: a FIFO without a reader is an error instead of a wait without end.
      let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
      let descriptor = unsafe Glibc.open(path, flags, 0o640)
      guard descriptor >= 0 else { throw LogError(operation: .open, code: errno) }
      return descriptor
    }
  }

  static func close(_ descriptor: Int32) {
    if descriptor != STDOUT_FILENO { Glibc.close(descriptor) }
  }

  static func now() -> UInt64 { Clock.monotonicNanoseconds() }

  private func start(_ descriptor: Int32, ended: Int32) throws(LogError) {
    // The thread inherits the mask: no signal is its business, a broken pipe's neither.
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    let start = unsafe Unmanaged.passRetained(LogThread(self, descriptor, ended: ended))
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        unsafe Unmanaged<LogThread>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, start.toOpaque())
    guard code == 0 else {
      unsafe start.release()
      throw LogError(operation: .thread, code: code)
    }
    pthread_detach(thread)
  }
}
