/// How Hyperscan runs an expression; its compiled form has the same place in the list of databases.
///
/// Records have no padding: their fields fill them, so that the same sources give the same bytes.
package struct ExpressionFilterRecord: BitwiseCopyable, Sendable {
  package enum Kind: UInt32, Sendable {
    /// Hyperscan matches exactly where PCRE2 does.
    case exact
    /// Hyperscan matches wherever PCRE2 does, and may match elsewhere.
    case necessary
  }

  private var kindValue: UInt32
  /// How many bytes a match has at least.
  package var lengthMin: UInt32
  /// How many bytes a match has at most; ``unbounded`` where there is no such number.
  package var lengthMax: UInt32
  /// How large the expression is: see ``ExpressionSize``.
  package var positions: UInt32

  /// In place of a greatest length.
  package static let unbounded = UInt32.max

  init(kind: Kind, lengthMin: UInt32, lengthMax: UInt32, positions: UInt32) {
    kindValue = kind.rawValue
    self.lengthMin = lengthMin
    self.lengthMax = lengthMax
    self.positions = positions
  }

  /// What is not known to be exact is not taken to be.
  package var kind: Kind { Kind(rawValue: kindValue) ?? .necessary }
}

extension ContentExpressionRecord {
  /// In place of a filter, where PCRE2 alone runs the expression.
  package static let noFilter = UInt32.max
}
