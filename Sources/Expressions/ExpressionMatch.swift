/// How a search for an expression ended.
public enum ExpressionMatch: Equatable, Sendable {
  /// It matches nowhere.
  case none
  /// The leftmost match: offsets in the bytes searched.
  case match(Range<Int>)
  /// A limit was reached first. ClamAV takes that for no match.
  case limitReached(ExpressionLimit)
  /// PCRE2 gave up, with this number of its: the expression asks for UTF-8, which the bytes are not, or it
  /// recurses without end.
  case unsearchable(Int32)
}

/// A limit of a search.
public enum ExpressionLimit: Sendable {
  /// ``ExpressionLimits/branchesMax``.
  case branches
  /// ``ExpressionLimits/heapKibibytesMax``, or memory itself.
  case heap
  /// ``ExpressionLimits/stepsMax``.
  case steps
}
