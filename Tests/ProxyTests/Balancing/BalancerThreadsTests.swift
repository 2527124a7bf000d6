import Glibc
import Proxy
import Synchronization
import Testing

/// What holds while several workers choose at once.
@Suite struct BalancerThreadsTests {
  private static let threads = 16

  @Test func noUpstreamEverGetsMoreThanItsShareAndOne() {
    let upstreams = 5
    let loads = UpstreamLoads(capacity: upstreams)
    let backend = backend(upstreams)
    let surplus = Atomic<Int>(0)
    let refused = Atomic<Int>(0)
    together { thread, _ in
      var balancer = Balancer(loads: loads, seed: UInt64(thread))
      for _ in 0..<500 {
        guard let choice = balancer.take(from: backend, nowNanoseconds: 1) else {
          refused.add(1, ordering: .relaxed)
          continue
        }
        // Counts only grow here: a sum that is read later is no less than the sum at that moment.
        let count = loads.active(choice)
        let sum = (0..<upstreams).reduce(0) { $0 + loads.active($1) }
        if count > (sum + upstreams - 1) / upstreams { surplus.add(1, ordering: .relaxed) }
      }
    }
    #expect(surplus.load(ordering: .relaxed) == 0)
    #expect(refused.load(ordering: .relaxed) == 0)
    let share = Self.threads * 500 / upstreams
    #expect((0..<upstreams).map { loads.active($0) } == Array(repeating: share, count: upstreams))
  }

  @Test func workersThatSeeTheSameIdleUpstreamsDoNotHerd() {
    // As many places as upstreams in each round: two at one upstream leave another without.
    let rounds = 400
    let all = (0..<rounds).map { _ in UpstreamLoads(capacity: Self.threads) }
    let backend = backend(Self.threads)
    together { thread, barrier in
      for round in 0..<rounds {
        var balancer = Balancer(loads: all[round], seed: UInt64(thread + round))
        barrier.wait()
        _ = balancer.take(from: backend, nowNanoseconds: 1)
      }
    }
    let uneven = all.count { loads in backend.cells.contains { loads.active($0) != 1 } }
    #expect(uneven == 0)
  }

  @Test func oneOfAllWorkersGetsTheTrial() {
    let rounds = 200
    let all = (0..<rounds).map { _ in UpstreamLoads(capacity: 1) }
    let backend = backend(1)
    for loads in all {
      for _ in 0..<3 { loads.failed(0, nowNanoseconds: 1, policy: backend.ejection) }
    }
    together { thread, barrier in
      for round in 0..<rounds {
        var balancer = Balancer(loads: all[round], seed: UInt64(thread))
        barrier.wait()
        _ = balancer.take(from: backend, nowNanoseconds: 1000)
      }
    }
    #expect(all.allSatisfy { $0.active(0) == 1 })
  }

  @Test func aTrialIsNotLostToAnExchangeThatEnds() {
    // While one worker takes the trial, the exchanges from before the ejection give back places.
    let rounds = 100
    let places = 100
    let all = (0..<rounds).map { _ in UpstreamLoads(capacity: 1) }
    let backend = backend(1)
    for loads in all {
      var balancer = Balancer(loads: loads, seed: 1)
      for _ in 0..<(places * (Self.threads - 1)) {
        _ = balancer.take(from: backend, nowNanoseconds: 1)
      }
      for _ in 0..<3 { loads.failed(0, nowNanoseconds: 1, policy: backend.ejection) }
    }
    together { thread, barrier in
      for round in 0..<rounds {
        var balancer = Balancer(loads: all[round], seed: 1)
        barrier.wait()
        if thread == 0 {
          _ = balancer.take(from: backend, nowNanoseconds: 1000)
        } else {
          for _ in 0..<places { all[round].release(0) }
        }
      }
    }
    #expect(all.count { $0.active(0) != 1 } == 0)
  }

  @Test func failuresAtOnceEjectOnce() {
    let rounds = 200
    let all = (0..<rounds).map { _ in UpstreamLoads(capacity: 1) }
    let backend = backend(1)
    together { thread, barrier in
      for round in 0..<rounds {
        barrier.wait()
        all[round].failed(0, nowNanoseconds: 1, policy: backend.ejection)
      }
    }
    #expect(all.allSatisfy { $0.ejections(0) == 1 })
  }

  private func backend(_ upstreams: Int) -> BalancedBackend {
    BalancedBackend(
      cells: Array(0..<upstreams), weights: Array(repeating: 1, count: upstreams),
      ejection: OneBackend.ejection)
  }

  private func together(_ body: @escaping @Sendable (Int, Barrier) -> Void) {
    let barrier = Barrier(Self.threads)
    let threads = (0..<Self.threads).map { thread in JoinedThread { body(thread, barrier) } }
    for thread in threads { thread.join() }
  }
}

/// Lets threads go on when all of them have come.
private final class Barrier: Sendable {
  private let threads: Int
  private let arrived = Atomic<Int>(0)

  init(_ threads: Int) { self.threads = threads }

  func wait() {
    let place = arrived.add(1, ordering: .sequentiallyConsistent).oldValue
    let last = (place / threads + 1) * threads
    while arrived.load(ordering: .sequentiallyConsistent) < last { sched_yield() }
  }
}
