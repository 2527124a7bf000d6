public import Synchronization

/// The writing side of a worker's figures: what the data path holds and calls.
///
/// Every call is a plain load, an addition and a plain store: there is one writer, so no locked
/// instruction is needed, and readers see each cell whole. Nothing is allocated and nothing is
/// retained: calls touch the cells, never the region that owns them. The recorder keeps the region
/// alive. It belongs to one thread, with all other recorders of the same region.
@safe public struct MetricsRecorder: ~Copyable {
  private let owner: WorkerMetrics
  @usableFromInline let cells: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let glitchCount: Int

  init(_ owner: WorkerMetrics) {
    self.owner = owner
    unsafe cells = owner.cells
    glitchCount = owner.glitches.count
  }

  @inlinable func increase(_ cell: Int, by amount: UInt64) {
    // Within the layout by construction: every index comes from an enumeration or is checked.
    let value = unsafe cells[cell].load(ordering: .relaxed)
    unsafe cells[cell].store(value &+ amount, ordering: .relaxed)
  }

  /// Adds to a counter.
  @inlinable public func count(_ counter: Counter, _ amount: Int = 1) {
    increase(MetricsLayout.counters + counter.rawValue, by: UInt64(amount))
  }

  /// Counts the end of a request.
  @inlinable public func count(outcome: RequestOutcome) {
    increase(MetricsLayout.outcomes + outcome.rawValue, by: 1)
  }

  /// Counts that a limit was reached.
  @inlinable public func count(limit: LimitName) {
    increase(MetricsLayout.limits + limit.rawValue, by: 1)
  }

  /// Counts a verdict.
  @inlinable public func count(verdict: VerdictLabel) {
    increase(MetricsLayout.verdicts + verdict.rawValue, by: 1)
  }

  /// Counts a response by its status code.
  @inlinable public func count(status: Int) {
    increase(MetricsLayout.statuses + StatusClass(status: status).rawValue, by: 1)
  }

  /// Counts a glitch by its index in the table that the region was made with; traps outside it.
  @inlinable public func count(glitch index: Int) {
    precondition(index >= 0 && index < glitchCount, "no such glitch")
    increase(MetricsLayout.glitches + index, by: 1)
  }

  /// Sets a gauge.
  @inlinable public func set(_ gauge: Gauge, to level: Int) {
    unsafe cells[MetricsLayout.gauges + gauge.rawValue].store(
      UInt64(truncatingIfNeeded: level), ordering: .relaxed)
  }

  /// Moves a gauge up or, with a negative number, down.
  @inlinable public func move(_ gauge: Gauge, by difference: Int) {
    increase(
      MetricsLayout.gauges + gauge.rawValue, by: UInt64(truncatingIfNeeded: difference))
  }

  /// Adds a duration to a histogram.
  @inlinable public func observe(_ histogram: LatencyHistogram, nanoseconds: UInt64) {
    let first = MetricsLayout.latencies + histogram.rawValue * MetricsLayout.latencyCells
    observe(nanoseconds, .nanoseconds, at: first)
  }

  /// Adds a size to a histogram.
  @inlinable public func observe(_ histogram: SizeHistogram, bytes: UInt64) {
    let first = MetricsLayout.sizes + histogram.rawValue * MetricsLayout.sizeCells
    observe(bytes, .bytes, at: first)
  }

  @inlinable func observe(_ value: UInt64, _ buckets: HistogramBuckets, at first: Int) {
    increase(first + buckets.index(of: value), by: 1)
    increase(first + buckets.boundCount + 1, by: value)
  }
}
