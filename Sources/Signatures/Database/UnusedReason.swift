/// Why a line of a signature database is not used.
public enum UnusedReason: Error, Hashable, Sendable {
  /// The line is not written as its format says.
  case malformed(Malformation)
  /// The file has a format of ClamAV that is not evaluated yet.
  case formatNotEvaluated
  /// The signature is for content that must be normalised first (HTML, mail, graphics, text).
  case normalisedTarget(UInt8)
  /// There is no such target type, or it is internal to ClamAV.
  case unknownTarget(UInt8)
  /// The offset is counted from a place in an executable (entry point, section, version
  /// information) or taken from a macro group.
  case offsetNotEvaluated
  /// The pattern has a construct that is not evaluated yet.
  case patternNotEvaluated(PatternConstruct)
  /// A part of the pattern between unbounded gaps has no two fixed bytes in a row.
  case noAnchor
  /// A part of the pattern is longer than the window in which patterns are verified.
  case patternTooLong
  /// The line is for an older or newer functionality level than the one that is evaluated.
  case functionalityLevel

  /// What is wrong with a malformed line.
  public enum Malformation: Hashable, Sendable {
    /// Too few or too many fields.
    case fieldCount
    /// The name is empty or not UTF-8.
    case name
    /// The target type is not a number.
    case target
    /// The offset is not one of the known forms.
    case offset
    /// The pattern is not well-formed.
    case pattern
    /// The hash is not one of 32, 40 or 64 hexadecimal digits.
    case hash
    /// The size is neither `*` nor a number from 1 to 4294967294.
    case size
    /// The size is `*` in a line that is not for functionality level 73 or later.
    case wildcardSize
    /// A functionality level is not a number.
    case functionalityLevel
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
    case .formatNotEvaluated: "format not evaluated yet"
    case .normalisedTarget(let target):
      "target type \(target) needs normalised content, which is not evaluated yet"
    case .unknownTarget(let target): "unknown target type \(target)"
    case .offsetNotEvaluated: "offset relative to parts of an executable, not evaluated yet"
    case .patternNotEvaluated(.boundary): "word or line boundary, not evaluated yet"
    case .patternNotEvaluated(.alternatives): "nested alternatives, not evaluated yet"
    case .noAnchor: "a part of the pattern has no two fixed bytes in a row"
    case .patternTooLong: "a part of the pattern is too long"
    case .functionalityLevel: "for another functionality level"
    }
  }
}

extension UnusedReason.Malformation {
  /// What the line should have had there.
  var expectation: String {
    switch self {
    case .fieldCount: "wrong number of fields"
    case .name: "expected a name in UTF-8"
    case .target: "expected a target type, a number"
    case .offset: "expected an offset: *, n, EOF-n, EP+n, Sx+n, each with an optional ,shift"
    case .pattern: "expected a pattern of hexadecimal digits and wildcards"
    case .hash: "expected 32, 40 or 64 hexadecimal digits"
    case .size: "expected a size in bytes or *"
    case .wildcardSize: "the size * needs a minimum functionality level of 73 or more"
    case .functionalityLevel: "expected a functionality level, a number"
    }
  }
}
