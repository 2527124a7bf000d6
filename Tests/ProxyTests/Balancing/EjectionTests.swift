import Proxy
import Testing

/// Pauses are those of ``OneBackend/ejection``: 100, 200, 400 and 800 ns.
@Suite struct EjectionTests {
  @Test func failuresInARowEject() {
    var backend = OneBackend(upstreams: 2)
    let results = [backend.fail(0), backend.fail(0)]
    let before = backend.loads.isEjected(0, nowNanoseconds: 1)
    let third = backend.fail(0)
    #expect(results == [false, false] && !before && third)
    #expect(backend.loads.isEjected(0, nowNanoseconds: 1))
    #expect(backend.loads.ejections(0) == 1)
    for _ in 0..<5 {
      let choice = backend.take(now: 100)
      #expect(choice == 1)
    }
  }

  @Test func aSuccessBetweenFailuresForgetsThem() {
    let backend = OneBackend(upstreams: 1)
    for _ in 0..<10 {
      backend.fail(0)
      backend.fail(0)
      backend.succeed(0)
    }
    #expect(!backend.loads.isEjected(0, nowNanoseconds: 1))
    #expect(backend.loads.ejections(0) == 0)
    #expect(backend.loads.delivered(0) == 10)
  }

  @Test func oneUpstreamsFailuresAreNotAnothers() {
    let backend = OneBackend(upstreams: 3)
    for index in 0..<3 {
      backend.fail(index)
      backend.fail(index)
    }
    backend.fail(1)
    #expect((0..<3).map { backend.loads.isEjected($0, nowNanoseconds: 1) } == [false, true, false])
  }

  @Test func whereAllAreEjectedThereIsNone() {
    for upstreams in [1, 3, Balancer.scanMax + 4] {
      var backend = OneBackend(upstreams: upstreams)
      for index in 0..<upstreams { backend.eject(index) }
      let none = backend.take(now: 100)
      let active = backend.active
      #expect(none == nil)
      #expect(active.allSatisfy { $0 == 0 })
    }
  }

  @Test func afterThePauseThereIsOneTrial() {
    var backend = OneBackend(upstreams: 1)
    backend.eject(0, now: 1000)
    let during = backend.take(now: 1099)
    let trial = backend.take(now: 1100)
    let others = [backend.take(now: 1100), backend.take(now: 1299)]
    #expect(during == nil)
    #expect(trial == 0)
    #expect(others == [nil, nil])
  }

  @Test func ofManyUpstreamsEachGetsOneTrialToo() {
    let upstreams = Balancer.scanMax + 1
    var backend = OneBackend(upstreams: upstreams)
    for index in 0..<upstreams { backend.eject(index, now: 1000) }
    var trials: [Int] = []
    for _ in 0..<(2 * upstreams) {
      if let choice = backend.take(now: 1100) { trials.append(choice) }
    }
    #expect(trials.sorted() == Array(0..<upstreams))
  }

  @Test func aTrialThatSucceedsForgetsEverything() {
    var backend = OneBackend(upstreams: 1)
    backend.eject(0, now: 1000)
    let trial = backend.take(now: 1100)
    backend.fail(0, now: 1100)
    let second = backend.take(now: 1300)
    backend.succeed(0)
    let free = [backend.take(now: 1300), backend.take(now: 1300)]
    #expect(trial == 0 && second == 0)
    #expect(free == [0, 0])
    // And the next pause is a first one again, after as many failures.
    let fails = [
      backend.fail(0, now: 2000), backend.fail(0, now: 2000), backend.fail(0, now: 2000),
    ]
    #expect(fails == [false, false, true])
    #expect(backend.loads.isEjected(0, nowNanoseconds: 2099))
    #expect(!backend.loads.isEjected(0, nowNanoseconds: 2100))
  }

  @Test func pausesGrowWithEachTrialThatFailsUpToALimit() {
    var backend = OneBackend(upstreams: 1)
    var now: UInt64 = 1000
    backend.eject(0, now: now)
    for pause in [100, 200, 400, 800, 800, 800] as [UInt64] {
      #expect(backend.loads.isEjected(0, nowNanoseconds: now + pause - 1))
      now += pause
      let trial = backend.take(now: now)
      let ejected = backend.fail(0, now: now)
      #expect(trial == 0 && ejected)
    }
    #expect(backend.loads.ejections(0) == 7)
  }

  @Test func aTrialWithoutAnOutcomeIsFollowedByAnother() {
    var backend = OneBackend(upstreams: 1)
    backend.eject(0, now: 1000)
    let trial = backend.take(now: 1100)
    backend.release(0)
    let early = backend.take(now: 1299)
    let next = backend.take(now: 1300)
    #expect(trial == 0 && early == nil && next == 0)
  }

  @Test func exchangesUnderWayWhenItWasEjectedDoNotLengthenThePause() {
    var backend = OneBackend(upstreams: 1)
    backend.eject(0, now: 1000)
    let late = (0..<29).map { _ in backend.fail(0, now: 1000) }
    #expect(!late.contains(true))
    #expect(backend.loads.ejections(0) == 1)
    let trial = backend.take(now: 1100)
    #expect(trial == 0)
  }

  @Test func aTrialTakesPartInBalancing() {
    // The others are busier, so it is the trial's turn; were it the busiest, it would wait.
    var backend = OneBackend(upstreams: 2)
    for _ in 0..<2 { _ = backend.take() }
    backend.eject(0, now: 1000)
    let trial = backend.take(tried: 0b10, now: 1100)
    let next = backend.take(now: 1100)
    #expect(trial == 0 && next == 1)
  }

  @Test func aPauseThatCannotBeDoubledIsTheLongest() {
    let policy = EjectionPolicy(
      maxFails: 1, pauseNanoseconds: 1 << 62, pauseNanosecondsMax: 1 << 62 + 5)
    let backend = BalancedBackend(upstreams: [BalancedUpstream(cell: 0)], ejection: policy)
    let loads = UpstreamLoads(capacity: 1)
    var balancer = Balancer(loads: loads, seed: 1)
    loads.failed(0, of: backend, nowNanoseconds: 0)
    _ = balancer.take(from: backend, nowNanoseconds: 1 << 62)
    loads.failed(0, of: backend, nowNanoseconds: 0)
    _ = balancer.take(from: backend, nowNanoseconds: 1 << 62 + 5)
    loads.failed(0, of: backend, nowNanoseconds: 0)
    #expect(loads.isEjected(0, nowNanoseconds: 1 << 62 + 4))
    #expect(!loads.isEjected(0, nowNanoseconds: 1 << 62 + 5))
  }
}
