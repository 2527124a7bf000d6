public import Inspection

/// What a policy makes of a body.
public enum Judgement: Hashable, Sendable {
  /// Nothing speaks against it.
  case clean
  /// A signature was found in it. No policy allows that.
  case infected
  /// It is or contains what the operator does not want: the first such class.
  case forbidden(ThreatClass)
  /// Not all of it could be judged: the first such reason that the operator does not accept.
  case unscannable(UnjudgedReason)
}
