public import Inspection

/// The verdict on a body, under a policy: what it is, whether it is refused for that or not.
public enum Judgement: Hashable, Sendable {
  /// All of it was judged, and nothing speaks against it.
  case clean
  /// A signature was found in it. No policy allows that.
  case infected
  /// It is or contains what the operator does not want, or wants to be told of: the first such class.
  case forbidden(ThreatClass)
  /// Not all of it could be judged: the first such reason, those before others that the operator does not
  /// accept. What is accepted is delivered, and is not clean all the same.
  case unscannable(UnjudgedReason)
}
