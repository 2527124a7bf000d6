/// What a search for a regular expression gave.
package enum ExpressionMatch: Equatable, Sendable {
  case none
  /// The match, as places in the bytes that were searched.
  case found(Range<Int>)
  /// The search was given up, as it took too long.
  case limit
}

/// How a search for a regular expression is meant.
package struct ExpressionSearch: Equatable, Sendable {
  /// Where it begins; what is before can be looked back at. Searches beyond 0 continue the one before them,
  /// for the same expression in the same bytes.
  package var start: Int
  /// Whether the match must begin there.
  package var isAnchored: Bool
  /// Whether it makes a difference where the match lies: else it is evidence alone.
  package var asksPlace: Bool

  /// A search of that meaning.
  package init(start: Int, isAnchored: Bool, asksPlace: Bool) {
    self.start = start
    self.isAnchored = isAnchored
    self.asksPlace = asksPlace
  }
}

/// Searches for the regular expressions of the signatures.
///
/// The evaluator decides when an expression is looked for and in which bytes, and what a match means.
package protocol ExpressionMatcher {
  /// The first match of an expression.
  ///
  /// - Parameters:
  ///   - expression: its place in the table of expressions.
  ///   - bytes: all that it may see.
  ///   - wanted: where it may match, and how exactly that must be told.
  ///   - budget: is charged for the search.
  mutating func firstMatch(
    of expression: UInt32, in bytes: Span<UInt8>, _ wanted: ExpressionSearch,
    budget: inout EvaluationBudget
  ) -> ExpressionMatch
}
