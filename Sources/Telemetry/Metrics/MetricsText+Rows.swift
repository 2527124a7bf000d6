internal import Primitives

extension MetricsText {
  mutating func add(_ process: ProcessRow) {
    add(
      "cordon_build_info", "The version of the program.", .gauge,
      [(ExpositionText.label("version", process.version), "1")])
    add(
      "cordon_ready", "Whether uploads are accepted.", .gauge, [("", process.isReady ? "1" : "0")])
    add(
      "cordon_reloads_total", "Reloads asked for, by what became of them.", .counter,
      [
        (ExpositionText.label("result", "adopted"), "\(process.reloadsAdopted)"),
        (ExpositionText.label("result", "refused"), "\(process.reloadsRefused)"),
      ])
    add(
      "cordon_signature_loads_total", "Times that signatures were loaded and adopted.", .counter,
      [("", "\(process.signatureLoads)")])
    add(
      "cordon_signature_load_failures_total",
      "Times that signatures could not be loaded, and the old ones stayed.", .counter,
      [("", "\(process.signatureLoadFailures)")])
    add(
      "cordon_signature_loading", "Whether signatures are being loaded.", .gauge,
      [("", process.isLoadingSignatures ? "1" : "0")])
    add(
      "process_start_time_seconds", "Start of the process, in seconds since 1970.", .gauge,
      [("", "\(process.startUnixSeconds)")])
    let usage = ProcessUsage()
    add(
      "process_cpu_seconds_total", "User and system time of the process.", .counter,
      [("", ExpositionText.seconds(usage.cpuNanoseconds))])
    guard let residentBytes = usage.residentBytes else { return }
    add(
      "process_resident_memory_bytes", "Resident memory of the process.", .gauge,
      [("", "\(residentBytes)")])
  }

  mutating func add(_ upstreams: [UpstreamRow]) {
    guard !upstreams.isEmpty else { return }
    let labels = upstreams.map {
      ExpositionText.label("backend", $0.backend) + ","
        + ExpositionText.label("upstream", $0.upstream)
    }
    var states: [(labels: String, value: String)] = []
    for (label, row) in zip(labels, upstreams) {
      for (state, isIn) in row.states {
        states.append((label + "," + ExpositionText.label("state", state), isIn ? "1" : "0"))
      }
    }
    add(
      "cordon_upstream_active", "Requests in flight at an upstream.", .gauge,
      zip(labels, upstreams).map { ($0, "\($1.active)") })
    add(
      "cordon_upstream_weight", "Weight of an upstream.", .gauge,
      zip(labels, upstreams).map { ($0, "\($1.weight)") })
    add(
      "cordon_upstream_bytes",
      "Bytes of the requests in flight at an upstream, and 16 KiB for each.", .gauge,
      zip(labels, upstreams).map { ($0, "\($1.bytes)") })
    add(
      "cordon_upstream_up",
      "Whether an upstream is in use: 0 while it is ejected, found down or taken out.", .gauge,
      zip(labels, upstreams).map { ($0, $1.states.first?.isIn ?? false ? "1" : "0") })
    add(
      "cordon_upstream_state", "1 for the state that an upstream is in.", .gauge,
      states)
    add(
      "cordon_upstream_answered_total", "Requests that an upstream has answered.", .counter,
      zip(labels, upstreams).map { ($0, "\($1.delivered)") })
    add(
      "cordon_upstream_ejected_total", "Times that an upstream was ejected.", .counter,
      zip(labels, upstreams).map { ($0, "\($1.ejections)") })
    var checks: [(labels: String, value: String)] = []
    for (label, row) in zip(labels, upstreams) {
      guard let counts = row.checks else { continue }
      checks.append((label + "," + ExpositionText.label("result", "passed"), "\(counts.passed)"))
      checks.append((label + "," + ExpositionText.label("result", "failed"), "\(counts.failed)"))
    }
    guard !checks.isEmpty else { return }
    add(
      "cordon_upstream_checks_total", "Times that an upstream was asked whether it is well.",
      .counter, checks)
  }

  mutating func add(_ database: DatabaseRow) {
    add(
      "cordon_database_info", "The signature database in use.", .gauge,
      [(ExpositionText.label("version", database.version), "1")])
    add(
      "cordon_database_signatures", "Signatures that are looked for.", .gauge,
      [("", "\(database.signatures)")])
    add(
      "cordon_database_built_timestamp_seconds",
      "When the signature database was built, in seconds since 1970.", .gauge,
      [("", "\(database.builtUnixSeconds)")])
    let now = Clock.wallNanoseconds() / Clock.nanosecondsPerSecond
    let age = now > database.builtUnixSeconds ? now - database.builtUnixSeconds : 0
    add("cordon_database_age_seconds", "Age of the signature database.", .gauge, [("", "\(age)")])
    add(
      "cordon_database_snapshots", "Snapshots alive: the one in use and older ones still held.",
      .gauge, [("", "\(database.snapshots)")])
    guard !database.unusedLines.isEmpty else { return }
    add(
      "cordon_database_unused_lines", "Lines of signature files that are not used, by reason.",
      .gauge,
      database.unusedLines.map { (ExpositionText.label("reason", $0.reason), "\($0.count)") })
  }

  mutating func add(_ logs: [LogRow]) {
    guard !logs.isEmpty else { return }
    add(
      "cordon_log_lost_lines_total", "Log lines that the file or pipe refused.", .counter,
      logs.map { (ExpositionText.label("log", $0.log), "\($0.lostLines)") })
  }

  mutating func add(_ inspectors: InspectorRow) {
    add(
      "cordon_inspectors", "Processes that judge bodies, by what they do.", .gauge,
      [
        (ExpositionText.label("state", "judging"), "\(inspectors.judging)"),
        (ExpositionText.label("state", "idle"), "\(inspectors.idle)"),
        (ExpositionText.label("state", "starting"), "\(inspectors.starting)"),
      ])
    add(
      "cordon_inspector_ends_total", "Inspectors that have ended and were replaced, by cause.",
      .counter,
      inspectors.ends.map { (ExpositionText.label("cause", $0.cause), "\($0.count)") })
  }

  mutating func add(_ keys: [ScanKeyRow]) {
    guard !keys.isEmpty else { return }
    func label(_ row: ScanKeyRow) -> String { ExpositionText.label("key", row.name) }
    add(
      "cordon_scan_requests_total", "Files brought to the scan API, by key and how that ended.",
      .counter,
      keys.flatMap { row in
        row.outcomes.map {
          (label(row) + "," + ExpositionText.label("outcome", $0.outcome), "\($0.count)")
        }
      })
    let named = keys.filter { !$0.name.isEmpty }
    guard !named.isEmpty else { return }
    add(
      "cordon_scan_month_calls", "Calls of a key this month.", .gauge,
      named.map { (label($0), "\($0.month.used)") })
    add(
      "cordon_scan_month_calls_max", "Calls that a key may have in a month.", .gauge,
      named.map { (label($0), $0.month.max.map { "\($0)" } ?? "+Inf") })
  }

  mutating func add(_ quarantine: QuarantineRow) {
    add(
      "cordon_quarantine_uploads", "Refused uploads that are kept.", .gauge,
      [("", "\(quarantine.uploads)")])
    add(
      "cordon_quarantine_bytes", "Bytes of the files of uploads that are kept.", .gauge,
      [("", "\(quarantine.bytes)")])
    add(
      "cordon_quarantine_kept_total", "Refused uploads written to the quarantine.", .counter,
      [("", "\(quarantine.kept)")])
    add(
      "cordon_quarantine_failed_total", "Refused uploads that could not be written to it.",
      .counter, [("", "\(quarantine.failed)")])
    add(
      "cordon_quarantine_deleted_total", "Uploads deleted from the quarantine, by limit.", .counter,
      quarantine.deleted.map { (ExpositionText.label("limit", $0.limit), "\($0.count)") })
  }

  private mutating func add(
    _ name: StaticString, _ help: StaticString, _ kind: ExpositionText.Kind,
    _ samples: [(labels: String, value: String)]
  ) {
    let family = MetricFamily(name, help)
    text.family(family, kind)
    for (labels, value) in samples { text.sample(family, labels: labels, value: value) }
  }
}
