/// A distinct anchor and the types of the signatures that have it.
struct AnchorLiteral {
  /// What Hyperscan searches for.
  var literal: Anchor.Literal
  /// The types of bodies in which it matters.
  var targets: TargetSet
}

/// A set of target types.
struct TargetSet: OptionSet {
  var rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }
  init(_ target: TargetType) { rawValue = 1 << UInt32(target.rawValue) }

  func contains(_ target: TargetType) -> Bool { contains(TargetSet(target)) }
  mutating func insert(_ target: TargetType) { formUnion(TargetSet(target)) }
}
