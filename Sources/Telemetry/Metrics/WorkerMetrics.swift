public import Synchronization

/// The figures of one worker: one region of cells that the worker alone writes and anyone may read.
///
/// The region starts on a cache line and fills whole ones, so that workers never share one. A reader
/// sees each cell whole, but not all cells at one moment: sums over several may be off by what is
/// going on.
@safe public final class WorkerMetrics: @unchecked Sendable {
  /// The number of the worker, for the `worker` label.
  public let worker: Int
  /// The names of the glitches, in the order of their indices: `cordon_glitches_total{glitch="…"}`.
  public let glitches: [StaticString]

  @usableFromInline let cells: UnsafeMutablePointer<Atomic<UInt64>>
  private let cellCount: Int

  /// Two lines, because the adjacent-line prefetcher pulls them in pairs.
  private static let alignmentBytes = 128

  /// Makes the cells of a worker, all zero.
  ///
  /// - Parameter glitches: label values for ``MetricsRecorder/count(glitch:)``, letters, digits and
  ///   `_` only.
  public init(worker: Int, glitches: [StaticString] = []) {
    self.worker = worker
    self.glitches = glitches
    let count = MetricsLayout.glitches + glitches.count
    let bytes = count * MemoryLayout<Atomic<UInt64>>.stride
    let wholeBytes = (bytes + Self.alignmentBytes - 1) / Self.alignmentBytes * Self.alignmentBytes
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: wholeBytes, alignment: Self.alignmentBytes)
    unsafe cells = memory.bindMemory(to: Atomic<UInt64>.self, capacity: count)
    cellCount = count
    for index in 0..<count { unsafe (cells + index).initialize(to: Atomic(0)) }
  }

  deinit {
    unsafe cells.deinitialize(count: cellCount)
    unsafe UnsafeMutableRawPointer(cells).deallocate()
  }

  /// A writer for the worker's own thread. All recorders of one region belong to the same thread.
  public func recorder() -> MetricsRecorder { MetricsRecorder(self) }

  func value(ofCell index: Int) -> UInt64 {
    precondition(index >= 0 && index < cellCount)
    return unsafe cells[index].load(ordering: .relaxed)
  }
}

extension WorkerMetrics {
  /// The value of a counter now. Any thread.
  public func value(of counter: Counter) -> UInt64 {
    value(ofCell: MetricsLayout.counters + counter.rawValue)
  }

  /// How many requests ended so. Any thread.
  public func value(of outcome: RequestOutcome) -> UInt64 {
    value(ofCell: MetricsLayout.outcomes + outcome.rawValue)
  }

  /// How often the limit was reached. Any thread.
  public func value(of limit: LimitName) -> UInt64 {
    value(ofCell: MetricsLayout.limits + limit.rawValue)
  }

  /// How many such verdicts were given. Any thread.
  public func value(of verdict: VerdictLabel) -> UInt64 {
    value(ofCell: MetricsLayout.verdicts + verdict.rawValue)
  }

  /// How many responses of this class were sent. Any thread.
  public func value(of status: StatusClass) -> UInt64 {
    value(ofCell: MetricsLayout.statuses + status.rawValue)
  }

  /// How often the glitch at this index of the table was seen. Any thread.
  public func value(ofGlitch index: Int) -> UInt64 {
    precondition(index >= 0 && index < glitches.count)
    return value(ofCell: MetricsLayout.glitches + index)
  }

  /// The level of a gauge now. Any thread.
  public func value(of gauge: Gauge) -> Int {
    Int(truncatingIfNeeded: value(ofCell: MetricsLayout.gauges + gauge.rawValue))
  }

  /// The buckets and the sum of a histogram now. Any thread.
  public func snapshot(of histogram: LatencyHistogram) -> HistogramSnapshot {
    snapshot(
      at: MetricsLayout.latencies + histogram.rawValue * MetricsLayout.latencyCells,
      .nanoseconds)
  }

  /// The buckets and the sum of a histogram now. Any thread.
  public func snapshot(of histogram: SizeHistogram) -> HistogramSnapshot {
    snapshot(at: MetricsLayout.sizes + histogram.rawValue * MetricsLayout.sizeCells, .bytes)
  }

  private func snapshot(at first: Int, _ buckets: HistogramBuckets) -> HistogramSnapshot {
    HistogramSnapshot(
      buckets: buckets,
      counts: (0...buckets.boundCount).map { value(ofCell: first + $0) },
      sum: value(ofCell: first + buckets.boundCount + 1))
  }
}
