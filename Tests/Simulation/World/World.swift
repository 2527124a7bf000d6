import Glibc
public import Primitives

/// Everything around a worker under test: a kernel, a disk, a clock, clients and upstreams.
///
/// A world is driven by the worker itself, through its ``SimulatedRing``: each submission gives the
/// operations in flight and the actors a turn, in random order; when nothing can go on, the clock
/// moves to the next moment at which something can. All chance comes from one seed, and nothing else
/// decides (no real time, no hash order), so a seed replays exactly.
///
/// What the worker may not do is recorded in ``violations``, and the world goes on.
public final class World {
  /// What this world was made from.
  public let seed: UInt64
  /// What goes wrong here.
  public var plan: FaultPlan
  /// The clock.
  public internal(set) var nowNanoseconds: UInt64
  /// What this world does wrong on purpose, so that its checks can be seen to notice.
  public var sabotage = Sabotage.none
  /// The source of all chance.
  public var random: SeededRandom
  /// What the worker did that it may not do, in order.
  public internal(set) var violations: [String] = []
  /// How many turns there have been, and how many there may be before this counts as going in circles.
  public internal(set) var turnCount = 0
  public var turnsMax = 400_000
  /// One line for each thing that happened, if recording is on: for looking at one seed.
  public internal(set) var trace: [String] = []
  public var isTracing = false

  /// All clients there ever were.
  public internal(set) var clients: [ClientActor] = []

  var entries: [DescriptorEntry] = []
  var operations: [Operation] = []
  /// Those whose last completion the worker has not taken yet: their memory is still theirs.
  var unreaped: [Operation] = []
  var liveTokens: Set<UInt64> = []
  var commands: [Command] = []
  var posted: [PostedCompletion] = []
  var postedHead = 0
  var overflows: UInt64 = 0
  var groups = [ProvidedGroup(), ProvidedGroup()]
  /// The memory of each buffer of the pool, once that is registered.
  var poolRuns: [UInt16: Run] = [:]
  var disk = SimulatedDisk()
  var actors: [any Actor] = []
  var timers: [(nanoseconds: UInt64, action: (World) -> Void)] = []
  var listeners: [SimulatedListener] = []
  var upstreams: [any ConnectionTarget] = []
  var order: [Int] = []
  var lately: [String] = []
  /// Where the files in memory are among the descriptors.
  var memoryEntries: [Int32: Int] = [:]
  var connectionCount = 0
  var mix: UInt64 = 0

  /// Makes an empty world.
  public init(seed: UInt64, plan: FaultPlan = .none) {
    self.seed = seed
    self.plan = plan
    random = SeededRandom(seed: seed)
    nowNanoseconds = 1_000_000_000 + random.below(1_000_000_000_000)
  }

  // What the builder of a world does.

  /// Adds an actor.
  public func add(_ actor: any Actor) { actors.append(actor) }

  /// Adds a server that the worker can connect to.
  public func add(_ upstream: any ConnectionTarget) { upstreams.append(upstream) }

  /// Does something `delay` nanoseconds from now.
  public func schedule(after delay: UInt64, _ action: @escaping (World) -> Void) {
    timers.append((nowNanoseconds + delay, action))
  }

  /// Opens a listening socket for the worker, to which clients connect.
  public func listen(at address: SocketAddress) -> SimulatedListener {
    let listener = SimulatedListener(
      address: address, descriptor: Descriptor(Int32(Self.firstNumber + entries.count)))
    _ = open(.listener(listener))
    listeners.append(listener)
    return listener
  }

  /// Opens a directory for unlinked files.
  public func openDirectory() -> Descriptor { open(.directory) }

  /// Opens an event descriptor, which ``signal(_:)`` makes readable.
  public func openEvent() -> Descriptor { open(.event(SimulatedEvent())) }

  /// Adds one to an event's counter.
  public func signal(_ event: Descriptor) {
    guard case .event(let event)? = entry(event)?.kind else { return }
    event.counter += 1
  }

  /// Connects an actor to whom listens at an address; `nil`: refused.
  public func connect(
    to target: SocketAddress, from address: SocketAddress
  ) -> SimulatedConnection? {
    guard let listener = listeners.last(where: { $0.address == target && !$0.isClosed }) else {
      return nil
    }
    let connection = makeConnection(address: address)
    listener.backlog.append(connection)
    return connection
  }

  // Chance.

  /// True with a probability.
  public func chance(_ probability: Double) -> Bool {
    probability > 0 && Double(random.next() >> 11) < probability * 9_007_199_254_740_992
  }

  /// A number in a range.
  public func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(random.below(UInt64(range.upperBound - range.lowerBound) + 1))
  }

  // What is left at the end.

  /// The descriptors that are open, in the order of opening, with what they are.
  public var descriptorsOpen: [(descriptor: Descriptor, what: String)] {
    entries.indices.filter { entries[$0].isOpenNow }.map {
      (Descriptor(Int32(Self.firstNumber + $0)), entries[$0].kind.name)
    }
  }

  /// How many operations have not had their last completion taken.
  public var operationsInFlight: Int { unreaped.count }
  /// The tokens of those.
  public var tokensInFlight: [Token] { unreaped.map(\.token) }
  /// How many buffers the kernel holds.
  public var buffersProvided: Int { groups[0].count + groups[1].count }
  /// What the files that are open hold.
  public var diskBytesUsed: Int { disk.usedBytes }
  /// The most that files ever held at once.
  public var diskBytesUsedMax: Int { disk.usedBytesMax }
  /// A number that depends on everything that ever happened: equal runs have equal ones.
  public var fingerprint: UInt64 { mix }
}

/// What accepts connections that the worker makes.
public protocol ConnectionTarget: AnyObject {
  /// Where it listens.
  var address: SocketAddress { get }
  /// False: connections are refused at this moment.
  func isAccepting(in world: World) -> Bool
  /// A connection has been made.
  func accepted(_ connection: SimulatedConnection, in world: World)
}
