/// How Hyperscan runs an expression; its compiled form has the same place in the list of databases.
package struct ExpressionFilterRecord: BitwiseCopyable, Sendable {
  package enum Kind: UInt32, BitwiseCopyable, Sendable {
    /// Hyperscan matches exactly where PCRE2 does.
    case exact
    /// Hyperscan matches wherever PCRE2 does, and may match elsewhere.
    case necessary
  }

  package var kind: Kind
  /// How many bytes a match has at least.
  package var lengthMin: UInt32
  /// How many bytes a match has at most; ``unbounded`` where there is no such number.
  package var lengthMax: UInt32
  /// How large the expression is: see ``ExpressionSize``.
  package var positions: UInt32

  /// In place of a greatest length.
  package static let unbounded = UInt32.max
}

extension ContentExpressionRecord {
  /// In place of a filter, where PCRE2 alone runs the expression.
  package static let noFilter = UInt32.max
}
