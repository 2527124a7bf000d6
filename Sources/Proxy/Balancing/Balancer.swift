import Primitives

/// Chooses the upstream of an exchange, by what all workers know of them.
///
/// The place is taken by compare-and-exchange on the count that was judged: when another worker was
/// faster, the choice is made again on fresh counts, so that workers do not herd. Of a tie each is as
/// likely.
public struct Balancer: ~Copyable {
  /// Up to how many upstreams all are compared by their load. Past it two random ones are, which is nearly
  /// as even and touches two cache lines.
  public static let scanMax = 16

  let loads: UpstreamLoads
  var random: SeededRandom

  /// A worker's own: the seed only breaks ties.
  public init(loads: UpstreamLoads, seed: UInt64) {
    self.loads = loads
    random = SeededRandom(seed: seed)
  }

  /// A random number below `bound`.
  public mutating func draw(below bound: UInt64) -> UInt64 { random.below(bound) }

  /// What was found of the upstream that is the best so far.
  struct Choice {
    var index: Int
    /// The word that its place is taken by, as it was judged.
    var seen: Int
    /// What it is to be then, where that is not one more.
    var next = 0
  }

  /// What was seen of all.
  struct Look {
    var best: Choice?
    /// Whether some could only not be chosen for having as many exchanges as they may have.
    var isAnyFull = false
  }

  /// What one choice is made by.
  struct Question {
    var key: BalanceKey
    var tried: UInt64
    var now: UInt64
    /// Which of the two kinds takes part.
    var usesBackups = false
  }

  /// Takes a place at the upstream whose turn it is.
  ///
  /// - Parameters:
  ///   - key: what of the request counts.
  ///   - tried: bit `i` set: upstream `i` (below 64) has failed this exchange and is left out.
  public mutating func take(
    from backend: borrowing BalancedBackend, for key: BalanceKey = BalanceKey(), tried: UInt64 = 0,
    nowNanoseconds now: UInt64
  ) -> Placement {
    var question = Question(key: key, tried: tried, now: now)
    // A lost exchange means that another worker took a place, so somebody always gets on; the bound
    // only keeps one worker from starving in a storm.
    for _ in 0..<1024 {
      if let bound = boundPlace(of: backend, question) { return bound }
      question.usesBackups = backend.hasBackups && !isAnyUsable(of: backend, question)
      let look = look(at: backend, question)
      guard let choice = look.best else { return look.isAnyFull ? .full : .none }
      if claim(choice, of: backend, question) { return .taken(choice.index) }
    }
    return .none
  }

  /// The place at the upstream that the client is bound to; `nil`: it is to have another.
  private func boundPlace(
    of backend: borrowing BalancedBackend, _ question: Question
  ) -> Placement? {
    let index = question.key.bound
    guard index >= 0, index < backend.upstreams.count, !isTried(index, question) else {
      return nil
    }
    let upstream = backend.upstreams[index]
    // A trial may fail, and the others wait for it: that is not for those who mind where they are.
    guard loads.isOpen(upstream.cell, isBound: true, nowNanoseconds: question.now),
      !loads.needsTrial(upstream.cell)
    else { return nil }
    guard loads.take(upstream.cell, below: upstream.connectionsMax) else { return .full }
    _ = loads.addBytes(upstream.cell, question.key.bytes, seen: nil)
    return .taken(index)
  }

  private func isAnyUsable(of backend: borrowing BalancedBackend, _ question: Question) -> Bool {
    for index in backend.upstreams.indices where isUsable(index, of: backend, question) {
      return true
    }
    return false
  }

  private func isTried(_ index: Int, _ question: Question) -> Bool {
    index < 64 && question.tried & 1 << UInt64(index) != 0
  }

  /// Whether an upstream takes part, be it full or not.
  func isUsable(
    _ index: Int, of backend: borrowing BalancedBackend, _ question: Question
  ) -> Bool {
    guard !isTried(index, question) else { return false }
    let upstream = backend.upstreams[index]
    return upstream.isBackup == question.usesBackups
      && loads.isOpen(upstream.cell, isBound: false, nowNanoseconds: question.now)
  }

  /// Takes the place that was chosen. False: somebody was faster, and all is to be looked at again.
  private func claim(
    _ choice: Choice, of backend: borrowing BalancedBackend, _ question: Question
  ) -> Bool {
    let upstream = backend.upstreams[choice.index]
    let (cell, bytes) = (upstream.cell, question.key.bytes)
    if loads.needsTrial(cell) {
      guard loads.claimTrial(cell, nowNanoseconds: question.now, policy: backend.ejection) else {
        return false
      }
      // A claim that was then lost to an exchange's end would cost the upstream another pause.
      _ = loads.take(cell, below: 0)
      return loads.addBytes(cell, bytes, seen: nil)
    }
    switch backend.algorithm {
    case .leastConnections, .randomOfTwo:
      // Another worker may have taken the last place since it was looked at.
      guard upstream.connectionsMax == 0 || choice.seen < upstream.connectionsMax,
        loads.take(cell, seen: choice.seen)
      else { return false }
      return loads.addBytes(cell, bytes, seen: nil)
    case .hash:
      guard loads.take(cell, below: upstream.connectionsMax) else { return false }
      return loads.addBytes(cell, bytes, seen: nil)
    case .leastBytes:
      guard loads.addBytes(cell, bytes, seen: choice.seen) else { return false }
      if loads.take(cell, below: upstream.connectionsMax) { return true }
      loads.removeBytes(cell, bytes)
      return false
    case .roundRobin:
      guard loads.takeTurn(cell, seen: choice.seen, next: choice.next) else { return false }
      guard loads.take(cell, below: upstream.connectionsMax) else { return false }
      return loads.addBytes(cell, bytes, seen: nil)
    }
  }
}
