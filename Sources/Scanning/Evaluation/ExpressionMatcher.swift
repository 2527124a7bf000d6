/// What a search for a regular expression gave.
package enum ExpressionMatch: Equatable, Sendable {
  case none
  /// The match, as places in the bytes that were searched.
  case found(Range<Int>)
  /// The search was given up, as it took too long.
  case limit
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
  ///   - start: where the search begins; what is before can be looked back at.
  ///   - isAnchored: whether the match must begin there.
  ///   - budget: is charged for the search.
  mutating func firstMatch(
    of expression: UInt32, in bytes: Span<UInt8>, from start: Int, isAnchored: Bool,
    budget: inout EvaluationBudget
  ) -> ExpressionMatch
}
