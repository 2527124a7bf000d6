/// When a logical signature is found, by how often each of its parts was.
///
/// A tree in the order in which ClamAV evaluates: operators of one level from the left, the first of
/// them with all the rest as its right side.
public indirect enum LogicExpression: Hashable, Sendable {
  /// A part, by its number: found at all, or as often as compared.
  case part(Int, CountComparison?)
  /// Both sides; with a comparison, their counts together are compared.
  case both(LogicExpression, LogicExpression, CountComparison?)
  /// One side or both; with a comparison, their counts together are compared.
  case either(LogicExpression, LogicExpression, CountComparison?)
}

/// How often something must be found: `=n`, `<n`, `>n`, or with the number of different parts that
/// must be among it, `>n,m`.
public struct CountComparison: Hashable, Sendable {
  /// The relation of the count to the number.
  public enum Relation: UInt8, Hashable, Sendable, BitwiseCopyable {
    case equal
    case less
    case greater
  }

  /// How the count is compared.
  public var relation: Relation
  /// What the count is compared with.
  public var count: UInt32
  /// How many different parts must be found; 0 where it does not matter.
  public var partsMin: UInt32

  /// A comparison with these.
  public init(_ relation: Relation, _ count: UInt32, partsMin: UInt32 = 0) {
    self.relation = relation
    self.count = count
    self.partsMin = partsMin
  }
}
