/// Why a line of a `.ftm` file is no rule.
public enum FileMagicFault: Error, Hashable, Sendable {
  /// Fewer than six fields, or more than eight.
  case fields(count: Int)
  /// The kind, the offset or a functionality level is no number.
  case number
  /// A type that ClamAV does not know, or none where one is found.
  case type
  /// The offset is neither `*`, `n`, `n,m` nor `EOF-n`.
  case offset
  /// The bytes are no pairs of hexadecimal digits, or the pattern breaks the language of body
  /// signatures.
  case pattern
  /// A part of the language of body signatures that the types' patterns do not use: negation, gaps
  /// within alternatives, alternatives of different lengths, boundaries.
  case unsupportedPattern
  /// A part of the pattern has no two fixed bytes side by side to look for.
  case noAnchor
  /// More than ``FileMagicRule/lineBytesMax`` bytes, a pattern of more than
  /// ``FileMagicRule/patternBytesMax`` bytes or ``FileMagicRule/partsMax`` parts, or more patterns in
  /// parts than the search has room for.
  case tooLong
}
