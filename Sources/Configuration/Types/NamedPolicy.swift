public import Policy

/// A policy and the name by which routes ask for it.
public struct NamedPolicy: Sendable, Equatable {
  /// Its name: 1…64 letters, digits, `-`, `_` and `.`.
  public var name: String
  /// What it blocks, has reported and allows.
  public var policy: Policy

  /// A policy under a name.
  public init(name: String, policy: Policy) {
    self.name = name
    self.policy = policy
  }
}
