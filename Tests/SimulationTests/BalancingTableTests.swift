import Primitives
import Proxy
import Testing

/// How even each way to choose keeps the work where uploads are of very unequal sizes. The table that is
/// printed stands in the documentation of `Proxy`.
@Suite struct BalancingTableTests {
  @Test func byBytesUnequalUploadsAreKeptTheMostEven() {
    let rows = [
      ("leastConnections", BalanceAlgorithm.leastConnections), ("roundRobin", .roundRobin),
      ("leastBytes", .leastBytes), ("randomOfTwo", .randomOfTwo), ("sourceHash", .hash),
    ].map { name, algorithm in
      var world = UploadWorld(algorithm, seed: 7)
      return (name: name, figures: world.run(uploads: 30_000))
    }
    print("| balance | most of all bytes | apart | 99th slowdown |")
    print("|---|---|---|---|")
    for (name, figures) in rows { print("| \(name) | \(figures) |") }
    let apart = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.figures.apartMiB) })
    for other in rows where other.name != "leastBytes" {
      #expect(apart["leastBytes"]! < other.figures.apartMiB, "\(other.name)")
    }
    #expect(apart["leastConnections"]! < apart["roundRobin"]!)
    #expect(apart["roundRobin"]! < apart["sourceHash"]!)
  }
}

/// Four upstreams that share their rate among what they have, two workers that choose, and uploads of 1 KiB
/// to 1 GiB that come at random, as many bytes as 70 % of the upstreams can take.
private struct UploadWorld: ~Copyable {
  struct Figures: CustomStringConvertible {
    /// The share of all bytes that went to the upstream that got the most; 25 % would be even.
    var most = 0.0
    /// How much more the busiest has to do than the idlest, on average over time.
    var apartMiB = 0.0
    /// How much longer than alone all but the slowest hundredth take.
    var slowdown = 0.0

    var description: String {
      func text(_ value: Double, _ digits: Double) -> String {
        "\((value * digits).rounded() / digits)"
      }
      return "\(text(most * 100, 10)) % | \(text(apartMiB, 1)) MiB | \(text(slowdown, 10)) ×"
    }
  }

  private struct Job {
    var end: Double
    var bytes: Int
    var begun: Double
  }

  private struct Server {
    /// What each upload has been given since the beginning.
    var given = 0.0
    var jobs: [Job] = []
    var left = 0.0
    var total = 0.0
  }

  private static let rate = 100e6
  private static let load = 0.7
  private static let count = 4
  private static let clients = 200

  private let loads = UpstreamLoads(capacity: count)
  private let backend: BalancedBackend
  private var workers: [Balancing]
  private var random: SeededRandom
  private var servers = Array(repeating: Server(), count: count)
  private var time = 0.0
  private var slowdowns: [Double] = []
  private var apart = 0.0

  private final class Balancing {
    var balancer: Balancer
    init(_ loads: UpstreamLoads, seed: UInt64) { balancer = Balancer(loads: loads, seed: seed) }
  }

  init(_ algorithm: BalanceAlgorithm, seed: UInt64) {
    let upstreams = (0..<Self.count).map { index in
      BalancedUpstream(
        cell: index, identity: BalanceHash.of(Array("192.0.2.\(index):80".utf8).span))
    }
    backend = BalancedBackend(
      upstreams: upstreams, algorithm: algorithm,
      ejection: EjectionPolicy(maxFails: 3, pauseNanoseconds: 1, pauseNanosecondsMax: 1))
    let loads = loads
    workers = (0..<2).map { Balancing(loads, seed: $0) }
    random = SeededRandom(seed: seed)
  }

  mutating func run(uploads: Int) -> Figures {
    var uniform: Double { Double(random.below(1 << 53)) / 0x1p53 }
    // Sizes are equal in their logarithms, with few of the greatest.
    let sizes = (0..<uploads).map { _ -> Int in
      let place = uniform
      return Int(1024 * exp2Of(20 * place * place))
    }
    let mean = Double(sizes.reduce(0, +)) / Double(uploads)
    let pause = mean / (Self.rate * Double(Self.count) * Self.load)
    for (number, bytes) in sizes.enumerated() {
      advance(by: 2 * pause * uniform)
      let client = random.below(UInt64(Self.clients))
      let hash = BalanceHash.of(Array("198.51.100.\(client)".utf8).span)
      let placement = workers[number % 2].balancer.take(
        from: backend, for: BalanceKey(hash: hash, bytes: bytes), nowNanoseconds: 1)
      guard let index = placement.index else { continue }
      servers[index].jobs.append(
        Job(end: servers[index].given + Double(bytes), bytes: bytes, begun: time))
      servers[index].left += Double(bytes)
      servers[index].total += Double(bytes)
    }
    let all = servers.reduce(0) { $0 + $1.total }
    slowdowns.sort()
    return Figures(
      most: (servers.map(\.total).max() ?? 0) / all, apartMiB: apart / time / 1_048_576,
      slowdown: slowdowns[slowdowns.count * 99 / 100])
  }

  private func exp2Of(_ exponent: Double) -> Double {
    let whole = exponent.rounded(.down)
    // Linear between powers of two: sizes, not a function of anybody's.
    return Double(1 << Int(whole)) * (1 + exponent - whole)
  }

  private mutating func advance(by pause: Double) {
    let lefts = servers.map(\.left)
    apart += ((lefts.max() ?? 0) - (lefts.min() ?? 0)) * pause
    for index in servers.indices { serve(index, pause) }
    time += pause
  }

  /// Gives an upstream's uploads their shares of its rate for a while, and ends those that are whole.
  private mutating func serve(_ index: Int, _ pause: Double) {
    var rest = pause
    while !servers[index].jobs.isEmpty {
      let count = Double(servers[index].jobs.count)
      let (place, first) = servers[index].jobs.enumerated().min { $0.element.end < $1.element.end }!
      let needed = (first.end - servers[index].given) * count / Self.rate
      let spent = min(rest, needed)
      servers[index].given += spent * Self.rate / count
      servers[index].left -= spent * Self.rate
      rest -= spent
      guard spent == needed else { return }
      servers[index].jobs.remove(at: place)
      let alone = Double(first.bytes) / Self.rate
      slowdowns.append((time + pause - rest - first.begun) / alone)
      loads.release(index, bytes: first.bytes)
    }
    servers[index].left = 0
  }
}
