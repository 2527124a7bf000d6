internal import Signatures

extension Evaluator {
  /// How often a pattern of a macro's group is found at the right distance after the part before.
  ///
  /// ClamAV looks at the group's last match whenever the part before is found again, and once at the
  /// end: the match before must then be that far ahead of it. A part that is found once alone is never
  /// followed by its macro. What the checks take back is taken from the count of the part before.
  mutating func countMacro(
    _ part: Int, _ record: ContentPartRecord, of signature: ContentSignatureRecord,
    _ subject: borrowing Subject, _ budget: inout EvaluationBudget
  ) -> UInt32 {
    guard part > 0 else { return 0 }
    let previous = tables.parts[Int(signature.firstPart) + part - 1]
    guard previous.kind == .pattern, counts[part - 1] != 0,
      let range = OffsetRange(previous, in: subject)
    else { return 0 }
    var run = MacroRun(
      distanceMin: UInt64(clamping: record.distance), distanceMax: record.shift,
      mayRepeat: false)
    var searches: [(search: VariantSearch, range: OffsetRange, isMacro: Bool)] = []
    for variant in 0..<Int(previous.count) {
      let search = VariantSearch(
        tables, variant: Int(previous.first) + variant, range, tracksStart: true)
      run.mayRepeat = search.pieceCount > 1
      searches.append((search, range, false))
    }
    for place in 0..<Int(record.count) {
      let macro = tables.macros[Int(record.first) + place]
      for variant in 0..<Int(macro.variantCount) {
        searches.append(
          (
            VariantSearch(
              tables, variant: Int(macro.firstVariant) + variant, .all, tracksStart: true), .all,
            true
          ))
      }
    }
    var pending: [VariantSearch.Match?] = []
    for place in searches.indices {
      pending.append(
        searches[place].search.find(in: subject, searches[place].range, &verifier, &budget))
    }
    while !budget.isExhausted {
      var best: Int?
      for place in pending.indices {
        guard let match = pending[place] else { continue }
        if let other = best.flatMap({ pending[$0] }), other.anchorEnd <= match.anchorEnd {
          continue
        }
        best = place
      }
      guard let best, let match = pending[best] else { break }
      if searches[best].isMacro {
        run.lastMacro = UInt64(match.start)
      } else {
        run.add(UInt64(match.start))
      }
      pending[best] = searches[best].search.find(
        in: subject, searches[best].range, &verifier, &budget)
    }
    run.finish()
    counts[part - 1] = run.count
    if run.macroCount > 0, let place = run.lastMacro {
      matchedParts.append(PartMatch(part: part, offset: place, size: 0))
    }
    return run.macroCount
  }
}

/// The matches of a part and of the macro group that follows it, as ClamAV counts them.
private struct MacroRun {
  let distanceMin: UInt64
  let distanceMax: UInt64
  var mayRepeat: Bool
  var lastMacro: UInt64?
  private(set) var count: UInt32 = 0
  private(set) var macroCount: UInt32 = 0
  private var last: UInt64?

  init(distanceMin: UInt64, distanceMax: UInt64, mayRepeat: Bool) {
    self.distanceMin = distanceMin
    self.distanceMax = distanceMax
    self.mayRepeat = mayRepeat
  }

  /// The part was found.
  mutating func add(_ start: UInt64) {
    if let last, mayRepeat ? start < last : start <= last { return }
    count += 1
    if count == 1 { last = start }
    check(next: start)
  }

  /// The last check.
  mutating func finish() { check(next: nil) }

  private mutating func check(next: UInt64?) {
    guard count > 1, let previous = last else { return }
    if let macro = lastMacro, macro >= previous, macro - previous >= distanceMin,
      macro - previous <= distanceMax
    {
      macroCount += 1
    } else {
      count -= 1
      last = next
    }
  }
}
