import Expressions
import Testing

/// Searches for an expression in bytes, with ClamAV's limits and as many steps as a mebibyte may take.
func search(
  _ pattern: String, flags: String = "", in bytes: [UInt8], from start: Int = 0,
  isAnchored: Bool = false, limits: ExpressionLimits = .init(stepsMax: 4 << 20)
) throws -> ExpressionMatch {
  let options = try #require(ExpressionOptions(flags: flags.utf8))
  let expression = try Expression(Array(pattern.utf8), options: options)
  var matcher = try ExpressionMatcher()
  return matcher.firstMatch(
    of: expression, in: bytes.span, from: start, isAnchored: isAnchored, limits: limits)
}

func search(
  _ pattern: String, flags: String = "", in text: String, from start: Int = 0,
  isAnchored: Bool = false
) throws -> ExpressionMatch {
  try search(
    pattern, flags: flags, in: Array(text.utf8), from: start, isAnchored: isAnchored)
}
