import Proxy

/// A backend, its cells, and the balancer of one worker.
struct OneBackend: ~Copyable {
  /// Three failures eject for 100 ns, then 200, 400, 800 and no longer.
  static let ejection = EjectionPolicy(
    maxFails: 3, pauseNanoseconds: 100, pauseNanosecondsMax: 800)

  let loads: UpstreamLoads
  let backend: BalancedBackend
  private var balancer: Balancer

  init(weights: [Int], seed: UInt64 = 1) {
    loads = UpstreamLoads(capacity: weights.count)
    backend = BalancedBackend(
      upstreams: weights.enumerated().map { BalancedUpstream(cell: $0, weight: $1) },
      ejection: Self.ejection)
    balancer = Balancer(loads: loads, seed: seed)
  }

  init(upstreams: Int, seed: UInt64 = 1) {
    self.init(weights: Array(repeating: 1, count: upstreams), seed: seed)
  }

  /// How many places each upstream has given.
  var active: [Int] { backend.upstreams.map { loads.active($0.cell) } }

  mutating func take(tried: UInt64 = 0, now: UInt64 = 1) -> Int? {
    balancer.take(from: backend, tried: tried, nowNanoseconds: now).index
  }

  func release(_ index: Int) { loads.release(index, bytes: 0) }

  /// Whether that ejected it.
  @discardableResult
  func fail(_ index: Int, now: UInt64 = 1) -> Bool {
    loads.failed(index, of: backend, nowNanoseconds: now)
  }

  /// As many failures as eject an upstream that was well.
  func eject(_ index: Int, now: UInt64 = 1) {
    for _ in 0..<backend.ejection.maxFails { fail(index, now: now) }
  }

  func succeed(_ index: Int) { loads.succeeded(index, nowNanoseconds: 1) }
}
