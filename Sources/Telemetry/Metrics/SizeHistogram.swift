/// The sizes of which a worker keeps a histogram, in bytes.
public enum SizeHistogram: Int, CaseIterable, BitwiseCopyable, Sendable {
  /// Request bodies that were received complete, as sent by the client without its framing.
  case requestBody
  /// Response bodies that were sent complete.
  case responseBody

  /// How many there are, as a constant that the compiler folds.
  @inlinable public static var count: Int { Self.responseBody.rawValue + 1 }
}

extension SizeHistogram {
  /// The family under which the histogram is shown, in bytes.
  public var family: MetricFamily {
    switch self {
    case .requestBody: MetricFamily("cordon_request_body_bytes", "Bodies of requests received.")
    case .responseBody: MetricFamily("cordon_response_body_bytes", "Bodies of responses sent.")
    }
  }
}
