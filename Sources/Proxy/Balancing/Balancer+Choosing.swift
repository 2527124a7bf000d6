import Primitives

extension Balancer {
  /// Weights are counted in so many parts, for those that have only a part of theirs.
  static var weightParts: Int { 1024 }

  /// Looks for the upstream whose turn it is.
  mutating func look(at backend: borrowing BalancedBackend, _ question: Question) -> Look {
    switch backend.algorithm {
    case .roundRobin: return next(of: backend, question)
    case .hash:
      if let hash = question.key.hash { return wanting(hash, of: backend, question) }
      return least(of: backend, question)
    case .leastConnections, .leastBytes: return least(of: backend, question)
    case .randomOfTwo: return leastOfTwo(of: backend, question)
    }
  }

  /// An upstream's weight in ``weightParts``: all of it, or less while it has just come up.
  func weight(_ upstream: BalancedUpstream, of backend: borrowing BalancedBackend, _ now: UInt64)
    -> Int
  {
    let whole = upstream.weight * Self.weightParts
    let window = backend.slowStartNanoseconds
    guard window > 0 else { return whole }
    let since = loads.upSince(upstream.cell)
    guard since > 0, now < since &+ window else { return whole }
    // From a tenth on: what gets nothing at all shows nothing.
    let age = Double(now > since ? now - since : 0) / Double(window)
    return max(1, Int(Double(whole) * max(0.1, age)))
  }

  private func isFull(_ upstream: BalancedUpstream) -> Bool {
    upstream.connectionsMax > 0 && loads.active(upstream.cell) >= upstream.connectionsMax
  }

  // MARK: By load

  /// An upstream's load with the request, and what it is to be held against.
  private struct Load {
    var load: Int
    var weight: Int
    var seen: Int

    /// Whether it is the less for its weight: compared crosswise.
    func isLess(than other: Load) -> Bool { load * other.weight < other.load * weight }
  }

  private func load(
    _ index: Int, of backend: borrowing BalancedBackend, _ question: Question
  ) -> Load {
    let upstream = backend.upstreams[index]
    let weight = weight(upstream, of: backend, question.now)
    if backend.algorithm == .leastBytes {
      let seen = loads.bytes(upstream.cell)
      // In KiB, so that no sum of bodies and no weight overflows.
      let whole = seen + question.key.bytes + UpstreamLoads.requestBytes
      return Load(load: whole >> 10, weight: weight, seen: seen)
    }
    let seen = loads.active(upstream.cell)
    return Load(load: seen + 1, weight: weight, seen: seen)
  }

  private mutating func least(of backend: borrowing BalancedBackend, _ question: Question) -> Look {
    guard backend.upstreams.count <= Self.scanMax else {
      return leastOfTwo(of: backend, question)
    }
    var look = Look()
    var best: Load?
    var ties: UInt64 = 0
    for index in backend.upstreams.indices where isUsable(index, of: backend, question) {
      guard !isFull(backend.upstreams[index]) else {
        look.isAnyFull = true
        continue
      }
      let candidate = load(index, of: backend, question)
      guard let least = best, !candidate.isLess(than: least) else {
        (best, look.best, ties) = (candidate, Choice(index: index, seen: candidate.seen), 1)
        continue
      }
      guard !least.isLess(than: candidate) else { continue }
      // The n-th of a tie is kept with probability 1/n, which makes each equally likely.
      ties += 1
      if random.below(ties) == 0 {
        (best, look.best) = (candidate, Choice(index: index, seen: candidate.seen))
      }
    }
    return look
  }

  private mutating func leastOfTwo(
    of backend: borrowing BalancedBackend, _ question: Question
  ) -> Look {
    let count = backend.upstreams.count
    var look = Look()
    var best: Load?
    guard count > 0 else { return look }
    for _ in 0..<2 {
      // From a random start, the first that can be chosen: those that cannot do not use up a draw.
      let start = Int(random.below(UInt64(count)))
      var found: Int?
      for step in 0..<count {
        let index = (start + step) % count
        guard isUsable(index, of: backend, question) else { continue }
        guard !isFull(backend.upstreams[index]) else {
          look.isAnyFull = true
          continue
        }
        found = index
        break
      }
      guard let found else { return Look(isAnyFull: look.isAnyFull) }
      let candidate = load(found, of: backend, question)
      if best.map({ candidate.isLess(than: $0) }) ?? true {
        (best, look.best) = (candidate, Choice(index: found, seen: candidate.seen))
      }
    }
    return look
  }

  // MARK: In turn

  /// How far a turn takes an upstream that has one part of a weight.
  private static var round: Int { 1 << 26 }

  /// Each upstream goes round in its own steps, the shorter the greater its weight; next is the one whose
  /// step ends first. So turns of one upstream are spread over those of the others.
  private mutating func next(of backend: borrowing BalancedBackend, _ question: Question) -> Look {
    var look = Look()
    let floor = floor(of: backend, question)
    var ties: UInt64 = 0
    for index in backend.upstreams.indices where isUsable(index, of: backend, question) {
      let upstream = backend.upstreams[index]
      guard !isFull(upstream) else {
        look.isAnyFull = true
        continue
      }
      let seen = loads.turn(upstream.cell)
      let step = Self.round / weight(upstream, of: backend, question.now)
      let candidate = Choice(index: index, seen: seen, next: max(seen, floor) + step)
      guard let best = look.best, candidate.next >= best.next else {
        (look.best, ties) = (candidate, 1)
        continue
      }
      guard candidate.next == best.next else { continue }
      ties += 1
      if random.below(ties) == 0 { look.best = candidate }
    }
    return look
  }

  /// Where an upstream begins that was away or is new: what it has missed is not made up for.
  private func floor(of backend: borrowing BalancedBackend, _ question: Question) -> Int {
    var (furthest, longest) = (0, 0)
    for index in backend.upstreams.indices where isUsable(index, of: backend, question) {
      let upstream = backend.upstreams[index]
      furthest = max(furthest, loads.turn(upstream.cell))
      longest = max(longest, Self.round / weight(upstream, of: backend, question.now))
    }
    return furthest - longest
  }

  // MARK: By hash

  private func wanting(
    _ hash: UInt64, of backend: borrowing BalancedBackend, _ question: Question
  ) -> Look {
    var look = Look()
    var best = -1.0
    for index in backend.upstreams.indices where isUsable(index, of: backend, question) {
      let upstream = backend.upstreams[index]
      guard !isFull(upstream) else {
        look.isAnyFull = true
        continue
      }
      let score = BalanceHash.score(hash, upstream.identity, weight: upstream.weight)
      if score > best { (best, look.best) = (score, Choice(index: index, seen: 0)) }
    }
    return look
  }
}
