import Simulation
import Testing

/// The checks are checked: each of these runs must fail.
@Suite struct CanaryTests {
  @Test(arguments: Sabotage.allCases.filter { $0 != .none })
  func aWorldThatDoesWrongIsNoticed(sabotage: Sabotage) {
    #expect(
      (UInt64(1)...40).contains { seed in
        let run = SimulationRun(seed: seed, sabotage: sabotage)
        run.world.turnsMax = 20_000
        run.run()
        return !run.faults.isEmpty
      })
  }

  @Test func anInfectionThatGetsThroughIsNoticed() {
    #expect(
      (UInt64(1)...40).contains { seed in
        let run = SimulationRun(seed: seed, isBlind: true)
        run.run()
        return run.faults.contains { $0.contains("infected, reached an upstream") }
      })
  }

  @Test func anInspectionThatLetsAnInfectionThroughIsNoticed() {
    #expect(
      (UInt64(1)...40).contains { seed in
        let run = SimulationRun(seed: seed, hasBlindInspections: true)
        run.run()
        return run.faults.contains { $0.contains("infected, reached an upstream") }
      })
  }

  @Test func anUploadThatAnUpstreamNeverGotIsNoticed() {
    #expect(
      (UInt64(1)...40).contains { seed in
        let run = SimulationRun(seed: seed)
        run.run()
        for upstream in run.upstreams { upstream.forgetDeliveries() }
        run.faults = []
        run.checkClients()
        return run.faults.contains { $0.contains("delivered 0 times") }
      })
  }

  @Test func aSeedReplaysExactly() {
    for seed in UInt64(1)...10 {
      let runs = (0..<2).map { _ in SimulationRun(seed: seed) }
      for run in runs { run.run() }
      #expect(runs[0].world.fingerprint == runs[1].world.fingerprint)
      #expect(runs[0].world.turnCount == runs[1].world.turnCount)
    }
  }
}
