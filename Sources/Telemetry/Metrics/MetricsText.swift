/// Renders all metrics as Prometheus text exposition format 0.0.4.
///
/// For the control side: it allocates, and reads cells that workers are writing. Figures are summed
/// over the workers; those where the spread says something are shown for each worker.
public struct MetricsText {
  /// The media type of the text, for `Content-Type`.
  public static var mediaType: StaticString { "text/plain; version=0.0.4; charset=utf-8" }

  var text = ExpositionText()

  /// Renders everything that is given. All workers' tables of glitches must be the same.
  public static func render(
    workers: [WorkerMetrics], process: ProcessRow? = nil, database: DatabaseRow? = nil,
    upstreams: [UpstreamRow] = [], logs: [LogRow] = [],
    inspectors: InspectorRow? = nil, scanKeys: [ScanKeyRow] = [], quarantine: QuarantineRow? = nil
  ) -> [UInt8] {
    var metrics = MetricsText()
    if let process { metrics.add(process) }
    metrics.addCounters(workers)
    metrics.addGlitches(workers)
    metrics.addGauges(workers)
    metrics.addHistograms(workers)
    metrics.add(upstreams)
    if let database { metrics.add(database) }
    metrics.add(logs)
    if let inspectors { metrics.add(inspectors) }
    metrics.add(scanKeys)
    if let quarantine { metrics.add(quarantine) }
    return metrics.text.bytes
  }

  private mutating func addCounters(_ workers: [WorkerMetrics]) {
    addSeries(Counter.allCases.map { ($0.series, workers.sum(of: $0)) })
    addSeries(RequestOutcome.allCases.map { ($0.series, workers.sum(of: $0)) })
    addSeries(StatusClass.allCases.map { ($0.series, workers.sum(of: $0)) })
    addSeries(VerdictLabel.allCases.map { ($0.series, workers.sum(of: $0)) })
    addSeries(LimitName.allCases.map { ($0.series, workers.sum(of: $0)) })
    let accepted = MetricFamily(
      "cordon_worker_connections_accepted_total", "Client connections accepted, by worker.")
    text.family(accepted, .counter)
    for worker in workers {
      text.sample(
        accepted, labels: ExpositionText.label("worker", "\(worker.worker)"),
        value: "\(worker.value(of: .connectionsAccepted))")
    }
  }

  /// Adds counters, of which those of one family stand beside each other.
  private mutating func addSeries(_ rows: [(series: MetricSeries, value: UInt64)]) {
    var last = ""
    for (series, value) in rows {
      if series.family.name.description != last { text.family(series.family, .counter) }
      last = series.family.name.description
      text.sample(series.family, labels: series.labels.description, value: "\(value)")
    }
  }

  private mutating func addGlitches(_ workers: [WorkerMetrics]) {
    guard let names = workers.first?.glitches, !names.isEmpty else { return }
    precondition(
      workers.allSatisfy { $0.glitches.map(\.description) == names.map(\.description) },
      "workers count different glitches")
    let family = MetricFamily("cordon_glitches_total", "Hostile oddities of clients and upstreams.")
    text.family(family, .counter)
    for (index, name) in names.enumerated() {
      let sum = workers.reduce(0) { $0 &+ $1.value(ofGlitch: index) }
      text.sample(
        family, labels: ExpositionText.label("glitch", name.description), value: "\(sum)")
    }
  }

  private mutating func addGauges(_ workers: [WorkerMetrics]) {
    for gauge in Gauge.allCases {
      text.family(gauge.family, .gauge)
      if gauge.isShownPerWorker {
        for worker in workers {
          text.sample(
            gauge.family, labels: ExpositionText.label("worker", "\(worker.worker)"),
            value: "\(worker.value(of: gauge))")
        }
      } else {
        let sum = workers.reduce(0) { $0 &+ $1.value(of: gauge) }
        text.sample(gauge.family, value: "\(sum)")
      }
    }
  }

  private mutating func addHistograms(_ workers: [WorkerMetrics]) {
    for histogram in LatencyHistogram.allCases {
      add(histogram.family, workers.map { $0.snapshot(of: histogram) }, ExpositionText.seconds)
    }
    for histogram in SizeHistogram.allCases {
      add(histogram.family, workers.map { $0.snapshot(of: histogram) }) { "\($0)" }
    }
  }

  private mutating func add(
    _ family: MetricFamily, _ snapshots: [HistogramSnapshot], _ format: (UInt64) -> String
  ) {
    guard var total = snapshots.first else { return }
    for snapshot in snapshots.dropFirst() { total.add(snapshot) }
    text.family(family, .histogram)
    var cumulated: UInt64 = 0
    for index in 0..<total.buckets.boundCount {
      cumulated &+= total.counts[index]
      text.sample(
        family, suffix: "_bucket",
        labels: ExpositionText.label("le", format(total.buckets.bound(of: index))),
        value: "\(cumulated)")
    }
    // From the same reading as the buckets, so that the sample set agrees with itself.
    text.sample(
      family, suffix: "_bucket", labels: ExpositionText.label("le", "+Inf"),
      value: "\(total.count)")
    text.sample(family, suffix: "_sum", value: format(total.sum))
    text.sample(family, suffix: "_count", value: "\(total.count)")
  }
}

extension [WorkerMetrics] {
  fileprivate func sum(of counter: Counter) -> UInt64 { reduce(0) { $0 &+ $1.value(of: counter) } }

  fileprivate func sum(of outcome: RequestOutcome) -> UInt64 {
    reduce(0) { $0 &+ $1.value(of: outcome) }
  }

  fileprivate func sum(of limit: LimitName) -> UInt64 { reduce(0) { $0 &+ $1.value(of: limit) } }

  fileprivate func sum(of verdict: VerdictLabel) -> UInt64 {
    reduce(0) { $0 &+ $1.value(of: verdict) }
  }

  fileprivate func sum(of status: StatusClass) -> UInt64 {
    reduce(0) { $0 &+ $1.value(of: status) }
  }
}
