internal import Expressions
internal import Signatures

/// Runs the regular expressions of content signatures.
///
/// Hyperscan goes over the bytes first, where it knows the expression: what it does not match is nowhere,
/// and what it matches, PCRE2 looks for where it can be. An expression that Hyperscan knows exactly is found
/// by it; PCRE2 then only says where. Each is compiled for PCRE2 when it is first asked for, which few ever
/// are: they count only after others of their signature's parts.
final class CompiledExpressions: ExpressionMatcher {
  private let tables: ContentTables
  private var prefilter: ExpressionPrefilter
  private var matcher: Expressions.ExpressionMatcher
  private var compiled: [UInt32: Expressions.Expression] = [:]
  /// Expressions that do not compile are never found, as in ClamAV, which does not load them.
  private var refused: Set<UInt32> = []
  /// Where the expression that was searched for last can be, for the matches after its first.
  private var places: ExpressionPlaces?

  /// What beginning a search costs, however short it is: a signature may count a match at every byte.
  private static let searchCost = 12
  /// What a step of PCRE2 costs in steps of the evaluation.
  private static let stepCost = 6
  /// Steps of PCRE2 spent on where a match lies that is certain: less than a millisecond.
  private static let placingStepsMax: UInt64 = 1 << 14

  /// Runs the expressions in tables, which own what they show.
  init(_ tables: ContentTables, _ filters: ExpressionFilters) throws {
    self.tables = tables
    prefilter = try ExpressionPrefilter(filters)
    matcher = try Expressions.ExpressionMatcher()
  }

  func firstMatch(
    of expression: UInt32, in bytes: Span<UInt8>, _ wanted: ExpressionSearch,
    budget: inout EvaluationBudget
  ) -> ExpressionMatch {
    guard let code = code(of: expression) else { return .none }
    let record = tables.expressions[Int(expression)]
    // One place is soon tried.
    guard !wanted.isAnchored else {
      return search(code, in: bytes, from: wanted.start, isAnchored: true, &budget)
    }
    if wanted.start == 0 { places = prefilter.places(of: record, in: bytes, budget: &budget) }
    guard let places else { return search(code, in: bytes, from: wanted.start, &budget) }
    let isCertain = !wanted.asksPlace && prefilter.filter(of: record)?.kind == .exact
    let stepsMax = isCertain ? Self.placingStepsMax : .max
    for run in places.runs where run.upperBound >= wanted.start {
      let start = max(run.lowerBound, wanted.start)
      let match = search(
        code, in: bytes, from: start, beginningUpTo: run.upperBound, stepsMax: stepsMax, &budget)
      if match == .limit, isCertain, let shortest = places.shortestFirst { return .found(shortest) }
      if match != .none { return match }
    }
    return .none
  }

  private func search(
    _ code: Expressions.Expression, in bytes: Span<UInt8>, from start: Int,
    isAnchored: Bool = false, beginningUpTo last: Int? = nil, stepsMax: UInt64 = .max,
    _ budget: inout EvaluationBudget
  ) -> ExpressionMatch {
    let left = budget.left / UInt64(Self.stepCost)
    let result = matcher.firstMatch(
      of: code, in: bytes, from: start, isAnchored: isAnchored, beginningUpTo: last,
      limits: ExpressionLimits(stepsMax: min(left, stepsMax)))
    budget.spend(Self.searchCost + Int(clamping: matcher.steps) * Self.stepCost)
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
