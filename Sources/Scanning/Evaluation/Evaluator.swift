internal import FileTypes
package import Signatures

/// Decides exactly whether content signatures are found in a subject, by all of its bytes.
///
/// It needs no filter before it, only time: the parts of a signature are looked for one after the
/// other, those first that are expected to decide most for the least, until the logic is decided. It may
/// allocate: not for a worker's event loop.
package struct Evaluator: ~Copyable {
  /// How many bytes ClamAV reads at a time; see ``lastInFirstRead``.
  static let readBytes = 131_072

  /// What one signature costs that is soon decided.
  private static let stepsPerSignature = 48

  let tables: ContentTables
  var verifier: PieceVerifier
  var counts = PartCounts()
  var expressions: (any ExpressionMatcher)?

  /// For each part the last match, of those in ClamAV's first read where there is one.
  var lastMatches: [UInt64] = Array(repeating: 0, count: 64)

  /// Where the parts of the last signature that was found matched first, in the order in which they were
  /// looked for; only those that were. The place of a number is its own, that of an image its first byte.
  package internal(set) var matchedParts: [PartMatch] = []

  /// Whether an expression or an image was given up since the evaluation began.
  var isPartGivenUp = false

  /// An evaluator of the signatures in tables.
  ///
  /// - Parameter expressions: searches for regular expressions; without it none is found.
  package init(_ tables: ContentTables, expressions: (any ExpressionMatcher)? = nil) {
    self.tables = tables
    self.expressions = expressions
    verifier = PieceVerifier(tables)
  }

  /// Decides one signature.
  ///
  /// - Parameters:
  ///   - signature: its place in the table of signatures.
  ///   - budget: is charged; what is spent before does not return.
  package mutating func evaluate(
    _ signature: UInt32, in subject: borrowing Subject, budget: inout EvaluationBudget
  ) -> Evaluation {
    budget.spend(Self.stepsPerSignature)
    matchedParts.removeAll(keepingCapacity: true)
    isPartGivenUp = false
    let record = tables.signatures[Int(signature)]
    guard record.isInert == 0, record.target == .any || record.target == subject.type,
      meetsConditions(record, subject)
    else { return .absent }
    counts.reset()
    var isFound = false
    for turn in 0..<Int(record.partCount) {
      switch truth(of: record) {
      case .no: return .absent
      case .yes: isFound = true
      case .undecided: break
      }
      let part = Int(tables.parts[Int(record.firstPart) + turn].turn)
      // Once it is decided, only places are still of interest.
      if isFound, tables.parts[Int(record.firstPart) + part].kind != .pattern { continue }
      let count = count(part, of: record, subject, &budget)
      if budget.isExhausted || isPartGivenUp, !isFound { return .exhausted }
      // What follows may take matches back.
      if count == 0 || !isBeforeMacro(part, record) { counts[part] = count }
    }
    guard isFound || truth(of: record) == .yes else { return .absent }
    return found(record)
  }

  private mutating func found(_ record: ContentSignatureRecord) -> Evaluation {
    matchedParts.removeAll { counts[$0.part] == 0 }
    // Numbers beside a match and macros lie around what was searched for.
    func isSearchedFor(_ match: PartMatch) -> Bool {
      let kind = tables.parts[Int(record.firstPart) + match.part].kind
      return kind == .pattern || kind == .expression
    }
    let searched = matchedParts.filter(isSearchedFor)
    let first = searched.min { $0.offset < $1.offset } ?? matchedParts.first
    return .found(firstOffset: first?.offset ?? 0, size: first?.size ?? 0)
  }

  private mutating func truth(of record: ContentSignatureRecord) -> PartCounts.Truth {
    counts.truth(of: tables.logic, first: Int(record.firstLogic), count: Int(record.logicCount))
  }

  private func isBeforeMacro(_ part: Int, _ record: ContentSignatureRecord) -> Bool {
    part + 1 < Int(record.partCount)
      && tables.parts[Int(record.firstPart) + part + 1].kind == .macro
  }

  /// Whether a file lies in what a signature asks for. As in ClamAV, a type that may be any is passed over
  /// without a look at what is there.
  private func isAround(_ conditions: ContentConditionRecord, _ types: [FileType]) -> Bool {
    var place = types.count - 2
    func isType(_ number: UInt8) -> Bool {
      (place >= 0 ? types[place] : .any).isContainer(number)
    }
    if conditions.container > 0, !isType(UInt8(clamping: conditions.container - 1)) { return false }
    let count = Int(conditions.intermediateCount)
    guard count < max(1, types.count) else { return false }
    for turn in 0..<count {
      let number = conditions.intermediate(at: count - 1 - turn)
      if number == FileType.any.rawValue { continue }
      guard isType(number) else { return false }
      place -= 1
    }
    return true
  }

  private func meetsConditions(
    _ record: ContentSignatureRecord, _ subject: borrowing Subject
  ) -> Bool {
    guard record.conditions != ContentSignatureRecord.noConditions else { return true }
    let conditions = tables.conditions[Int(record.conditions)]
    let size = subject.fileSize
    guard conditions.fileSizeMin <= size, size <= conditions.fileSizeMax else { return false }
    guard isAround(conditions, subject.types) else { return false }
    guard conditions.asksForLayout else { return true }
    guard let layout = subject.layout else { return false }
    let sections = UInt64(layout.sections.count)
    return conditions.entryPointMin <= layout.entryPoint
      && layout.entryPoint <= conditions.entryPointMax
      && conditions.sectionCountMin <= sections && sections <= conditions.sectionCountMax
  }
}
