internal import Glibc
public import Inspection
public import Primitives
public import Scanning
public import Signatures

/// An inspector for one thread that waits for what it says, for commands: beside a proxy there is a pool of
/// them.
///
/// It has a spawner of its own, which ends with the thread that made it. Where it is lost, another one is to
/// be made.
public struct LoneInspector: ~Copyable {
  /// Why there is none.
  public struct Failure: Error, CustomStringConvertible {
    /// In words.
    public var description: String
  }

  /// What became of a body.
  public enum Outcome: Sendable {
    /// It was judged. Whether the inspector is better not given another one.
    case judged(InspectionRecord, isSpent: Bool)
    /// The file cannot be read, or has become shorter.
    case unreadable
    /// The inspector was lost over it, and is to be replaced.
    case lost(InspectorEnd)
  }

  private let spawner: SpawnerLink
  private let link: InspectorLink
  /// What its sandbox is.
  public let sandbox: SandboxState
  private let limits: InspectorLimits
  /// How many signatures there are in what it judges by.
  private var signatures = 0
  private var judged: UInt64 = 0
  private var memory: [UInt8]

  /// How long it may take to be ready.
  private static let readyMilliseconds: UInt64 = 10_000
  /// What it judges by has this number.
  private static let database: UInt64 = 1
  /// A body may take so many times the processor time that is allowed: on a busy host that is time of
  /// waiting. It protects who waits from an inspector that was taken over and says nothing.
  private static let timeoutFactor: UInt64 = 20
  /// How long the spawner may take to say how an inspector ended.
  private static let endMilliseconds: UInt64 = 1000

  /// Starts an inspector, and waits until its sandbox is closed.
  ///
  /// - Parameter program: Cordon's program; that of this process but in tests.
  public init(
    _ limits: InspectorLimits, program: String = ProcessRole.thisProgram
  ) throws(Failure) {
    var memory = [UInt8](repeating: 0, count: InspectorReport.bytesMax)
    let spawner = try Self.startSpawner(program, limits)
    let (link, sandbox) = try Self.welcome(spawner, &memory)
    self.spawner = spawner
    self.link = link
    self.sandbox = sandbox
    self.limits = limits
    self.memory = memory
  }

  /// Starts a spawner, and asks it for an inspector.
  private static func startSpawner(
    _ program: String, _ limits: InspectorLimits
  ) throws(Failure) -> SpawnerLink {
    do throws(Errno) {
      let spawner = try SpawnerLink(program: program, limits: limits)
      try spawner.start(number: 0)
      return spawner
    } catch {
      throw Failure(description: "\(error)")
    }
  }

  deinit { link.close() }

  private static func welcome(
    _ spawner: borrowing SpawnerLink, _ memory: inout [UInt8]
  ) throws(Failure) -> (InspectorLink, SandboxState) {
    var started: InspectorLink?
    var isReady = false
    defer { if !isReady { started?.close() } }
    let deadline = Clock.monotonicNanoseconds() + readyMilliseconds * 1_000_000
    while wait(for: [spawner.descriptor, started?.descriptor ?? .none], until: deadline) {
      if let link = started {
        switch link.nextAnswer(signatures: 0, memory: &memory) {
        case .report(.ready(let state)):
          isReady = true
          return (link, state)
        case .report(.unfit(let reason)): throw Failure(description: reason)
        case .report, .malformed, .ended, .nothing: break
        }
      }
      let event: SpawnerLink.Event?
      do throws(Errno) { event = try spawner.nextEvent() } catch {
        throw Failure(description: "its spawner: \(error)")
      }
      switch event {
      case .started(_, let link): started = link
      case .refused(_, let error): throw Failure(description: "\(error)")
      case .ended(_, let status):
        throw Failure(description: "it ended: \(InspectorEnd(status: status).name)")
      case nil: break
      }
    }
    throw Failure(description: "it did not become ready")
  }

  /// Its process, for people and tests.
  public var process: Int32 { link.identifier }

  /// Has it judge by a database: once, before the first body.
  ///
  /// - Parameter reportsAll: whether all signatures of a body are asked for, not the first alone.
  public mutating func adopt(_ database: SignatureDatabase, reportsAll: Bool) throws(Errno) {
    precondition(signatures == 0, "it has a database")
    try link.adopt(database, number: Self.database, reportsAll: reportsAll)
    signatures = database.counts.bodies + database.counts.hashes
  }

  /// Has it judge a file, and waits.
  ///
  /// - Parameters:
  ///   - file: open for reading alone.
  ///   - handover: what scanning it has left open, with its size.
  public mutating func judge(
    _ file: Descriptor, _ handover: Handover, _ limits: InspectionLimits
  ) -> Outcome {
    let count = Int(clamping: handover.bodyBytes)
    judged += 1
    do throws(Errno) {
      let arena = try Descriptor.makeMemory("cordon-file", bytes: max(1, count))
      defer { _ = close(arena.number) }
      let task = InspectorOrder.Task(
        sequence: judged, database: Self.database, spilledBytes: count, handover: handover,
        limits: limits)
      try link.judge(task, arena: arena, spill: count > 0 ? file : .none)
    } catch {
      return lose(nil)
    }
    return answer()
  }

  private mutating func answer() -> Outcome {
    let milliseconds = UInt64(limits.cpuMillisecondsMax) * Self.timeoutFactor
    let deadline = Clock.monotonicNanoseconds() + milliseconds * 1_000_000
    while Self.wait(for: [link.descriptor], until: deadline) {
      switch link.nextAnswer(signatures: signatures, memory: &memory) {
      case .report(.judged(judged, let record, _, let isGrown)):
        return .judged(record, isSpent: isGrown)
      case .report(.spillLost(judged)): return .unreadable
      case .report, .malformed: return lose(.malformed)
      case .ended: return lose(nil)
      case .nothing: break
      }
    }
    return lose(.timeout)
  }

  /// Ends it, and says how it ended: for that cause, or by itself.
  private func lose(_ cause: InspectorEnd?) -> Outcome {
    let deadline = Clock.monotonicNanoseconds() + Self.endMilliseconds * 1_000_000
    if let cause {
      link.kill()
      return .lost(cause)
    }
    while Self.wait(for: [spawner.descriptor], until: deadline) {
      guard let event = try? spawner.nextEvent() else { break }
      guard case .ended(_, let status) = event else { continue }
      let end = InspectorEnd(status: status)
      return .lost(end == .retired ? .gaveUp : end)
    }
    link.kill()
    return .lost(.gaveUp)
  }

  /// Waits until one of them has something; false: it is late.
  private static func wait(for descriptors: [Descriptor], until deadline: UInt64) -> Bool {
    var events = descriptors.map {
      pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0)
    }
    while true {
      let now = Clock.monotonicNanoseconds()
      guard now < deadline else { return false }
      let milliseconds = Int32(clamping: (deadline - now + 999_999) / 1_000_000)
      if unsafe poll(&events, nfds_t(events.count), milliseconds) > 0 { return true }
    }
  }
}
