/// Whether a signature is found in a subject.
package enum Evaluation: Equatable, Sendable {
  /// It is not there.
  case absent
  /// It is: the place of the first of its parts that is found, and how many bytes that match has.
  case found(firstOffset: UInt64, size: UInt64)
  /// The budget was spent before it was decided.
  case exhausted
}

/// Where a part of a signature was found first.
package struct PartMatch: Equatable, Sendable {
  /// The part's number.
  package var part: Int
  package var offset: UInt64
  package var size: UInt64
}

/// How much the evaluation of signatures in one subject may cost: a count of steps.
///
/// A step is a few nanoseconds: a candidate place looked at, a comparison begun, or 64 bytes searched.
package struct EvaluationBudget: Sendable {
  /// The steps that were taken.
  package private(set) var spent: UInt64 = 0
  /// The steps that may be taken.
  private let limit: UInt64
  /// The same while a signature has its turn.
  private var turnLimit: UInt64

  /// A budget of so many steps.
  package init(steps: UInt64) {
    limit = steps
    turnLimit = steps
  }

  @inline(__always) package mutating func spend(_ steps: Int) {
    spent &+= UInt64(truncatingIfNeeded: steps)
  }

  /// How many steps may still be taken.
  package var left: UInt64 { turnLimit > spent ? turnLimit - spent : 0 }

  /// Whether more was spent than may be.
  package var isExhausted: Bool { spent > turnLimit }

  /// Until ``endTurn()`` no more may be taken than a share of what is left.
  mutating func beginTurn(share: UInt64) { turnLimit = spent + left / share }

  /// All that is left may be taken again.
  mutating func endTurn() { turnLimit = limit }

  /// Ends what the turn may take: what is looked for cannot be decided.
  mutating func giveUp() { turnLimit = 0 }
}
