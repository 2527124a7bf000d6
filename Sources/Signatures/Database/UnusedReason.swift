/// Why a line of a signature database is not used.
public enum UnusedReason: Error, Hashable, Sendable {
  /// The line is not written as its format says.
  case malformed(Malformation)
  /// The file has a format of ClamAV that is not evaluated.
  case formatNotEvaluated(UnevaluatedFormat)
  /// There is no such target type, or it is internal to ClamAV.
  case unknownTarget(UInt32)
  /// A logical signature's description asks for something that ClamAV 1.4 does not know: it passes
  /// such lines over.
  case unknownCondition
  /// A file type's rule is of a kind that ClamAV 1.4 does not know: it passes such lines over.
  case unknownMagic
  /// ClamAV passes lines over that are marked so (`Name==…` in a `.db` file).
  case passedOver
  /// The pattern has a construct that is not evaluated yet.
  case patternNotEvaluated(PatternConstruct)
  /// PCRE2 does not compile the signature's regular expression.
  case expressionRefused
  /// A part of the pattern between unbounded gaps has no two fixed bytes in a row.
  case noAnchor
  /// A part of the pattern is longer than the window in which patterns are verified.
  case patternTooLong
  /// The line is for an older or newer functionality level than the one that is evaluated.
  case functionalityLevel
  /// The signature's description asks for what is not evaluated yet.
  case conditionNotEvaluated(Condition)
  /// An `.ign` or `.ign2` file names the signature.
  case ignored
  /// The file is of signatures for unwanted applications, which are not asked for.
  case unwantedApplication

  /// A condition of a logical signature's description.
  public enum Condition: Hashable, Sendable {
    /// `IconGroup1` and `IconGroup2`: the icons of a Windows program.
    case icons
  }

  /// A construct of body patterns.
  public enum PatternConstruct: Hashable, Sendable {
    /// `(B)`, `(L)`, `(W)` and their negations.
    case boundary
    /// Alternatives inside alternatives, or with wildcards longer than a byte.
    case alternatives
  }
}

extension UnusedReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let part): "malformed line: \(part.expectation)"
    case .formatNotEvaluated(let format): "\(format) are not evaluated"
    case .unknownTarget(let target): "unknown target type \(target)"
    case .unknownCondition: "unknown condition in the target description"
    case .unknownMagic: "unknown kind of file type rule"
    case .passedOver: "marked to be passed over"
    case .patternNotEvaluated(.boundary): "word or line boundary, not evaluated yet"
    case .patternNotEvaluated(.alternatives): "nested alternatives, not evaluated yet"
    case .expressionRefused: "a regular expression that PCRE2 does not compile"
    case .noAnchor: "a part of the pattern has no two fixed bytes in a row"
    case .patternTooLong: "a part of the pattern is too long"
    case .functionalityLevel: "for another functionality level"
    case .conditionNotEvaluated(.icons): "asks for icons, not evaluated"
    case .ignored: "named in an ignore list"
    case .unwantedApplication: "signatures for unwanted applications are off"
    }
  }
}
