internal import Expressions
internal import Signatures

/// Runs the regular expressions of content signatures by PCRE2. Each is compiled when it is first asked
/// for, which few ever are: they count only after others of their signature's parts.
final class CompiledExpressions: ExpressionMatcher {
  private let tables: ContentTables
  private var matcher: Expressions.ExpressionMatcher
  private var compiled: [UInt32: Expressions.Expression] = [:]
  /// Expressions that do not compile are never found, as in ClamAV, which does not load them.
  private var refused: Set<UInt32> = []

  /// What a step of PCRE2 costs in steps of the evaluation.
  private static let stepCost = 6

  init(_ tables: ContentTables) throws(ExpressionError) {
    self.tables = tables
    matcher = try Expressions.ExpressionMatcher()
  }

  func firstMatch(
    of expression: UInt32, in bytes: Span<UInt8>, from start: Int, isAnchored: Bool,
    budget: inout EvaluationBudget
  ) -> ExpressionMatch {
    guard let code = code(of: expression) else { return .none }
    let left = budget.limit > budget.spent ? budget.limit - budget.spent : 0
    let limits = ExpressionLimits(stepsMax: left / UInt64(Self.stepCost))
    let result = matcher.firstMatch(
      of: code, in: bytes, from: start, isAnchored: isAnchored, limits: limits)
    budget.spend(1 + Int(clamping: matcher.steps) * Self.stepCost)
    return switch result {
    case .none: .none
    case .match(let range): .found(range)
    // ClamAV takes its own limits for no match. What was not searched is not called clean here.
    case .limitReached: .limit
    // An expression for UTF-8, in bytes that are not.
    case .unsearchable: .none
    }
  }

  private func code(of expression: UInt32) -> Expressions.Expression? {
    if let code = compiled[expression] { return code }
    guard !refused.contains(expression) else { return nil }
    let record = tables.expressions[Int(expression)]
    let text = (0..<Int(record.byteCount)).map { tables.bytes[Int(record.firstByte) + $0] }
    do throws(ExpressionError) {
      let code = try Expressions.Expression(text, options: ExpressionOptions(record.flags))
      compiled[expression] = code
      return code
    } catch {
      refused.insert(expression)
      return nil
    }
  }
}

extension ExpressionOptions {
  fileprivate init(_ flags: ContentExpressionRecord.Flags) {
    self = []
    if flags.contains(.caseless) { insert(.caseInsensitive) }
    if flags.contains(.dotAll) { insert(.dotMatchesAll) }
    if flags.contains(.multiline) { insert(.multipleLines) }
    if flags.contains(.extended) { insert(.extended) }
    if flags.contains(.anchored) { insert(.anchored) }
    if flags.contains(.dollarEndOnly) { insert(.dollarEndOnly) }
    if flags.contains(.ungreedy) { insert(.ungreedy) }
  }
}
