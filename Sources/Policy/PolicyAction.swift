/// What becomes of an upload that a policy's rule applies to.
public enum PolicyAction: String, CaseIterable, Hashable, Sendable {
  /// It is refused.
  case block
  /// It is delivered, logged and counted.
  case report
  /// It is delivered.
  case allow
}
