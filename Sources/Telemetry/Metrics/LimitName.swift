/// The limits of the configuration, each with a counter that shows when it was reached.
///
/// The cases are named, and shown, as the configuration names them.
public enum LimitName: Int, CaseIterable, BitwiseCopyable, Sendable {
  /// Client connections of a worker.
  case connectionsMax
  /// Bytes of a request head (431).
  case headBytesMax
  /// Fields of a request head (431).
  case headFieldsMax
  /// Bytes of a request target (414).
  case targetBytesMax
  /// Bytes of a body (413).
  case bodyBytesMax
  /// Bytes of a trailer section.
  case trailerBytesMax
  /// Bytes of a response head from an upstream (502).
  case responseHeadBytesMax
  /// Time for a request head (408).
  case headTimeout
  /// Time between bytes of a body (408).
  case bodyTimeout
  /// Time in which nothing passes through a tunnel.
  case tunnelIdleTimeout
  /// Time of a kept client connection without a request.
  case idleTimeout
  /// Time for a TLS handshake.
  case handshakeTimeout
  /// Time to connect to an upstream.
  case connectTimeout
  /// Time without a byte from an upstream (504).
  case upstreamTimeout
  /// Time in which a receiver takes no byte.
  case sendTimeout
  /// Time that connections are given at shutdown or reload.
  case drainTimeout
  /// Bytes read and thrown away after a refusal.
  case lingerBytesMax
  /// Time for reading the rest after a refusal.
  case lingerTimeout
  /// Bytes of an upload held in memory; past it the upload spills.
  case holdBytesMax
  /// Bytes of all uploads held in a worker's memory.
  case holdBytesPerWorkerMax
  /// Bytes of a worker's buffer pool: a receive found none free.
  case poolBytesPerWorker
  /// Leases that one connection may hold.
  case leasesPerConnectionMax
  /// Requests on one client connection.
  case requestsPerConnectionMax
  /// Requests in progress on an HTTP/2 connection: a stream was refused.
  case streamsPerConnectionMax
  /// Oddities of an HTTP/2 connection, which was ended.
  case glitchesPerConnectionMax
  /// The window of an HTTP/2 connection: it has grown to that.
  case windowBytesMax
  /// By how much all windows of a worker have grown: one was kept from growing.
  case windowBytesPerWorkerMax
  /// Connections of a worker to all upstreams.
  case upstreamConnectionsMax
  /// Idle connections that a worker keeps to one upstream; past it one is closed.
  case upstreamIdleMax
  /// Time of a kept upstream connection without a request.
  case upstreamIdleTimeout
  /// Requests that wait for an upstream of a backend (503).
  case queueMax
  /// Time that a request waits for an upstream (503).
  case queueTimeout
  /// Exchanges of a worker at one time.
  case exchangesMax
  /// Bytes of all bodies that are inspected whole: one waited for room, or is larger than that.
  case inspectionBytesMax
  /// Bodies of a worker that are inspected or wait for it (503).
  case inspectionQueueMax
  /// Time for inspecting a body whole.
  case inspectionTimeout
  /// Time of a processor that an inspector used for one body (503).
  case inspectorCPUTime
  /// Contents in contents of a body.
  case unpackDepthMax
  /// Contents of a body.
  case unpackFilesMax
  /// Bytes unpacked from a body.
  case unpackBytesMax
  /// Bytes unpacked to one content.
  case unpackFileBytesMax
  /// How many times its packed size a content has.
  case unpackRatioMax
  /// Bytes of a member's name.
  case unpackNameBytesMax
  /// Time of a processor for looking into one body.
  case unpackTime
  /// Memory of an inspector.
  case inspectorMemoryBytesMax
  /// Bytes of verdicts that are kept to be asked for: one left before there were `verdictsMax`.
  case verdictBytesMax
  /// Bytes of log lines waiting to be written.
  case logBufferBytes

  /// How many there are, as a constant that the compiler folds.
  @inlinable public static var count: Int { Self.logBufferBytes.rawValue + 1 }
}

extension LimitName {
  static let family = MetricFamily(
    "cordon_limit_reached_total",
    "Times that a limit was reached, by its name in the configuration.")

  /// The family and the label under which it is shown.
  public var series: MetricSeries {
    MetricSeries(Self.family, labels: labels)
  }

  private var labels: StaticString {
    switch self {
    case .connectionsMax: "limit=\"connectionsMax\""
    case .headBytesMax: "limit=\"headBytesMax\""
    case .headFieldsMax: "limit=\"headFieldsMax\""
    case .targetBytesMax: "limit=\"targetBytesMax\""
    case .bodyBytesMax: "limit=\"bodyBytesMax\""
    case .trailerBytesMax: "limit=\"trailerBytesMax\""
    case .responseHeadBytesMax: "limit=\"responseHeadBytesMax\""
    case .headTimeout: "limit=\"headTimeout\""
    case .bodyTimeout: "limit=\"bodyTimeout\""
    case .tunnelIdleTimeout: "limit=\"tunnelIdleTimeout\""
    case .idleTimeout: "limit=\"idleTimeout\""
    case .handshakeTimeout: "limit=\"handshakeTimeout\""
    case .connectTimeout: "limit=\"connectTimeout\""
    case .upstreamTimeout: "limit=\"upstreamTimeout\""
    case .sendTimeout: "limit=\"sendTimeout\""
    case .drainTimeout: "limit=\"drainTimeout\""
    case .lingerBytesMax: "limit=\"lingerBytesMax\""
    case .lingerTimeout: "limit=\"lingerTimeout\""
    case .holdBytesMax: "limit=\"holdBytesMax\""
    case .holdBytesPerWorkerMax: "limit=\"holdBytesPerWorkerMax\""
    case .poolBytesPerWorker: "limit=\"poolBytesPerWorker\""
    case .leasesPerConnectionMax: "limit=\"leasesPerConnectionMax\""
    case .requestsPerConnectionMax: "limit=\"requestsPerConnectionMax\""
    case .streamsPerConnectionMax: "limit=\"streamsPerConnectionMax\""
    case .glitchesPerConnectionMax: "limit=\"glitchesPerConnectionMax\""
    case .windowBytesMax: "limit=\"windowBytesMax\""
    case .windowBytesPerWorkerMax: "limit=\"windowBytesPerWorkerMax\""
    case .upstreamConnectionsMax: "limit=\"upstreamConnectionsMax\""
    case .upstreamIdleMax: "limit=\"upstreamIdleMax\""
    case .upstreamIdleTimeout: "limit=\"upstreamIdleTimeout\""
    case .queueMax: "limit=\"queueMax\""
    case .queueTimeout: "limit=\"queueTimeout\""
    case .exchangesMax: "limit=\"exchangesMax\""
    case .inspectionBytesMax: "limit=\"inspectionBytesMax\""
    case .inspectionQueueMax: "limit=\"inspectionQueueMax\""
    case .inspectionTimeout: "limit=\"inspectionTimeout\""
    case .inspectorCPUTime: "limit=\"inspectorCPUTime\""
    case .unpackDepthMax: "limit=\"unpackDepthMax\""
    case .unpackFilesMax: "limit=\"unpackFilesMax\""
    case .unpackBytesMax: "limit=\"unpackBytesMax\""
    case .unpackFileBytesMax: "limit=\"unpackFileBytesMax\""
    case .unpackRatioMax: "limit=\"unpackRatioMax\""
    case .unpackNameBytesMax: "limit=\"unpackNameBytesMax\""
    case .unpackTime: "limit=\"unpackTime\""
    case .inspectorMemoryBytesMax: "limit=\"inspectorMemoryBytesMax\""
    case .verdictBytesMax: "limit=\"verdictBytesMax\""
    case .logBufferBytes: "limit=\"logBufferBytes\""
    }
  }
}
