/// A signature on content: a line of an `.ndb`, `.ldb`, `.db` or `.cdb` file, in one form.
///
/// A line of an `.ndb` file has one part and the logic `0`; one of a `.cdb` file has no parts, and a rule.
public struct ContentSignature: Sendable {
  /// The name, as detections show it.
  public var name: String
  /// What the file must be.
  public var description: TargetDescription
  /// When it is found, by its parts.
  public var logic: LogicExpression
  /// Its parts, at most 64; the logic names them by their place.
  public var parts: [Subsignature]
  /// Whether it is logical: detections of those are reported after all others, as in ClamAV.
  public var isLogical: Bool

  /// What a member of a container must be for which the signature stands: nothing of its content.
  public private(set) var rule: ContainerRule?

  /// A signature that is a rule on members of containers.
  init(_ rule: ContainerRule) {
    self.init(
      name: rule.name, description: TargetDescription(target: .any), logic: .part(0, nil),
      parts: [], isLogical: false)
    self.rule = rule
  }

  /// A signature of these parts.
  public init(
    name: String, description: TargetDescription, logic: LogicExpression, parts: [Subsignature],
    isLogical: Bool
  ) {
    self.name = name
    self.description = description
    self.logic = logic
    self.parts = parts
    self.isLogical = isLogical
  }
}
