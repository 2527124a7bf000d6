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

  /// Upstreams speak TLS, to clients that do and to clients that do not.
  @Test func uploadsAreWholeAndNothingIsLeftWhereUpstreamsSpeakTLS() {
    var tally: [String: Int] = [:]
    for seed in UInt64(1)...150 {
      let run = SimulationRun(seed: seed, isSecure: seed % 3 == 0, hasSecureUpstreams: true)
      run.run()
      #expect(run.faults == [], "seed \(seed), calm: \(run.scenario.isCalm)")
      tally.merge(run.tally, uniquingKeysWith: +)
    }
    for name in Self.mustHappenUpstream {
      #expect(tally[name, default: 0] > 0, "no seed reached \(name)")
    }
  }

  static let mustHappenUpstream = [
    "answer.clean.200", "answer.infected.403", "answer.clean.502", "answer.clean.504",
    "counter.upstreamHandshakesFull", "counter.upstreamHandshakesResumed",
    "counter.upstreamReuses", "counter.upstreamRetries", "counter.spilledBytes",
    "limit.upstreamTimeout", "limit.connectTimeout",
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
