/// What a run has counted.
struct Tally {
  /// Responses by status, 0 to 599.
  private(set) var statuses = [Int](repeating: 0, count: 600)
  /// Requests that ended without a response.
  var errors = 0
  /// Connections opened again, because the proxy closed them or a request failed.
  var reconnects = 0
  /// Bodies of which the sink received something else.
  var altered = 0
  /// Bytes of the bodies whose response came.
  var bodyBytes = 0
  /// From the first byte sent to the last byte of the response.
  var latencies = LatencyHistogram()

  /// Counts a response.
  mutating func count(status: Int) { statuses[min(max(status, 0), 599)] += 1 }
}
