import Glibc
import Simulation
import Telemetry
import Testing

/// The worker under seeds in which clients speak HTTP/2: frames cut anywhere, streams beside each other,
/// windows that are small, with leases that run out.
@Suite struct StreamSimulationTests {
  @Test func uploadsAreWholeAndNothingIsLeftOverHTTP2Too() {
    var tally: [String: Int] = [:]
    for seed in UInt64(1)...300 {
      let run = SimulationRun(seed: seed, speaksHTTP2: true)
      run.run()
      #expect(run.faults == [], "seed \(seed), calm: \(run.scenario.isCalm)")
      tally.merge(run.tally, uniquingKeysWith: +)
    }
    for name in Self.mustHappen {
      #expect(tally[name, default: 0] > 0, "no seed reached \(name)")
    }
  }

  static let mustHappen = [
    "answer.clean.200", "answer.infected.403", "answer.candidate.200", "answer.wholeInfected.403",
    "answer.clean.404", "answer.clean.408", "answer.clean.413", "counter.http2Connections",
    "counter.http2Streams", "counter.http2StreamsCut", "counter.spilledBytes",
    "counter.ringBuffersExhausted", "end.byItself", "end.closed", "end.reset",
    "limit.poolBytesPerWorker", "limit.idleTimeout", "limit.sendTimeout",
    "limit.requestsPerConnectionMax", "outcome.clientAborted",
  ]

  /// The checks are checked over HTTP/2, too.
  @Test func anInfectionThatGetsThroughIsNoticed() {
    #expect(
      (UInt64(1)...40).contains { seed in
        let run = SimulationRun(seed: seed, isBlind: true, speaksHTTP2: true)
        run.run()
        return run.faults.contains { $0.contains("infected, reached an upstream") }
      })
  }
}
