import Glibc
public import Inspectors
public import Primitives
public import Signatures
import Synchronization

/// Sandboxed processes that judge complete bodies, and the thread that deals with them.
///
/// One thread waits for all of them: what it does for a body is two messages, and it alone knows who is idle.
/// It copies nothing, reads no body, and waits for nobody.
public final class InspectorProcesses: InspectionPool {
  /// What is fixed when they start.
  public struct Settings: Sendable {
    /// How many there are.
    public var count: Int
    /// What each may use.
    public var limits: InspectorLimits
    /// Bodies that one judges before another takes its place: what has got hold of one by a body has it no
    /// longer than that.
    public var requestsMax = 10_000
    /// Cordon's program; that of this process but in tests.
    public var program = ProcessRole.thisProgram

    /// See the properties.
    public init(count: Int, limits: InspectorLimits) {
      precondition(count > 0)
      self.count = count
      self.limits = limits
    }
  }

  /// What happens to inspectors, for who tells the operator.
  public enum Event: Sendable {
    /// The first is ready, in a sandbox like this; so are all others.
    case ready(SandboxState)
    /// They cannot be had on this host: nothing is judged.
    case unfit(String)
    /// One has ended otherwise than by being told to, and is replaced.
    case lost(InspectorEnd, process: Int32)
  }

  struct Inbox {
    var requests: [InspectionRequest] = []
    /// The database of the newest snapshot.
    var current: SignatureDatabase?
    var isEnding = false
  }

  public let memory = InspectionMemory()
  let settings: Settings
  let inbox = Mutex(Inbox())
  /// Readable when the inbox has changed.
  let wake: Descriptor
  private let listener: @Sendable (Event) -> Void
  private let figures = Mutex(Figures())

  /// How they are doing.
  public struct Figures: Sendable {
    /// Those that judge a body.
    public var judging = 0
    /// Those that wait for one.
    public var idle = 0
    /// Those that are being started, or wait for that.
    public var starting = 0
    /// The processes that judge or are idle.
    public var processes: [Int32] = []
    /// The spawner's process; 0 where there is none.
    public var spawner: Int32 = 0
    /// Those that have ended, by cause.
    public var ends = [Int](repeating: 0, count: InspectorEnd.allCases.count)
    /// Whether one has ever been ready.
    public var isReady = false
    /// Why none can be had, if so.
    public var unfitReason: String?
  }

  /// Makes a pool that has no processes yet.
  ///
  /// - Parameter tell: is called on the pool's thread.
  public init(
    _ settings: Settings, tell: @escaping @Sendable (Event) -> Void
  ) throws(Errno) {
    self.settings = settings
    listener = tell
    wake = try Descriptor.makeEvent()
  }

  deinit { _ = close(wake.number) }

  /// Starts the thread, which starts the processes; it keeps the pool.
  public func start() throws(Errno) {
    try DetachedThread.start { [self] in
      var crew = InspectorCrew(self)
      crew.run()
    }
  }

  public func submit(_ request: InspectionRequest) {
    inbox.withLock { $0.requests.append(request) }
    wake.signalEvent()
  }

  /// The workers serve by this from now on: no inspector keeps another one longer than it must.
  public func adopted(_ database: SignatureDatabase?) {
    inbox.withLock { $0.current = database }
    wake.signalEvent()
  }

  /// Ends the processes and the thread when all that is asked for is judged.
  public func end() {
    inbox.withLock { $0.isEnding = true }
    wake.signalEvent()
  }

  /// How they are doing now. Any thread.
  public var currentFigures: Figures { figures.withLock { $0 } }

  func count(_ end: InspectorEnd) { figures.withLock { $0.ends[end.rawValue] += 1 } }

  /// Tells who listens.
  func tell(_ event: Event) {
    figures.withLock { figures in
      switch event {
      case .ready: figures.isReady = true
      case .unfit(let reason): figures.unfitReason = reason
      case .lost: break
      }
    }
    listener(event)
  }

  func show(_ members: [CrewMember], spawner: Int32) {
    figures.withLock { figures in
      figures.judging = 0
      figures.idle = 0
      figures.processes.removeAll(keepingCapacity: true)
      for member in members {
        switch member.stage {
        case .judging: figures.judging += 1
        case .idle: figures.idle += 1
        case .absent, .asked, .preparing, .leaving: continue
        }
        figures.processes.append(member.process)
      }
      figures.starting = members.count - figures.processes.count
      figures.spawner = spawner
    }
  }
}
