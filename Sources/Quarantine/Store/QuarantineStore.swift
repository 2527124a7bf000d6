internal import Glibc
public import Primitives
internal import Synchronization

/// Keeps uploads in a quarantine, on a thread of its own, under limits of size, number and age.
///
/// What is submitted is written in its order: encrypted, to a file of another name, which gets its own when
/// the disk has it. An upload that cannot be written is lost, alone, and leaves nothing.
public final class QuarantineStore: Sendable {
  /// What is fixed when it starts.
  public struct Settings: Sendable {
    /// Where it is.
    public var directory: String
    /// For whom uploads are encrypted.
    public var key: QuarantinePublicKey
    /// Bytes of all files; past it the oldest are deleted.
    public var bytesMax: Int
    /// How many uploads; past it the oldest are deleted.
    public var uploadsMax: Int
    /// Seconds after which an upload is deleted.
    public var ageSecondsMax: UInt64

    /// See the properties.
    public init(
      directory: String, key: QuarantinePublicKey, bytesMax: Int, uploadsMax: Int,
      ageSecondsMax: UInt64
    ) {
      self.directory = directory
      self.key = key
      self.bytesMax = bytesMax
      self.uploadsMax = uploadsMax
      self.ageSecondsMax = ageSecondsMax
    }
  }

  /// What happens, for who tells the operator.
  public enum Event: Sendable {
    /// An upload could not be kept.
    case failed(EntryID, QuarantineError)
    /// The directory could not be read or synced, or an old upload not deleted: its limits may be passed, or
    /// what was kept last is lost with the power.
    case unlimited(QuarantineError)
  }

  /// How it is doing.
  public struct Figures: Sendable, Equatable {
    /// Uploads that are submitted and not answered.
    public var waiting = 0
    /// Uploads that it has.
    public var uploads = 0
    /// Bytes of their files.
    public var bytes = 0
    /// Uploads kept since the start.
    public var kept = 0
    /// Uploads that could not be kept.
    public var failed = 0
    /// Uploads deleted for a limit of size or number.
    public var deletedForRoom = 0
    /// Uploads deleted for their age.
    public var deletedForAge = 0

    /// Nothing has happened yet.
    public init() {}
  }

  struct Inbox {
    var uploads: [QuarantinedUpload] = []
    var isEnding = false
  }

  let settings: Settings
  let directory: QuarantineDirectory
  /// Open for as long as the store lives, so that no other process keeps uploads there.
  private let lock: Descriptor
  /// Whether the thread has to wait for the lock first.
  private let isLockDue: Bool
  let inbox = Mutex(Inbox())
  /// Readable when the inbox has changed.
  let wake: Descriptor
  let tell: @Sendable (Event) -> Void
  let clock: @Sendable () -> UInt64
  private let figures = Mutex(Figures())

  /// Opens the directory, and keeps others from keeping uploads there.
  ///
  /// - Parameters:
  ///   - waits: whether another process that has it now is about to end: uploads wait for that then, instead of
  ///     an error (``QuarantineError/inUse(_:)``).
  ///   - clock: nanoseconds of the wall clock.
  ///   - tell: is called on the store's thread.
  public init(
    _ settings: Settings, waits: Bool = false,
    clock: @escaping @Sendable () -> UInt64 = Clock.wallNanoseconds,
    tell: @escaping @Sendable (Event) -> Void
  ) throws(QuarantineError) {
    self.settings = settings
    self.tell = tell
    self.clock = clock
    directory = try QuarantineDirectory(path: settings.directory)
    lock = try waits ? directory.open() : directory.lock()
    isLockDue = waits
    do throws(Errno) {
      wake = try Descriptor.makeEvent()
    } catch {
      close(lock.number)
      throw .system(settings.directory, error)
    }
  }

  deinit {
    close(wake.number)
    close(lock.number)
  }

  /// Starts the thread, which keeps the store alive until ``end()``.
  public func start() throws(QuarantineError) {
    do throws(Errno) {
      try DetachedThread.start { [self] in
        // Nobody waits for what it does, but what finds no room is not kept.
        ThreadPriority.lower(niceness: ThreadPriority.behindWorkers)
        if isLockDue { QuarantineDirectory.awaitLock(lock) }
        var keeper = QuarantineKeeper(self)
        keeper.run()
      }
    } catch {
      throw .system(settings.directory, error)
    }
  }

  /// Takes an upload over, and answers it later. Does not wait; how many wait is bounded by those who ask.
  public func submit(_ upload: QuarantinedUpload) {
    count { $0.waiting += 1 }
    inbox.withLock { $0.uploads.append(upload) }
    wake.signalEvent()
  }

  /// Ends the thread when all that was submitted is kept.
  public func end() {
    inbox.withLock { $0.isEnding = true }
    wake.signalEvent()
  }

  /// How it is doing now. Any thread.
  public var currentFigures: Figures { figures.withLock { $0 } }

  func count(_ change: (inout Figures) -> Void) { figures.withLock { change(&$0) } }
}
