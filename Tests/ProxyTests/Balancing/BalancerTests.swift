import Proxy
import Testing

@Suite struct BalancerTests {
  @Test func theLeastBusyUpstreamGetsTheNextExchange() {
    var backend = OneBackend(upstreams: 3)
    for _ in 0..<9 { _ = backend.take() }
    backend.release(1)
    let next = backend.take()
    backend.release(2)
    backend.release(2)
    let after = [backend.take(), backend.take()]
    #expect(next == 1)
    #expect(after == [2, 2])
  }

  @Test func placesAreEvenAfterEveryStep() {
    for upstreams in 1...Balancer.scanMax {
      var backend = OneBackend(upstreams: upstreams)
      for _ in 0..<(3 * upstreams) {
        _ = backend.take()
        let active = backend.active
        #expect(active.max()! - active.min()! <= 1)
      }
      let active = backend.active
      #expect(active == Array(repeating: 3, count: upstreams))
    }
  }

  @Test func anUpstreamGetsExchangesByItsWeight() {
    var backend = OneBackend(weights: [1, 2, 5])
    for round in 1...4 {
      for _ in 0..<8 { _ = backend.take() }
      let active = backend.active
      #expect(active == [round, 2 * round, 5 * round])
    }
  }

  @Test func anIdleUpstreamOfMoreWeightComesFirst() {
    for seed in 0..<20 as Range<UInt64> {
      var backend = OneBackend(weights: [1, 3, 2], seed: seed)
      let first = backend.take()
      #expect(first == 1)
    }
  }

  @Test func tiesGoToEachUpstreamEquallyOften() {
    let counts = tally(upstreams: 4)
    for count in counts { #expect((900...1100).contains(count)) }
  }

  @Test func whoIsBesideAnUpstreamThatIsLeftOutGetsNoMoreThanTheOthers() {
    let busy = tally(upstreams: 4) { backend in
      while backend.active[1] == 0 { _ = backend.take() }
      for index in [0, 2, 3] where backend.active[index] > 0 { backend.release(index) }
    }
    let ejected = tally(upstreams: 4) { $0.eject(1) }
    let tried = tally(upstreams: 4, tried: 0b0010)
    for counts in [busy, ejected, tried] {
      #expect(counts[1] == 0)
      for index in [0, 2, 3] { #expect((1230...1440).contains(counts[index])) }
    }
  }

  @Test func twoWorkersDoNotBothStartWithTheSameUpstream() {
    let firsts = (0..<100 as Range<UInt64>).map { seed in
      var backend = OneBackend(upstreams: 2, seed: seed)
      return backend.take()
    }
    #expect((30...70).contains(firsts.count { $0 == 0 }))
  }

  @Test func upstreamsThatHaveBeenTriedAreLeftOut() {
    var backend = OneBackend(upstreams: 3)
    for _ in 0..<5 {
      let only = backend.take(tried: 0b101)
      #expect(only == 1)
    }
    let none = backend.take(tried: 0b111)
    let active = backend.active
    #expect(none == nil)
    #expect(active == [0, 5, 0])
  }

  @Test func aBackendWithoutUpstreamsGivesNone() {
    var backend = OneBackend(upstreams: 0)
    let none = backend.take()
    #expect(none == nil)
  }

  @Test func ofManyUpstreamsTheLessBusyOfTwoIsTaken() {
    let upstreams = 64
    var backend = OneBackend(upstreams: upstreams)
    for _ in 0..<(100 * upstreams) { _ = backend.take() }
    let active = backend.active
    // One random choice spreads by some 3 × √100; of two the less busy, by a few.
    #expect(active.min()! >= 90)
    #expect(active.max()! <= 105)
    #expect(active.reduce(0, +) == 100 * upstreams)
  }

  @Test func ofManyUpstreamsNotAllAreCompared() {
    // Were all compared, the one idle upstream would be found each time.
    var found = 0
    for seed in 0..<200 as Range<UInt64> {
      var backend = OneBackend(upstreams: Balancer.scanMax + 1, seed: seed)
      while backend.active.contains(0) { _ = backend.take() }
      while backend.active[5] > 0 { backend.release(5) }
      if backend.take() == 5 { found += 1 }
    }
    // Two draws of 17 find it in 11 of 100.
    #expect((5...60).contains(found))
  }

  @Test func ofManyUpstreamsTriedAndEjectedOnesAreLeftOutAndTheLastIsFound() {
    var backend = OneBackend(upstreams: 20)
    for index in 0..<10 { backend.eject(index) }
    let tried: UInt64 = 0b1111_1111_0100_0000_0000
    for _ in 0..<50 {
      let choice = backend.take(tried: tried)
      #expect(choice == 11)
    }
    let none = backend.take(tried: tried | 1 << 11)
    #expect(none == nil)
  }

  @Test func pastTheSixtyFourthUpstreamNoneCountsAsTried() {
    var backend = OneBackend(upstreams: 70)
    for _ in 0..<200 {
      let choice = backend.take(tried: .max)
      #expect(choice.map { $0 >= 64 } == true)
    }
  }

  @Test func ofManyUpstreamsWeightsCount() {
    var backend = OneBackend(weights: (0..<32).map { $0 < 16 ? 1 : 3 })
    for _ in 0..<6400 { _ = backend.take() }
    let active = backend.active
    #expect(active[..<16].allSatisfy { (85...115).contains($0) })
    #expect(active[16...].allSatisfy { (270...330).contains($0) })
  }

  /// How often each upstream gets a lone exchange, of 4000.
  private func tally(
    upstreams: Int, tried: UInt64 = 0, preparing: (inout OneBackend) -> Void = { _ in }
  ) -> [Int] {
    var backend = OneBackend(upstreams: upstreams, seed: 7)
    preparing(&backend)
    var counts = Array(repeating: 0, count: upstreams)
    for _ in 0..<4000 {
      guard let choice = backend.take(tried: tried) else { continue }
      counts[choice] += 1
      backend.release(choice)
    }
    return counts
  }
}
