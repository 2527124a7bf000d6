import Glibc
import Proxy
import Synchronization
import Testing

/// What holds while several workers choose at once.
@Suite struct BalancerThreadsTests {
  private static let threads = 16

  @Test func noUpstreamEverGetsMoreThanItsShareAndOne() {
    let upstreams = Balancer.scanMax
    let takes = 2000
    let loads = UpstreamLoads(capacity: upstreams)
    let backend = backend(upstreams)
    let uneven = Atomic<Int>(0)
    let refused = Atomic<Int>(0)
    together { thread, barrier in
      var balancer = Balancer(loads: loads, seed: UInt64(thread))
      barrier.wait()
      for _ in 0..<takes {
        guard let choice = balancer.take(from: backend, nowNanoseconds: 1).index else {
          refused.add(1, ordering: .relaxed)
          continue
        }
        // Counts only grow here, and whoever is chosen has the least: nobody has two fewer than it
        // had a moment ago, and so it never has more than its share and one.
        let count = loads.active(choice)
        for other in 0..<upstreams where loads.active(other) < count - 1 {
          uneven.add(1, ordering: .relaxed)
        }
      }
    }
    #expect(uneven.load(ordering: .relaxed) == 0)
    #expect(refused.load(ordering: .relaxed) == 0)
    let share = Self.threads * takes / upstreams
    #expect((0..<upstreams).map { loads.active($0) } == Array(repeating: share, count: upstreams))
  }

  @Test func oneOfAllWorkersGetsTheTrial() {
    let rounds = 200
    let all = (0..<rounds).map { _ in UpstreamLoads(capacity: 1) }
    let backend = backend(1)
    for loads in all {
      for _ in 0..<3 { loads.failed(0, of: backend, nowNanoseconds: 1) }
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
    // While one worker takes trials, exchanges from before the ejection give back their places.
    let places = 500_000
    let loads = UpstreamLoads(capacity: 1)
    let backend = backend(1)
    var balancer = Balancer(loads: loads, seed: 1)
    for _ in 0..<places { _ = balancer.take(from: backend, nowNanoseconds: 1) }
    for _ in 0..<3 { loads.failed(0, of: backend, nowNanoseconds: 1) }
    let isOver = Atomic<Bool>(false)
    let lost = Atomic<Int>(0)
    together(threads: 2) { thread, barrier in
      barrier.wait()
      if thread == 0 {
        for _ in 0..<places { loads.release(0) }
        return isOver.store(true, ordering: .relaxed)
      }
      var balancer = Balancer(loads: loads, seed: 2)
      var now: UInt64 = 1000
      while !isOver.load(ordering: .relaxed) {
        if balancer.take(from: backend, nowNanoseconds: now) == .none {
          lost.add(1, ordering: .relaxed)
        }
        now += 1000
      }
    }
    #expect(lost.load(ordering: .relaxed) == 0)
  }

  @Test func failuresAtOnceEjectOnce() {
    let rounds = 200
    let all = (0..<rounds).map { _ in UpstreamLoads(capacity: 1) }
    let backend = backend(1)
    together { thread, barrier in
      for round in 0..<rounds {
        barrier.wait()
        all[round].failed(0, of: backend, nowNanoseconds: 1)
      }
    }
    #expect(all.allSatisfy { $0.ejections(0) == 1 })
  }

  private func backend(_ upstreams: Int) -> BalancedBackend {
    BalancedBackend(
      upstreams: (0..<upstreams).map { BalancedUpstream(cell: $0) },
      ejection: OneBackend.ejection)
  }

  private func together(
    threads: Int = threads, _ body: @escaping @Sendable (Int, Barrier) -> Void
  ) {
    let barrier = Barrier(threads)
    let started = (0..<threads).map { thread in JoinedThread { body(thread, barrier) } }
    for thread in started { thread.join() }
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
