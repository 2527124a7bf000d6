internal import Signatures

extension Evaluator {
  /// How often a part is found, up to the count from which on it makes no difference.
  mutating func count(
    _ part: Int, of signature: ContentSignatureRecord, _ subject: borrowing Subject,
    _ budget: inout EvaluationBudget
  ) -> UInt32 {
    budget.spend(1)
    let record = tables.parts[Int(signature.firstPart) + part]
    switch record.kind {
    case .pattern: return countPattern(part, record, subject, &budget)
    case .expression: return countExpression(part, record, subject, &budget)
    case .comparison: return countComparison(part, record, subject)
    case .image: return countImage(part, record, subject)
    case .macro: return countMacro(part, record, of: signature, subject, &budget)
    case .never: return 0
    }
  }

  /// Counts the matches of a pattern, each of which begins after the one before; patterns of several
  /// pieces may begin at the same place again, as in ClamAV.
  private mutating func countPattern(
    _ part: Int, _ record: ContentPartRecord, _ subject: borrowing Subject,
    _ budget: inout EvaluationBudget
  ) -> UInt32 {
    guard let range = OffsetRange(record, in: subject) else { return 0 }
    var tally = Tally(countMax: record.countMax, isReferred: record.isReferred == 1)
    var searches: [VariantSearch] = []
    for variant in 0..<Int(record.count) {
      searches.append(
        VariantSearch(
          tables, variant: Int(record.first) + variant, range, tracksStart: record.isReferred == 1))
    }
    if record.count == 1 || record.countMax == 1 && record.isReferred == 0 {
      for place in searches.indices {
        while !tally.isFull,
          let match = searches[place].find(in: subject, range, &verifier, &budget)
        {
          tally.add(match, mayRepeat: searches[place].pieceCount > 1)
        }
      }
    } else {
      countTogether(&searches, &tally, subject, range, &budget)
    }
    guard let first = tally.first else { return 0 }
    matchedParts.append(
      PartMatch(
        part: part, offset: UInt64(first.start), size: UInt64(max(first.end - first.start, 0))))
    lastMatches[part] = UInt64(tally.lastInFirstRead ?? tally.last ?? 0)
    return tally.count
  }

  /// Counts the matches of both variants, in the order of their anchors.
  private mutating func countTogether(
    _ searches: inout [VariantSearch], _ tally: inout Tally, _ subject: borrowing Subject,
    _ range: OffsetRange, _ budget: inout EvaluationBudget
  ) {
    var pending: [VariantSearch.Match?] = []
    for place in searches.indices {
      pending.append(searches[place].find(in: subject, range, &verifier, &budget))
    }
    while !tally.isFull {
      var best: Int?
      for place in pending.indices {
        guard let match = pending[place] else { continue }
        if let other = best.flatMap({ pending[$0] }), other.anchorEnd <= match.anchorEnd {
          continue
        }
        best = place
      }
      guard let best, let match = pending[best] else { return }
      tally.add(match, mayRepeat: searches[best].pieceCount > 1)
      pending[best] = searches[best].find(in: subject, range, &verifier, &budget)
    }
  }

  private mutating func countImage(
    _ part: Int, _ record: ContentPartRecord, _ subject: borrowing Subject
  ) -> UInt32 {
    // What is not known may be there.
    if subject.imageHash == .unknown { isPartGivenUp = true }
    guard subject.imageHash == .known(UInt64(bitPattern: record.distance)) else { return 0 }
    matchedParts.append(PartMatch(part: part, offset: 0, size: UInt64(subject.bytes.count)))
    return 1
  }

  private mutating func countComparison(
    _ part: Int, _ record: ContentPartRecord, _ subject: borrowing Subject
  ) -> UInt32 {
    let comparison = tables.comparisons[Int(record.first)]
    guard let count = counts[Int(comparison.part)], count > 0 else { return 0 }
    let evaluator = ByteComparisonEvaluator(comparison)
    let match = lastMatches[Int(comparison.part)]
    guard evaluator.holds(at: match, in: subject.bytes) else { return 0 }
    matchedParts.append(
      PartMatch(
        part: part, offset: match &+ UInt64(bitPattern: comparison.distance),
        size: UInt64(comparison.byteCount)))
    return 1
  }

  /// Searches for an expression whose trigger holds.
  private mutating func countExpression(
    _ part: Int, _ record: ContentPartRecord, _ subject: borrowing Subject,
    _ budget: inout EvaluationBudget
  ) -> UInt32 {
    let expression = tables.expressions[Int(record.first)]
    let trigger = counts.truth(
      of: tables.logic, first: Int(expression.firstLogic), count: Int(expression.logicCount))
    // The version information's places are not kept for expressions in ClamAV: any place will do.
    let isVersion = record.offsetKind == .versionInformation
    let size = subject.bytes.count
    // A byte before the start, ClamAV reads "anywhere" into what it counts from the end.
    let isBeforeStart = record.offsetKind == .fromEnd && record.distance == Int64(size) + 1
    let isAnywhere = record.offsetKind == .any || isVersion || isBeforeStart
    guard trigger == .yes, expressions != nil,
      let range = isBeforeStart ? .all : OffsetRange(record, in: subject)
    else { return 0 }
    let low = Int(clamping: range.low)
    guard low < size else { return 0 }
    let shift = isAnywhere ? 0 : Int(clamping: range.high &- range.low)
    let isEncompassed = expression.flags.contains(.encompass)
    let isBounded = isEncompassed && shift > 0
    let bytes = subject.bytes.extracting(
      low..<(isBounded && shift < size - low ? low + shift : size))
    var tally = Tally(countMax: record.countMax, isReferred: record.isReferred == 1)
    let isGlobal = expression.flags.contains(.global)
    var wanted = ExpressionSearch(
      start: 0,
      isAnchored: !isAnywhere && shift == 0 && !expression.flags.contains(.rolling),
      asksPlace: record.isReferred == 1 || isGlobal && record.countMax > 1
        || !isEncompassed && shift > 0)
    repeat {
      let match = expressions?.firstMatch(
        of: record.first, in: bytes, wanted, budget: &budget)
      if match == .limit { isPartGivenUp = true }
      guard case .found(let found)? = match else { break }
      if !isEncompassed, shift > 0, found.lowerBound > shift { break }
      tally.add(
        VariantSearch.Match(
          anchorEnd: 0, start: low + found.lowerBound, end: low + found.upperBound),
        mayRepeat: false)
      // ClamAV does not get on after an empty match.
      guard found.upperBound > wanted.start else { break }
      wanted.start = found.upperBound
    } while isGlobal && wanted.start < bytes.count && !tally.isFull
    guard let first = tally.first else { return 0 }
    matchedParts.append(
      PartMatch(
        part: part, offset: UInt64(first.start), size: UInt64(max(first.end - first.start, 0))))
    lastMatches[part] = UInt64(tally.lastInFirstRead ?? tally.last ?? 0)
    return tally.count
  }
}

/// The matches of a part, counted.
struct Tally {
  private(set) var count: UInt32 = 0
  private(set) var first: VariantSearch.Match?
  private(set) var last: Int?
  /// The last that lies in the bytes that ClamAV reads first: those are all that it has when it
  /// compares numbers beside a match.
  private(set) var lastInFirstRead: Int?
  private let countMax: UInt32
  private let isReferred: Bool

  init(countMax: UInt32, isReferred: Bool) {
    self.countMax = countMax
    self.isReferred = isReferred
  }

  /// Whether more matches make no difference.
  var isFull: Bool { count >= countMax && !isReferred }

  mutating func add(_ match: VariantSearch.Match, mayRepeat: Bool) {
    if let last, mayRepeat ? match.start < last : match.start <= last { return }
    if first == nil { first = match }
    last = match.start
    if match.anchorEnd <= Evaluator.readBytes { lastInFirstRead = match.start }
    if count < .max { count += 1 }
  }
}
