/// Where each figure lies in a worker's cells, counted in cells of eight bytes.
///
/// All constants fold at compile time; only the glitches, which another target names, come last and
/// are as many as their table says.
@usableFromInline enum MetricsLayout {
  @inlinable static var counters: Int { 0 }
  @inlinable static var outcomes: Int { counters + Counter.count }
  @inlinable static var limits: Int { outcomes + RequestOutcome.count }
  @inlinable static var verdicts: Int { limits + LimitName.count }
  @inlinable static var statuses: Int { verdicts + VerdictLabel.count }
  @inlinable static var gauges: Int { statuses + StatusClass.count }
  @inlinable static var latencies: Int { gauges + Gauge.count }
  /// The buckets with a bound, the one without, and the sum of the values.
  @inlinable static var latencyCells: Int { HistogramBuckets.nanoseconds.boundCount + 2 }
  @inlinable static var sizes: Int { latencies + LatencyHistogram.count * latencyCells }
  @inlinable static var sizeCells: Int { HistogramBuckets.bytes.boundCount + 2 }
  @inlinable static var glitches: Int { sizes + SizeHistogram.count * sizeCells }
}
