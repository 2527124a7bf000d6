import Simulation
import Telemetry
import Testing

/// The worker under seeds in which clients speak TLS: records cut anywhere, over sockets that take little,
/// with leases that run out.
///
/// Such a world does not replay to the byte, since keys and signatures are never the same twice.
@Suite struct SecureSimulationTests {
  @Test func uploadsAreWholeAndNothingIsLeftOverTLSToo() {
    var tally: [String: Int] = [:]
    for seed in UInt64(1)...300 {
      let run = SimulationRun(seed: seed, isSecure: true)
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
    "answer.clean.408", "counter.tlsHandshakesFull", "counter.tlsFailuresAborted",
    "counter.tlsFailuresTimeout", "counter.spilledBytes", "counter.ringBuffersExhausted",
    "end.byItself", "end.closed", "limit.handshakeTimeout", "limit.poolBytesPerWorker",
    "limit.idleTimeout", "limit.sendTimeout", "outcome.clientAborted",
  ]

  /// The checks are checked over TLS, too.
  @Test func anInfectionThatGetsThroughIsNoticed() {
    #expect(
      (UInt64(1)...40).contains { seed in
        let run = SimulationRun(seed: seed, isBlind: true, isSecure: true)
        run.run()
        return run.faults.contains { $0.contains("infected, reached an upstream") }
      })
  }
}
