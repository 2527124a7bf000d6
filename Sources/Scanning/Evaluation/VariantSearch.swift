internal import Signatures

/// Finds a variant of a pattern again and again: its pieces one after the other, with their gaps.
///
/// The pieces are looked for side by side, in the order of their anchors, each only once something
/// before it was found. Of a piece before an unbounded gap the first end says all; before a gap with a
/// longest length those ends are kept that may still matter.
struct VariantSearch {
  /// A match of the variant.
  struct Match {
    /// Where the anchor of its last piece ends.
    var anchorEnd: Int
    /// Where its first piece begins.
    var start: Int
    /// Where its last piece ends.
    var end: Int
  }

  /// The ends of a piece that the next may follow, and where the first piece then began.
  private struct Ends {
    var entries: [(end: Int, start: Int)] = []
    var head = 0

    var isEmpty: Bool { head == entries.count }
  }

  /// So many ends are kept of one piece. Past it the subject cannot be decided.
  static let endsMax = 1 << 20

  private var searches: [PieceSearch] = []
  private var pending: [PieceSearch.Match?] = []
  private var ends: [Ends] = []
  /// Pieces before this one need not be looked for any more.
  private var firstActive = 0
  private var firstStart = 0
  let pieceCount: Int

  /// Whether the first pieces are looked for even where all that can follow them is known: where they
  /// begin changes what ClamAV takes for the place of a match.
  private let tracksStart: Bool

  init(_ tables: ContentTables, variant: Int, _ range: OffsetRange, tracksStart: Bool) {
    let record = tables.variants[variant]
    pieceCount = Int(record.pieceCount)
    self.tracksStart = tracksStart
    for place in 0..<pieceCount {
      let piece = tables.pieces[Int(record.firstPiece) + place]
      searches.append(PieceSearch(piece, isWide: record.isWide == 1))
      pending.append(nil)
      ends.append(Ends())
    }
    searches[0].bound(low: range.low, high: range.high)
  }

  /// The next match whose first piece begins where it may.
  mutating func find(
    in subject: borrowing Subject, _ range: OffsetRange, _ verifier: inout PieceVerifier,
    _ budget: inout EvaluationBudget
  ) -> Match? {
    if pieceCount == 1 { return findSingle(in: subject, range, &verifier, &budget) }
    while !budget.isExhausted, let place = earliest(subject.bytes, &verifier, &budget),
      let match = pending[place]
    {
      pending[place] = nil
      if place == 0 {
        guard Self.allows(match.range.lowerBound, range, subject) else { continue }
        if ends[0].entries.isEmpty { firstStart = match.range.lowerBound }
        keep(match, at: 0, start: match.range.lowerBound, &budget)
        continue
      }
      // ClamAV asks of every piece that it begins at a value, not of the first alone.
      if range.isVersionInformation, !subject.hasVersionValue(at: match.range.lowerBound) {
        continue
      }
      guard let start = follow(match.range.lowerBound, at: place, &budget) else { continue }
      if place == 1 { firstStart = start }
      if place == pieceCount - 1 {
        return Match(anchorEnd: match.anchorEnd, start: firstStart, end: match.range.upperBound)
      }
      keep(match, at: place, start: firstStart, &budget)
    }
    return nil
  }

  private mutating func findSingle(
    in subject: borrowing Subject, _ range: OffsetRange, _ verifier: inout PieceVerifier,
    _ budget: inout EvaluationBudget
  ) -> Match? {
    while let match = searches[0].find(in: subject.bytes, &verifier, &budget) {
      let start = match.range.lowerBound
      guard Self.allows(start, range, subject) else { continue }
      return Match(anchorEnd: match.anchorEnd, start: start, end: match.range.upperBound)
    }
    return nil
  }

  private static func allows(
    _ start: Int, _ range: OffsetRange, _ subject: borrowing Subject
  ) -> Bool {
    UInt64(start) >= range.low && UInt64(start) <= range.high
      && (!range.isVersionInformation || subject.hasVersionValue(at: start))
  }

  /// The piece whose next match has the earliest anchor; `nil` where the last piece has none any more.
  private mutating func earliest(
    _ bytes: Span<UInt8>, _ verifier: inout PieceVerifier, _ budget: inout EvaluationBudget
  ) -> Int? {
    var best: Int?
    for place in firstActive..<pieceCount {
      let canFollow = place == 0 || !ends[place - 1].isEmpty
      if pending[place] == nil, canFollow, !searches[place].isFinished {
        pending[place] = searches[place].find(in: bytes, &verifier, &budget)
      }
      guard canFollow, let match = pending[place] else {
        if pending[place] == nil, searches[place].isFinished {
          if place == pieceCount - 1 { return nil }
          // Nothing will follow it any more.
          if ends[place].isEmpty { firstActive = place + 1 }
        }
        continue
      }
      if best.flatMap({ pending[$0]?.anchorEnd }).map({ match.anchorEnd < $0 }) ?? true {
        best = place
      }
    }
    budget.spend(1)
    return best
  }

  /// Keeps an end for the next piece.
  private mutating func keep(
    _ match: PieceSearch.Match, at place: Int, start: Int, _ budget: inout EvaluationBudget
  ) {
    budget.spend(2)
    let next = searches[place + 1].piece
    if ends[place].isEmpty {
      searches[place + 1].skip(to: match.range.upperBound + Int(next.gapMin))
    }
    if next.gapMax == .max {
      if !tracksStart { firstActive = max(firstActive, place + 1) }
      if !ends[place].entries.isEmpty { return }
    }
    guard ends[place].entries.count - ends[place].head < Self.endsMax else {
      return budget.giveUp()
    }
    if ends[place].head > 1024, ends[place].head * 2 > ends[place].entries.count {
      ends[place].entries.removeFirst(ends[place].head)
      ends[place].head = 0
    }
    ends[place].entries.append((match.range.upperBound, start))
  }

  /// The start that belongs to the first end that a piece beginning at a place may follow.
  private mutating func follow(
    _ start: Int, at place: Int, _ budget: inout EvaluationBudget
  ) -> Int? {
    let piece = searches[place].piece
    let low = Int(piece.gapMin)
    // Matches are in the order of their anchors; where they begin can differ by this.
    let disorder = Int(piece.prefixMax - piece.prefixMin)
    let high = piece.gapMax == .max ? Int.max / 2 : Int(piece.gapMax)
    var list = ends[place - 1]
    ends[place - 1].entries = []
    defer { ends[place - 1] = list }
    while !list.isEmpty, start - list.entries[list.head].end > high + disorder {
      list.head += 1
      budget.spend(1)
    }
    var index = list.head
    while index < list.entries.count, !budget.isExhausted {
      let distance = start - list.entries[index].end
      if distance >= low, distance <= high { return list.entries[index].start }
      budget.spend(1)
      index += 1
    }
    return nil
  }
}
