/// The buckets of a histogram: linear steps within each power of two.
///
/// Bucket `i` counts the values up to and including `bound(of: i)` that no earlier bucket counts; one
/// more bucket takes what is larger than the last bound. The bucket of a value is found by counting
/// leading zeros: no search, no table.
public struct HistogramBuckets: Sendable {
  /// The first bound is two to the power of this.
  @usableFromInline let exponentMin: Int
  /// The last bound is two to the power of this.
  @usableFromInline let exponentMax: Int
  /// Each power of two is cut into two to the power of this.
  @usableFromInline let stepBits: Int

  @inlinable init(exponentMin: Int, exponentMax: Int, stepBits: Int) {
    self.exponentMin = exponentMin
    self.exponentMax = exponentMax
    self.stepBits = stepBits
  }

  /// Nanoseconds from 8.192 µs to 68.7 s, two steps for each doubling: 47 bounds.
  @inlinable public static var nanoseconds: Self {
    Self(exponentMin: 13, exponentMax: 36, stepBits: 1)
  }

  /// Bytes from 256 to 64 GiB, doubling: 29 bounds.
  @inlinable public static var bytes: Self {
    Self(exponentMin: 8, exponentMax: 36, stepBits: 0)
  }

  /// How many buckets have a bound; the one without comes after them.
  @inlinable public var boundCount: Int { (exponentMax - exponentMin) &<< stepBits + 1 }

  /// The largest value that bucket `index` counts.
  public func bound(of index: Int) -> UInt64 {
    precondition(index >= 0 && index < boundCount)
    let exponent = exponentMin + index >> stepBits
    let step = UInt64(index & (1 << stepBits - 1))
    return 1 << UInt64(exponent) + step << UInt64(exponent - stepBits)
  }

  /// The bucket that counts `value`, in `0 ... boundCount`.
  @inlinable public func index(of value: UInt64) -> Int {
    // A bound belongs to the bucket below it, so the value before decides.
    let before = value &- (value == 0 ? 0 : 1)
    guard before >> UInt64(exponentMin) != 0 else { return 0 }
    let exponent = 63 &- before.leadingZeroBitCount
    guard exponent < exponentMax else { return boundCount }
    let step =
      Int(truncatingIfNeeded: before &>> UInt64(exponent &- stepBits)) & (1 &<< stepBits &- 1)
    return (exponent &- exponentMin) &<< stepBits &+ step &+ 1
  }
}

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
