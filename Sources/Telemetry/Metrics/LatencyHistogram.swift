/// The durations of which a worker keeps a histogram, in nanoseconds.
public enum LatencyHistogram: Int, CaseIterable, BitwiseCopyable, Sendable {
  /// First byte of the request received → last byte of the response sent.
  case request
  /// Last byte of the body received → verdict.
  case verdict
  /// Last byte of the body received → first byte sent to the upstream.
  case delivery
  /// Last byte of the request sent → first byte of the upstream's response.
  case upstreamFirstByte
  /// Connection to an upstream asked for → established.
  case upstreamConnect

  /// How many there are, as a constant that the compiler folds.
  @inlinable public static var count: Int { Self.upstreamConnect.rawValue + 1 }
}

extension LatencyHistogram {
  /// The family under which the histogram is shown, in seconds.
  public var family: MetricFamily {
    switch self {
    case .request:
      MetricFamily(
        "cordon_request_duration_seconds",
        "First byte of the request received to last byte of the response sent.")
    case .verdict:
      MetricFamily("cordon_verdict_seconds", "Last byte of the body received to verdict.")
    case .delivery:
      MetricFamily(
        "cordon_delivery_seconds",
        "Last byte of the body received to first byte sent to the upstream.")
    case .upstreamFirstByte:
      MetricFamily(
        "cordon_upstream_first_byte_seconds",
        "Last byte of the request sent to first byte of the response.")
    case .upstreamConnect:
      MetricFamily("cordon_upstream_connect_seconds", "Time to connect to an upstream.")
    }
  }
}
