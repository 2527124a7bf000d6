import Glibc
import Simulation
import Testing

/// The worker under thousands of seeds: each is a world with its own faults.
///
/// `CORDON_SEED=N` runs one seed and prints what happened in it; `CORDON_SEEDS=N` runs so many of
/// them. They run in processes of their own, so that a trap costs one seed, and is told by its
/// number.
@Suite struct WorkerSimulationTests {
  static let shards = 4

  @Test(.enabled(if: number("CORDON_SEED") == nil), arguments: 0..<shards)
  func whateverHappensUploadsAreWholeAndNothingIsLeft(shard: Int) async {
    let count: UInt64 = Self.number("CORDON_SEEDS") ?? 2_000
    let path: String = "\(Self.temporaryDirectory)/cordon-seeds-\(getpid())-\(shard)"
    defer { unsafe unlink(path) }
    var first = UInt64(shard) + 1
    var trapsLeft = 5
    while first <= count, trapsLeft > 0 {
      let from: UInt64 = first
      await #expect(processExitsWith: .success) {
        [from = from as UInt64, count = count as UInt64, path = path as String] in
        WorkerSimulationTests.run(from: from, through: count, reportingTo: path)
      }
      let report = SeedReport(path: path)
      for fault in report.faults { Issue.record("\(fault)") }
      if report.isDone { return }
      Issue.record("CORDON_SEED=\(report.lastSeed): the worker trapped")
      first = max(report.lastSeed, first) + UInt64(Self.shards)
      trapsLeft -= 1
    }
  }

  /// Runs every seed of a shard, and writes what became of them to a file.
  static func run(from first: UInt64, through count: UInt64, reportingTo path: String) {
    let report = SeedReport.Writer(path: path)
    for seed in stride(from: first, through: count, by: shards) {
      report.write("seed \(seed)")
      let run = SimulationRun(seed: seed)
      run.run()
      if !run.faults.isEmpty {
        report.write("fault CORDON_SEED=\(seed) (calm: \(run.scenario.isCalm)): \(run.faults)")
      }
    }
    report.write("done")
  }

  @Test(.enabled(if: number("CORDON_SEED") != nil)) func oneSeed() throws {
    let seed = try #require(Self.number("CORDON_SEED"))
    let run = SimulationRun(seed: seed, isTracing: true)
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
