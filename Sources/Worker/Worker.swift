public import Configuration
import HTTP
import HTTP2
public import Primitives
public import Proxy
public import Ring
import TLS
public import Telemetry

/// What is fixed when a worker starts.
public struct WorkerSettings: Sendable {
  /// Which worker it is, from 0.
  public var index: Int
  /// Clients' connections at a time.
  public var connectionsMax: Int
  /// Streams of clients that speak HTTP/2 at a time, over all connections: each may be an exchange.
  public var streamsMax: Int
  /// Connections to upstreams at a time: one per client, and the keep-alive pool.
  public var upstreamConnectionsMax: Int
  /// Buffers of the pool.
  public var buffers: Int
  /// The size of each, with its headroom.
  public var bufferBytes: Int
  /// How many buffers the kernel has at hand for uploads.
  public var uploadsProvided = 64
  /// How many for responses.
  public var responsesProvided = 32
  /// Free bytes before what is received, for a canonical head.
  public var headroom = 1024
  /// How much of all bodies that are to be inspected is copied in one turn: about 50 µs.
  public var inspectionBytesPerTurn = 262_144
  /// Verdicts that it keeps to be asked for, and their bytes.
  public var verdictsMax = 0
  public var verdictBytesMax = 0
  /// The largest head that any configuration may allow.
  public var headBytesMax: Int
  /// Seeds the breaking of ties and the request ids.
  public var seed: UInt64

  /// The settings that a configuration implies for one of its workers.
  public init(index: Int, configuration: Configuration, seed: UInt64) {
    let limits = configuration.limits
    self.index = index
    connectionsMax = max(
      1, (limits.connectionsMax + configuration.workers - 1) / configuration.workers)
    streamsMax = connectionsMax
    upstreamConnectionsMax = connectionsMax + 1024
    buffers = limits.poolBuffers
    bufferBytes = limits.bufferBytes
    headBytesMax = limits.headBytesMax
    verdictsMax = (limits.verdictsMax + configuration.workers - 1) / configuration.workers
    verdictBytesMax = limits.verdictBytesMax / configuration.workers
    uploadsProvided = min(64, buffers / 4)
    responsesProvided = min(32, buffers / 8)
    self.seed = seed
  }
}

/// One core's share of the proxy: its ring, buffers, connections and exchanges.
///
/// Everything happens on one thread, in turns: hand submissions to the kernel, wait, take each
/// completion to the connection whose token it carries, which does what it can and submits what
/// comes next. Nothing here blocks, locks or, once warm, allocates.
///
/// The same code runs over ``UringDriver`` and over the simulator's driver.
public struct Worker<Driver: RingDriver & ~Copyable>: ~Copyable {
  var driver: Driver
  var memory: Memory
  var clients: SlotTable<Client>
  var upstreams: SlotTable<UpstreamConnection>
  var spills: SlotTable<Spill>
  var inspections: SlotTable<Inspection>
  /// The sessions of clients that speak TLS, by the clients' slots.
  var tls: TLSSessionTable
  /// The sessions of connections that speak HTTP/2, by their slots.
  var sessions: [HTTP2Session?]
  /// What new ones are made of; `nil` before there is a configuration.
  var sessionStock: SessionStock?
  /// Connections whose frames are made at the end of the turn.
  var framing: SlotQueue
  /// How many clients are streams.
  var streams = 0
  /// By how much the windows of all sessions have grown.
  var windowBytes = 0
  /// The sessions with upstreams that speak TLS, by their connections' slots.
  var upstreamSessions: TLSSessionTable
  var listeners: [WorkerListener] = []
  /// At most three are alive: the current one, and older ones that exchanges still hold.
  var snapshots: [ActiveSnapshot?] = [nil, nil, nil]
  var current = -1
  var pending: (snapshot: WorkerSnapshot, sockets: [ListeningSocket])?
  /// When it need no longer wait for exchanges of the oldest snapshot.
  var pendingDeadline = UInt64.max

  let settings: WorkerSettings
  let inspectionPool: any InspectionPool
  /// Where refused uploads are kept; `nil`: nowhere.
  let quarantine: QuarantineIntake?
  let loads: UpstreamLoads
  var balancer: Balancer
  var metrics: MetricsRecorder
  var logs: WorkerLogs
  var admin: any AdminSource
  let mailbox: Mailbox
  let colleagues: Colleagues
  var ids: RequestIDSource
  var shelf: VerdictShelf

  // Reused by every head and send.
  var requestHead: RequestHead
  var responseHead: ResponseHead
  let scratch: OwnedBytes
  /// What short runs are put together in for one record.
  let record: OwnedBytes
  let statics: StaticAnswers
  var runs: SendRuns
  let wakeWord: OwnedBytes

  /// Buffers that the kernel has, by group.
  var provided: (uploads: Int, responses: Int) = (0, 0)
  var starvedClients: SlotQueue
  /// Clients whose sockets have bytes to be received in turn.
  var readyClients: SlotQueue
  var starvedUpstreams: SlotQueue
  /// Exchanges whose second reading goes on next turn.
  var digesting: SlotQueue
  /// Inspections that wait for memory, in their order, and those whose bodies are being copied.
  var waitingInspections: SlotQueue
  var copyingInspections: SlotQueue
  /// How many of the inspections are uploads on their way into quarantine.
  var keepings = 0
  /// Whether the first of those that wait has found none.
  var isInspectionMemoryFull = false
  /// The first idle connection of each cell.
  var idle: [UInt32]
  var idleCounts: [UInt16]
  /// Exchanges that wait for an upstream, by their backends' cells.
  var queues: [DeliveryQueue]
  /// Cells of backends of which a place has become free.
  var freedQueues: SlotQueue
  /// How many exchanges wait in all.
  var queued = 0
  /// Exchanges in progress.
  var exchanges = 0
  /// Those that are tunnels.
  var tunnels = 0
  /// Bytes held in memory by all exchanges.
  var holdBytes = 0
  /// What all exchanges together keep back that stream.
  var streamWindowBytes = 0
  /// How many of the spills are files in memory, with what is delivered in place of uploads.
  var canonicals = 0
  /// Bytes in the spill files of all exchanges.
  var spillBytes: UInt64 = 0
  var spillDirectory: Descriptor

  var now: UInt64
  var nextSweep: UInt64 = 0
  /// How many of the driver's overflows are in the metrics.
  var overflowsCounted: UInt64 = 0
  var isDraining = false
  var drainDeadline = UInt64.max
  var isStopped = false

  /// How often deadlines are looked at: they are late by at most this.
  static var sweepNanoseconds: UInt64 { 100_000_000 }

  /// Makes a worker that serves nothing yet. To be called on the thread that will run it.
  ///
  /// Throws what the kernel says where memory cannot be mapped or buffers not registered.
  public init(
    driver: consuming Driver, settings: WorkerSettings, loads: UpstreamLoads,
    metrics: WorkerMetrics, logs: consuming WorkerLogs, admin: any AdminSource, mailbox: Mailbox,
    colleagues: Colleagues? = nil, spillDirectory: Descriptor, inspectionPool: any InspectionPool,
    quarantine: QuarantineIntake? = nil
  ) throws(Errno) {
    // What can fail comes first: a half-made worker would leave its mappings behind.
    let pool = try BufferPool(
      capacity: settings.buffers, stride: settings.bufferBytes, headroom: settings.headroom)
    let slots = settings.connectionsMax + settings.streamsMax
    // A client may need a block for its head, one for chunk lines and one for an answer, and two for ciphertext;
    // an upstream one for a partial head, one for chunk lines, one for a PROXY header and three for ciphertext.
    let blocks = try BlockPool(
      capacity: slots * 5 + settings.upstreamConnectionsMax * 6,
      bytes: StaticAnswers.blockBytes(headBytesMax: settings.headBytesMax))
    var driver = driver
    try driver.register(
      pool, uploads: settings.uploadsProvided, responses: settings.responsesProvided)
    self.settings = settings
    self.loads = loads
    self.inspectionPool = inspectionPool
    self.quarantine = quarantine
    self.mailbox = mailbox
    self.colleagues = colleagues ?? Colleagues(alone: mailbox)
    self.admin = admin
    self.logs = logs
    self.spillDirectory = spillDirectory
    memory = Memory(
      pool: pool, blocks: blocks,
      segments: SegmentTable(
        capacity: settings.buffers * max(20, settings.bufferBytes / Self.crumbBytesMax + 4)
          + slots * 6 + settings.upstreamConnectionsMax * 5))
    clients = SlotTable(capacity: slots)
    upstreams = SlotTable(capacity: settings.upstreamConnectionsMax)
    spills = SlotTable(capacity: settings.connectionsMax)
    inspections = SlotTable(capacity: settings.connectionsMax)
    tls = TLSSessionTable(capacity: slots)
    sessions = Array(repeating: nil, count: slots)
    framing = SlotQueue(capacity: slots)
    upstreamSessions = TLSSessionTable(capacity: settings.upstreamConnectionsMax)
    balancer = Balancer(loads: loads, seed: settings.seed)
    self.metrics = metrics.recorder()
    ids = RequestIDSource(worker: settings.index, processRandom: settings.seed)
    shelf = VerdictShelf(
      verdictsMax: settings.verdictsMax, bytesMax: settings.verdictBytesMax)
    requestHead = RequestHead()
    responseHead = ResponseHead()
    scratch = OwnedBytes(count: StaticAnswers.blockBytes(headBytesMax: settings.headBytesMax))
    record = OwnedBytes(count: TLSSession.recordBytesMax)
    statics = StaticAnswers()
    runs = SendRuns(capacity: Driver.runsMax)
    wakeWord = OwnedBytes(count: 8)
    starvedClients = SlotQueue(capacity: slots)
    readyClients = SlotQueue(capacity: slots)
    starvedUpstreams = SlotQueue(capacity: settings.upstreamConnectionsMax)
    digesting = SlotQueue(capacity: slots)
    waitingInspections = SlotQueue(capacity: settings.connectionsMax)
    copyingInspections = SlotQueue(capacity: settings.connectionsMax)
    idle = Array(repeating: .max, count: loads.capacity)
    idleCounts = Array(repeating: 0, count: loads.capacity)
    queues = Array(repeating: DeliveryQueue(), count: loads.capacity)
    freedQueues = SlotQueue(capacity: loads.capacity)
    now = driver.nowNanoseconds
    self.driver = driver
    self.metrics.set(.poolLeases, to: settings.buffers)
    self.metrics.set(.poolBytes, to: settings.buffers * settings.bufferBytes)
    awaitMessage()
  }
}
