import Proxy
import Testing

/// Each way to choose, and who takes part in it.
@Suite struct AlgorithmTests {
  @Test func inTurnEachUpstreamGetsItsShareAndTheTurnsAreSpread() {
    var some = SomeUpstreams(weights: [5, 1, 1], .roundRobin)
    var order: [Int] = []
    for round in 1...20 {
      for _ in 0..<7 { order.append(some.take()!) }
      let counts = (0..<3).map { index in order.count { $0 == index } }
      #expect(counts == [5 * round, round, round])
    }
    // Ten of its turns stand never side by side: at most one more than a round has.
    for start in 0...order.count - 7 {
      #expect(order[start..<start + 7].contains { $0 != 0 })
    }
  }

  @Test func turnsAreSharedByAllWorkers() {
    let loads = UpstreamLoads(capacity: 4)
    let backend = SomeUpstreams.backend([1, 1, 1, 1], .roundRobin)
    let balancers = (0..<3 as Range<UInt64>).map { UniqueBalancer(loads, seed: $0) }
    for turn in 0..<400 {
      _ = balancers[turn % 3].balancer.take(from: backend, nowNanoseconds: 1)
      let active = (0..<4).map { loads.active($0) }
      #expect(active.max()! - active.min()! <= 1)
    }
  }

  @Test func turnsThatWereMissedAreNotMadeUpFor() {
    var some = SomeUpstreams(weights: [1, 1], .roundRobin)
    some.loads.set(.maintenance, of: 1, nowNanoseconds: 1)
    for _ in 0..<1000 { #expect(some.take() == 0) }
    some.loads.set(.ready, of: 1, nowNanoseconds: 1)
    let next = (0..<20).map { _ in some.take()! }
    #expect((9...11).contains(next.count { $0 == 1 }))
  }

  @Test func byBytesOneLargeUploadWeighsAsMuchAsManySmallOnes() {
    var some = SomeUpstreams(weights: [1, 1], .leastBytes)
    let large = some.take(BalanceKey(bytes: 100 << 20))!
    for _ in 0..<50 {
      let small = some.take(BalanceKey(bytes: 1 << 20))
      #expect(small == 1 - large)
    }
    #expect(some.loads.bytes(large) == 100 << 20 + UpstreamLoads.requestBytes)
    some.loads.release(large, bytes: 100 << 20)
    #expect(some.loads.bytes(large) == 0)
    #expect(some.take(BalanceKey(bytes: 1)) == large)
  }

  @Test func byBytesRequestsWithoutBodiesAreSpreadToo() {
    var some = SomeUpstreams(weights: [1, 1, 2], .leastBytes)
    for _ in 0..<40 { _ = some.take() }
    #expect((0..<3).map { some.loads.active($0) } == [10, 10, 20])
  }

  @Test func ofTwoThatAreDrawnTheLessBusyIsTaken() {
    var some = SomeUpstreams(weights: Array(repeating: 1, count: 8), .randomOfTwo)
    for _ in 0..<800 { _ = some.take() }
    let active = (0..<8).map { some.loads.active($0) }
    #expect(active.min()! >= 95 && active.max()! <= 105)
  }

  // MARK: Hashes

  @Test func theSameHashGoesToTheSameUpstreamInAllWorkers() {
    var one = SomeUpstreams(weights: [1, 1, 1, 1], .hash, seed: 1)
    var other = SomeUpstreams(weights: [1, 1, 1, 1], .hash, seed: 2)
    for hash in Self.hashes(200) {
      let first = one.take(BalanceKey(hash: hash))
      #expect(other.take(BalanceKey(hash: hash)) == first)
    }
  }

  @Test func hashesAreSpreadByWeight() {
    var some = SomeUpstreams(weights: [1, 1, 2], .hash)
    for hash in Self.hashes(8000) { _ = some.take(BalanceKey(hash: hash)) }
    let active = (0..<3).map { some.loads.active($0) }
    #expect((1850...2150).contains(active[0]) && (1850...2150).contains(active[1]))
    #expect((3850...4150).contains(active[2]))
  }

  @Test func onlyTheRequestsOfAnUpstreamThatIsGoneMove() {
    var some = SomeUpstreams(weights: Array(repeating: 1, count: 10), .hash)
    let hashes = Self.hashes(1000)
    let before = hashes.map { some.take(BalanceKey(hash: $0))! }
    some.loads.set(.maintenance, of: 3, nowNanoseconds: 1)
    let after = hashes.map { some.take(BalanceKey(hash: $0))! }
    var moved: Set<Int> = []
    for (old, new) in zip(before, after) {
      if old == 3 { moved.insert(new) } else { #expect(new == old) }
    }
    // And those go to all of the others.
    #expect(moved == Set(0..<10).subtracting([3]))
  }

  @Test func aRequestWithoutAHashGoesToTheLeastBusy() {
    var some = SomeUpstreams(weights: [1, 1, 1], .hash)
    for _ in 0..<30 { _ = some.take() }
    #expect((0..<3).map { some.loads.active($0) } == [10, 10, 10])
  }

  static func hashes(_ count: Int) -> [UInt64] {
    (0..<count).map { BalanceHash.of(Array("client \($0)".utf8).span) }
  }

  // MARK: Who takes part

  @Test func backupsAreUsedWhenNoOtherIsUp() {
    for algorithm in SomeUpstreams.algorithms {
      var some = SomeUpstreams(weights: [1, 1, 1], algorithm, backups: [2])
      for hash in Self.hashes(20) { #expect(some.take(BalanceKey(hash: hash))! < 2) }
      some.loads.setDown(true, of: 0, nowNanoseconds: 1)
      #expect(some.take() == 1)
      some.loads.set(.maintenance, of: 1, nowNanoseconds: 1)
      #expect(some.take(BalanceKey(hash: 7)) == 2)
      some.loads.setDown(false, of: 0, nowNanoseconds: 1)
      #expect(some.take() == 0)
    }
  }

  @Test func upstreamsThatAreFullAreNotUsedAndDoNotCallForBackups() {
    for algorithm in SomeUpstreams.algorithms {
      var some = SomeUpstreams(weights: [1, 1, 1], algorithm, backups: [2], connectionsMax: 3)
      for hash in Self.hashes(6) { #expect(some.take(BalanceKey(hash: hash)) != nil) }
      #expect((0..<3).map { some.loads.active($0) } == [3, 3, 0])
      #expect(some.place(BalanceKey(hash: 1)) == .full)
      some.loads.release(1, bytes: 0)
      #expect(some.place(BalanceKey(hash: 1)) == .taken(1))
    }
  }

  @Test func whereNoneIsUpThereIsNone() {
    for algorithm in SomeUpstreams.algorithms {
      var some = SomeUpstreams(weights: [1, 1], algorithm, connectionsMax: 1)
      some.loads.setDown(true, of: 0, nowNanoseconds: 1)
      some.loads.set(.drain, of: 1, nowNanoseconds: 1)
      #expect(some.place(BalanceKey(hash: 1)) == .none)
    }
  }

  @Test func aDrainedUpstreamGetsThoseThatAreBoundToItAndNobodyElse() {
    var some = SomeUpstreams(weights: [1, 1], .leastConnections)
    some.loads.set(.drain, of: 0, nowNanoseconds: 1)
    #expect((0..<5).allSatisfy { _ in some.take() == 1 })
    #expect(some.take(BalanceKey(bound: 0)) == 0)
    some.loads.set(.maintenance, of: 0, nowNanoseconds: 1)
    #expect(some.take(BalanceKey(bound: 0)) == 1)
    some.loads.set(.ready, of: 0, nowNanoseconds: 1)
    #expect(some.take() == 0)
  }

  @Test func whoIsBoundToAnUpstreamThatIsGoneDownOrTriedGetsAnother() {
    var some = SomeUpstreams(weights: [1, 1], .leastConnections)
    for _ in 0..<5 { #expect(some.take(BalanceKey(bound: 1)) == 1) }
    #expect(some.take(BalanceKey(bound: 1), tried: 0b10) == 0)
    #expect(some.take(BalanceKey(bound: 2)) == 0)
    some.loads.setDown(true, of: 1, nowNanoseconds: 1)
    #expect(some.take(BalanceKey(bound: 1)) == 0)
  }

  @Test func whoIsBoundToAnUpstreamThatIsFullWaitsForIt() {
    var some = SomeUpstreams(weights: [1, 1], .leastConnections, connectionsMax: 1)
    #expect(some.place(BalanceKey(bound: 0)) == .taken(0))
    #expect(some.place(BalanceKey(bound: 0)) == .full)
    #expect(some.place(BalanceKey()) == .taken(1))
  }

  // MARK: Slow start

  @Test func whatComesUpGetsMoreAndMore() {
    for algorithm in [BalanceAlgorithm.leastConnections, .roundRobin, .leastBytes] {
      let shares = [0, 250, 500, 1000].map { (age: UInt64) -> Int in
        var some = SomeUpstreams(weights: [1, 1], algorithm, slowStart: 1000)
        some.loads.cameUp(1, nowNanoseconds: 10_000)
        for _ in 0..<1100 { _ = some.take(now: 10_000 + age) }
        return some.loads.active(1)
      }
      #expect((90...110).contains(shares[0]), "\(algorithm): \(shares)")
      #expect((210...230).contains(shares[1]), "\(algorithm): \(shares)")
      #expect((355...375).contains(shares[2]), "\(algorithm): \(shares)")
      #expect((545...555).contains(shares[3]), "\(algorithm): \(shares)")
    }
  }

  @Test func anUpstreamComesUpWhenItAnswersAfterAnEjectionOrIsFoundWellOrMadeReady() {
    for way in 0..<3 {
      var some = SomeUpstreams(weights: [1, 1], .leastConnections, slowStart: 1_000_000)
      switch way {
      case 0:
        for _ in 0..<3 { some.loads.failed(1, of: some.backend, nowNanoseconds: 1) }
        some.loads.succeeded(1, nowNanoseconds: 1000)
      case 1:
        some.loads.setDown(true, of: 1, nowNanoseconds: 1)
        some.loads.setDown(false, of: 1, nowNanoseconds: 1000)
      default:
        some.loads.set(.maintenance, of: 1, nowNanoseconds: 1)
        some.loads.set(.ready, of: 1, nowNanoseconds: 1000)
      }
      for _ in 0..<110 { _ = some.take(now: 1000) }
      #expect((8...12).contains(some.loads.active(1)), "way \(way)")
    }
  }

  // MARK: Ejection

  @Test func noMoreAreEjectedThanTheBackendAllowsButOneAlwaysMayBe() {
    for (percent, allowed) in [(0, 1), (10, 1), (30, 3), (50, 5), (100, 10)] {
      var backend = SomeUpstreams.backend(Array(repeating: 1, count: 10), .leastConnections)
      backend.ejection.percentMax = percent
      let loads = UpstreamLoads(capacity: 10)
      for cell in 0..<10 {
        for _ in 0..<5 { loads.failed(cell, of: backend, nowNanoseconds: 1) }
      }
      #expect((0..<10).count { loads.isEjected($0, nowNanoseconds: 1) } == allowed)
    }
  }

  @Test func theGravestStateIsTold() {
    let some = SomeUpstreams(weights: [1], .leastConnections)
    #expect(some.loads.state(0) == .up)
    for _ in 0..<3 { some.loads.failed(0, of: some.backend, nowNanoseconds: 1) }
    #expect(some.loads.state(0) == .ejected)
    some.loads.setDown(true, of: 0, nowNanoseconds: 1)
    #expect(some.loads.state(0) == .down)
    some.loads.set(.drain, of: 0, nowNanoseconds: 1)
    #expect(some.loads.state(0) == .drain)
    some.loads.set(.maintenance, of: 0, nowNanoseconds: 1)
    #expect(some.loads.state(0) == .maintenance)
  }
}

/// A balancer in a place of an array.
final class UniqueBalancer {
  var balancer: Balancer

  init(_ loads: UpstreamLoads, seed: UInt64) { balancer = Balancer(loads: loads, seed: seed) }
}

/// Upstreams with cells of their own, and the balancer of one worker.
struct SomeUpstreams: ~Copyable {
  static let algorithms: [BalanceAlgorithm] = [
    .leastConnections, .roundRobin, .leastBytes, .randomOfTwo, .hash,
  ]

  let loads: UpstreamLoads
  let backend: BalancedBackend
  private var balancer: Balancer

  init(
    weights: [Int], _ algorithm: BalanceAlgorithm, backups: Set<Int> = [], connectionsMax: Int = 0,
    slowStart: UInt64 = 0, seed: UInt64 = 1
  ) {
    loads = UpstreamLoads(capacity: weights.count)
    backend = Self.backend(
      weights, algorithm, backups: backups, connectionsMax: connectionsMax, slowStart: slowStart)
    balancer = Balancer(loads: loads, seed: seed)
  }

  static func backend(
    _ weights: [Int], _ algorithm: BalanceAlgorithm, backups: Set<Int> = [],
    connectionsMax: Int = 0, slowStart: UInt64 = 0
  ) -> BalancedBackend {
    BalancedBackend(
      upstreams: weights.enumerated().map { index, weight in
        BalancedUpstream(
          cell: index, weight: weight, isBackup: backups.contains(index),
          connectionsMax: connectionsMax,
          identity: BalanceHash.of(Array("upstream \(index)".utf8).span))
      },
      algorithm: algorithm, ejection: OneBackend.ejection, slowStartNanoseconds: slowStart)
  }

  mutating func place(_ key: BalanceKey = BalanceKey(), tried: UInt64 = 0, now: UInt64 = 1)
    -> Placement
  {
    balancer.take(from: backend, for: key, tried: tried, nowNanoseconds: now)
  }

  mutating func take(_ key: BalanceKey = BalanceKey(), tried: UInt64 = 0, now: UInt64 = 1) -> Int? {
    place(key, tried: tried, now: now).index
  }
}
