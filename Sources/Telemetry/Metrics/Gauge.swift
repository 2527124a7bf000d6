/// The levels that a worker shows: what is there now, not what has happened.
public enum Gauge: Int, CaseIterable, BitwiseCopyable, Sendable {
  /// Client connections open.
  case connections
  /// Exchanges in flight.
  case exchanges
  /// Streams of HTTP/2 that are open.
  case http2Streams
  /// Kept upstream connections without a request.
  case upstreamConnectionsIdle
  /// Upstream connections with a request.
  case upstreamConnectionsBusy
  /// Leases in use.
  case leases
  /// Leases that the buffer pool can give.
  case poolLeases
  /// Size of the buffer pool in bytes.
  case poolBytes
  /// Body bytes held in memory.
  case holdBytes
  /// Body bytes in spill files.
  case spillBytes
  /// Spill files open.
  case spillFiles
  /// Bodies that are inspected whole, or wait for it.
  case inspections
  /// Exchanges that wait for an upstream.
  case exchangesQueued
  /// Connections that are tunnels.
  case tunnels

  /// How many there are, as a constant that the compiler folds.
  @inlinable public static var count: Int { Self.tunnels.rawValue + 1 }
}

extension Gauge {
  /// The family under which the gauge is shown.
  public var family: MetricFamily {
    switch self {
    case .connections:
      MetricFamily("cordon_connections", "Client connections open.")
    case .exchanges:
      MetricFamily("cordon_exchanges", "Exchanges in flight.")
    case .http2Streams:
      MetricFamily("cordon_http2_streams", "Streams of HTTP/2 that are open.")
    case .upstreamConnectionsIdle:
      MetricFamily(
        "cordon_upstream_connections_idle", "Kept upstream connections without a request.")
    case .upstreamConnectionsBusy:
      MetricFamily("cordon_upstream_connections_busy", "Upstream connections with a request.")
    case .leases:
      MetricFamily("cordon_leases", "Leases in use.")
    case .poolLeases:
      MetricFamily("cordon_pool_leases", "Leases that the buffer pool can give.")
    case .poolBytes:
      MetricFamily("cordon_pool_bytes", "Size of the buffer pool in bytes.")
    case .holdBytes:
      MetricFamily("cordon_hold_bytes", "Body bytes held in memory.")
    case .spillBytes:
      MetricFamily("cordon_spill_bytes", "Body bytes in spill files.")
    case .spillFiles:
      MetricFamily("cordon_spill_files", "Spill files open.")
    case .inspections:
      MetricFamily("cordon_inspections", "Bodies that are inspected whole, or wait for it.")
    case .exchangesQueued:
      MetricFamily(
        "cordon_exchanges_queued", "Exchanges that wait for an upstream below its maxConnections.")
    case .tunnels: MetricFamily("cordon_tunnels", "Connections that are tunnels.")
    }
  }

  /// Whether each worker is shown apart, because a spread over the workers says something.
  public var isShownPerWorker: Bool {
    switch self {
    case .connections, .leases, .poolLeases, .poolBytes, .holdBytes: true
    default: false
    }
  }
}
