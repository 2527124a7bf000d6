import Glibc
import Simulation
import Testing

/// The worker under thousands of seeds: each is a world with its own faults.
///
/// `CORDON_SEED=N` runs one seed and prints what happened in it, with `CORDON_SECURE` over TLS, with
/// `CORDON_SECURE_UPSTREAMS` to upstreams that speak TLS, with `CORDON_HTTP2` over HTTP/2;
/// `CORDON_SEEDS=N` runs so many, from `CORDON_SEED_FIRST` on; `CORDON_TALLY` prints what they came to. They
/// run in processes of their own, so that a trap costs one seed, and is told by its number.
@Suite struct WorkerSimulationTests {
  static let shards = 2

  @Test(.enabled(if: number("CORDON_SEED") == nil))
  func whateverHappensUploadsAreWholeAndNothingIsLeft() async {
    let first: UInt64 = Self.number("CORDON_SEED_FIRST") ?? 1
    let count: UInt64 = Self.number("CORDON_SEEDS") ?? 2_000
    var tally: [String: Int] = [:]
    await withTaskGroup(of: [String: Int].self) { group in
      for shard in 0..<Self.shards {
        group.addTask { await Self.runShard(first + UInt64(shard), through: first + count - 1) }
      }
      for await part in group { tally.merge(part, uniquingKeysWith: +) }
    }
    if unsafe getenv("CORDON_TALLY") != nil {
      for (name, number) in tally.sorted(by: { $0.key < $1.key }) { print(name, number) }
    }
    guard count >= 1_000 else { return }
    for name in Self.mustHappen {
      #expect(tally[name, default: 0] > 0, "no seed reached \(name): the simulation lost its reach")
    }
  }

  /// What some of the seeds have to come to, or they show nothing.
  static let mustHappen = [
    "answer.clean.200", "answer.clean.400", "answer.clean.404", "answer.clean.408",
    "answer.clean.413", "answer.clean.502", "answer.clean.503", "answer.clean.504",
    "answer.clean.507", "answer.harmless.200", "answer.hashed.403", "answer.infected.403",
    "answer.laterInfected.200", "answer.laterInfected.403", "answer.candidate.200",
    "answer.candidate.422", "answer.candidate.503", "answer.wholeInfected.403",
    "counter.inspections", "counter.inspectionsLate", "inspections.crashed", "inspections.lost",
    "inspections.spilled", "inspections.rewritten", "counter.canonicalBodies", "quarantine.kept",
    "counter.streams", "counter.streamsHeld", "counter.streamsCut",
    "quarantine.spilled",
    "counter.quarantineSkippedBusy", "counter.quarantineSkippedSize",
    "limit.inspectionBytesMax", "limit.inspectionQueueMax", "limit.inspectionTimeout",
    "counter.acceptFailures",
    "counter.ringBuffersExhausted", "counter.spilledBytes", "counter.upstreamConnectFailures",
    "counter.upstreamEjections", "counter.upstreamQueued", "limit.queueMax", "limit.queueTimeout",
    "counter.upstreamRetries", "counter.upstreamReuses", "counter.upstreamAnswersBlocked",
    "end.byItself", "end.closed", "end.refused", "end.reset", "limit.bodyTimeout",
    "limit.connectTimeout", "limit.connectionsMax", "limit.drainTimeout", "limit.headTimeout",
    "limit.holdBytesMax", "limit.idleTimeout", "limit.lingerBytesMax", "limit.poolBytesPerWorker",
    "limit.requestsPerConnectionMax", "limit.sendTimeout", "limit.upstreamTimeout",
    "outcome.answered", "outcome.clientAborted",
  ]

  /// Runs every seed of a shard in a process of its own, or in several, if it traps.
  private static func runShard(_ start: UInt64, through last: UInt64) async -> [String: Int] {
    let path: String = "\(temporaryDirectory)/cordon-seeds-\(getpid())-\(start)"
    defer { unsafe unlink(path) }
    var first = start
    var trapsLeft = 5
    while first <= last, trapsLeft > 0 {
      let from: UInt64 = first
      await #expect(processExitsWith: .success) {
        [from = from as UInt64, last = last as UInt64, path = path as String] in
        WorkerSimulationTests.run(from: from, through: last, reportingTo: path)
      }
      let report = SeedReport(path: path)
      for fault in report.faults { Issue.record("\(fault)") }
      if report.isDone { return report.tally }
      Issue.record("CORDON_SEED=\(report.lastSeed): the worker trapped")
      first = max(report.lastSeed, first) + UInt64(shards)
      trapsLeft -= 1
    }
    return [:]
  }

  /// Runs every seed of a shard, and writes what became of them to a file.
  static func run(from first: UInt64, through last: UInt64, reportingTo path: String) {
    let report = SeedReport.Writer(path: path)
    var tally: [String: Int] = [:]
    for seed in stride(from: first, through: last, by: shards) {
      report.write("seed \(seed)")
      let run = SimulationRun(seed: seed)
      run.run()
      tally.merge(run.tally, uniquingKeysWith: +)
      if !run.faults.isEmpty {
        report.write("fault CORDON_SEED=\(seed) (calm: \(run.scenario.isCalm)): \(run.faults)")
      }
    }
    for (name, number) in tally { report.write("tally \(name) \(number)") }
    report.write("done")
  }

  @Test(.enabled(if: number("CORDON_SEED") != nil)) func oneSeed() throws {
    let seed = try #require(Self.number("CORDON_SEED"))
    let run = SimulationRun(
      seed: seed, isTracing: true, isSecure: Self.number("CORDON_SECURE") != nil,
      hasSecureUpstreams: Self.number("CORDON_SECURE_UPSTREAMS") != nil,
      speaksHTTP2: Self.number("CORDON_HTTP2") != nil)
    run.run()
    for line in run.world.trace { print(line) }
    print("seed \(seed), calm: \(run.scenario.isCalm), turns: \(run.world.turnCount)")
    #expect(run.faults == [], "CORDON_SEED=\(seed)")
  }

  private static func number(_ name: String) -> UInt64? {
    guard let value = unsafe getenv(name) else { return nil }
    return UInt64(unsafe String(cString: value))
  }

  private static var temporaryDirectory: String {
    guard let value = unsafe getenv("TMPDIR") else { return "/tmp" }
    return unsafe String(cString: value)
  }
}
