import Primitives

/// One backend as a worker chooses from it: its upstreams' cells and weights.
public struct BalancedBackend: Sendable {
  /// The cells in ``UpstreamLoads``, in the order of the configuration.
  public var cells: [Int]
  /// As many weights, each at least 1.
  public var weights: [Int]
  /// When an upstream is taken out.
  public var ejection: EjectionPolicy

  /// Names the three; the arrays are equally long.
  public init(cells: [Int], weights: [Int], ejection: EjectionPolicy) {
    precondition(cells.count == weights.count && weights.allSatisfy { $0 >= 1 })
    self.cells = cells
    self.weights = weights
    self.ejection = ejection
  }
}

/// Chooses the upstream that has the fewest exchanges for its weight, over all workers.
///
/// The place is taken by compare-and-exchange on the count that was judged: when another worker was
/// faster, the choice is made again on fresh counts, so that workers do not herd. Of a tie each is as
/// likely. Past ``scanMax`` upstreams two random ones are compared instead, which is nearly as even
/// and touches two cache lines.
public struct Balancer: ~Copyable {
  /// Up to how many upstreams all are compared.
  public static let scanMax = 16

  private let loads: UpstreamLoads
  private var random: SeededRandom

  /// A worker's own: the seed only breaks ties.
  public init(loads: UpstreamLoads, seed: UInt64) {
    self.loads = loads
    random = SeededRandom(seed: seed)
  }

  /// Takes a place at the upstream with the least load.
  ///
  /// - Parameters:
  ///   - tried: bit `i` set: upstream `i` (below 64) has failed this exchange and is left out.
  /// - Returns: the upstream's index in the backend, or `nil` when all are ejected or tried.
  public mutating func take(
    from backend: borrowing BalancedBackend, tried: UInt64 = 0, nowNanoseconds now: UInt64
  ) -> Int? {
    let count = backend.cells.count
    // A lost exchange means that another worker took a place, so somebody always gets on; the bound
    // only keeps one worker from starving in a storm.
    for _ in 0..<1024 {
      let choice =
        count <= Self.scanMax
        ? least(of: backend, tried: tried, nowNanoseconds: now)
        : leastOfTwo(of: backend, tried: tried, nowNanoseconds: now)
      guard let choice else { return nil }
      let cell = backend.cells[choice.index]
      if loads.needsTrial(cell) {
        guard loads.claimTrial(cell, nowNanoseconds: now, policy: backend.ejection) else {
          continue
        }
        // A claim that was then lost to an exchange's end would cost the upstream another pause.
        loads.take(cell)
        return choice.index
      }
      if loads.take(cell, seen: choice.active) { return choice.index }
    }
    return nil
  }

  private struct Choice {
    var index: Int
    var active: Int
  }

  private func isOpen(
    _ index: Int, of backend: borrowing BalancedBackend, tried: UInt64, nowNanoseconds now: UInt64
  ) -> Bool {
    if index < 64, tried & 1 << UInt64(index) != 0 { return false }
    return !loads.isEjected(backend.cells[index], nowNanoseconds: now)
  }

  private mutating func least(
    of backend: borrowing BalancedBackend, tried: UInt64, nowNanoseconds now: UInt64
  ) -> Choice? {
    var best: Choice?
    var ties: UInt64 = 0
    for index in backend.cells.indices
    where isOpen(index, of: backend, tried: tried, nowNanoseconds: now) {
      let candidate = Choice(index: index, active: loads.active(backend.cells[index]))
      guard let least = best, !isLess(candidate, least, of: backend) else {
        (best, ties) = (candidate, 1)
        continue
      }
      guard !isLess(least, candidate, of: backend) else { continue }
      // The n-th of a tie is kept with probability 1/n, which makes each equally likely.
      ties += 1
      if random.below(ties) == 0 { best = candidate }
    }
    return best
  }

  private mutating func leastOfTwo(
    of backend: borrowing BalancedBackend, tried: UInt64, nowNanoseconds now: UInt64
  ) -> Choice? {
    let count = UInt64(backend.cells.count)
    var best: Choice?
    for _ in 0..<2 {
      // From a random start, the first that is open: ejected ones do not use up a draw.
      var index = Int(random.next() % count)
      for _ in 0..<count {
        if isOpen(index, of: backend, tried: tried, nowNanoseconds: now) { break }
        index = (index + 1) % Int(count)
      }
      guard isOpen(index, of: backend, tried: tried, nowNanoseconds: now) else { return nil }
      let candidate = Choice(index: index, active: loads.active(backend.cells[index]))
      if best.map({ isLess(candidate, $0, of: backend) }) ?? true { best = candidate }
    }
    return best
  }

  /// Whether one more exchange would weigh less on the left one: (a + 1) / w compared crosswise.
  private func isLess(_ left: Choice, _ right: Choice, of backend: borrowing BalancedBackend)
    -> Bool
  {
    (left.active + 1) * backend.weights[right.index]
      < (right.active + 1) * backend.weights[left.index]
  }
}
