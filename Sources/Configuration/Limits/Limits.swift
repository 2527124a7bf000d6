public import Inspection

/// Every limit, each with its default and what it protects.
///
/// Memory of a worker is bounded by ``poolBytesPerWorker`` for bodies plus a slot for each of
/// ``connectionsMax``; the relations that make the sum hold are in ``violations``.
public struct Limits: Sendable, Equatable {
  // MARK: Connections

  /// Client connections over all workers. Past it none is accepted: protects descriptors and the
  /// memory of slots.
  public var connectionsMax = 10_000
  /// Requests in progress over all workers (503): those that may hold an upstream connection and a
  /// spill file beside their own. Protects descriptors. Where the file says nothing, as many as
  /// ``connectionsMax``, or what the descriptors allow.
  public var exchangesMax = 10_000
  /// Requests on one client connection, which is then closed. Protects other clients of a worker
  /// from one that never leaves, and lets a drain end.
  public var requestsPerConnectionMax = 1000
  /// Requests in progress on one client connection that speaks HTTP/2; past it streams are refused
  /// (REFUSED_STREAM). Protects other clients of a worker from one.
  public var streamsPerConnectionMax = 100
  /// How odd a client that speaks HTTP/2 may be at once: a reset stream or a malformed request counts ten, a
  /// PING four, and a hundred are forgiven each second. Past it the connection ends (ENHANCE_YOUR_CALM).
  /// Protects processor time from floods of what costs a client little.
  public var glitchesPerConnectionMax = 1000
  /// What the windows of an HTTP/2 connection and its streams may grow to: how much of an upload may be on
  /// its way. They begin with 1 MiB, or this. Protects the pool from bodies that wait to be taken.
  public var windowBytesMax = 16 << 20
  /// By how much the windows of all HTTP/2 connections of a worker may have grown; past it they stay as they
  /// are. Protects the pool from many of them.
  public var windowBytesPerWorkerMax = 64 << 20
  /// Idle upstream connections that a worker keeps for each upstream. Protects the upstream's own
  /// connection limit and the descriptors.
  public var upstreamIdleMax = 32
  /// How long an idle upstream connection is kept. Should be shorter than the upstream's own
  /// keep-alive, or requests meet connections that are just being closed.
  public var upstreamIdleTimeoutMilliseconds = 15_000

  // MARK: Requests

  /// Bytes of a request head, of a response head and of chunked trailers (431). Protects the slot
  /// in which a partial head waits.
  public var headBytesMax = 16 << 10
  /// Fields of a head (431). Protects parsing time.
  public var headFieldsMax = 100
  /// Bytes of a request body (413, before the body is read where its length is declared). Protects
  /// spill space and the upstream.
  public var bodyBytesMax = 1 << 30

  // MARK: Time

  /// From the first byte of a request head to its last (408). Protects slots from slow heads.
  public var headTimeoutMilliseconds = 10_000
  /// Between two bytes of a request body (408). Protects the hold window from stalled uploads.
  public var bodyTimeoutMilliseconds = 30_000
  /// Between two requests of a client connection, which is then closed. Protects slots.
  public var idleTimeoutMilliseconds = 75_000
  /// While nothing passes through a tunnel in either direction; it is then closed. Protects slots, and the
  /// place that it takes in the upstream's count.
  public var tunnelIdleTimeoutMilliseconds = 600_000
  /// From a client's connection to the end of its TLS handshake; it is then closed. Protects slots from
  /// handshakes that stall.
  public var handshakeTimeoutMilliseconds = 10_000
  /// For connecting to an upstream, before another one is tried. Protects the exchange from hosts
  /// that answer nothing.
  public var connectTimeoutMilliseconds = 5000
  /// From the last byte of a request to the response head, and between two bytes of a response
  /// (504). Protects the place that the exchange takes in the upstream's count.
  public var upstreamTimeoutMilliseconds = 60_000
  /// While a client takes no byte of a response, or an upstream none of a request. Protects the
  /// leases that wait to be sent.
  public var sendTimeoutMilliseconds = 30_000
  /// From SIGTERM to the end, however many exchanges are left. Protects the restart.
  public var drainTimeoutMilliseconds = 30_000
  /// How long the rest of a refused upload is read and thrown away, so that the client sees the
  /// refusal and not a reset. Protects slots.
  public var lingerTimeoutMilliseconds = 2000
  /// How much of it. Protects receive bandwidth.
  public var lingerBytesMax = 1 << 20

  // MARK: Memory

  /// Bytes of one receive buffer, a power of two from 16 KiB to 1 MiB. Smaller ones cost system
  /// calls, larger ones cache.
  public var bufferBytes = 128 << 10
  /// Bytes of all receive buffers of one worker. Protects the memory of the host.
  public var poolBytesPerWorker = 256 << 20
  /// Bytes of one upload that wait in memory; past it the upload spills to a file. Protects the
  /// pool from one client.
  public var holdBytesMax = 16 << 20
  /// Bytes of all uploads of a worker that wait in memory; past it uploads spill. Protects the
  /// buffers that receiving itself needs. Three quarters of the pool where the file says nothing.
  public var holdBytesPerWorkerMax = 192 << 20
  /// Receive buffers that one connection may own; past it receiving goes one buffer at a time and
  /// the upload spills. Protects the pool from crumbs. Where the file says nothing, twice what
  /// ``holdBytesMax`` fills, as a buffer may be half empty.
  public var leasesPerConnectionMax = 256
  /// Processes that judge bodies of which only the whole tells, beside the workers; 0: one for each
  /// worker and one more. With more than one, one is kept for small bodies. Protects the memory of the host,
  /// of which each may have ``inspectorMemoryBytesMax``.
  public var inspectors = 0
  /// Bytes of memory that an inspector may have of its own (503). Protects the memory of the host from
  /// bodies that become large.
  public var inspectorMemoryBytesMax = 512 << 20
  /// Processor time that an inspector may take for one body (503), in whole seconds, rounded up. Protects
  /// those that wait for it.
  public var inspectorCPUTimeMilliseconds = 30_000
  /// Bodies that an inspector judges before a new one takes its place. Protects those that come after a
  /// body that has taken it over.
  public var inspectorUploadsMax = 10_000
  /// Bytes of all bodies that are inspected whole at a time; past it uploads wait, and a larger one is
  /// unscannable. Protects the memory of the host, as each is copied into one run of it.
  public var inspectionBytesMax = 512 << 20
  /// Uploads over all workers that are inspected whole or wait for it (503). Protects the pool, where
  /// they wait.
  public var inspectionQueueMax = 1024
  /// For inspecting an upload whole, waiting included (422). Protects the pool and the client's
  /// patience.
  public var inspectionTimeoutMilliseconds = 60_000
  /// What looking into one body may take; each a reason of its own (422). Protects those that wait, and the
  /// memory of the inspector.
  public var inspection = InspectionLimits()
  /// Verdicts that are kept to be asked for by the id of their request, over all workers; the oldest leave.
  /// Protects memory, and the time of looking one up.
  public var verdictsMax = 1000
  /// Bytes that they take in all. Protects memory, since one may have hundreds of contents.
  public var verdictBytesMax = 16 << 20
  /// Bytes of log lines that wait for a slow disk, per log; past it lines are dropped and counted.
  /// Protects workers from stalling.
  public var logBufferBytes = 1 << 20

  /// The defaults.
  public init() {}

  /// The fewest buffers of a pool: with fewer, a handful of clients stop each other.
  public static let poolBuffersMin = 16
  /// The most buffers of a pool: what one provided-buffer ring of the kernel holds.
  public static let poolBuffersMax = 32_768

  /// How many receive buffers a worker owns.
  public var poolBuffers: Int { poolBytesPerWorker / bufferBytes }
}
