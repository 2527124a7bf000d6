internal import Signatures

/// Finds a piece again and again, in the order of its anchors.
struct PieceSearch {
  /// A match of a piece.
  struct Match {
    /// Where its anchor ends: matches of different pieces are ordered by it.
    var anchorEnd: Int
    var range: Range<Int>
  }

  /// What stopping at a place costs, beside what the comparisons cost there.
  private static let stepsPerPlace = 5

  let piece: ContentPieceRecord
  private let isWide: Bool
  private let pair: PairSearch
  /// The anchors that come next and last.
  private var next: Int
  private var last: Int
  private(set) var isFinished = false

  init(_ piece: ContentPieceRecord, isWide: Bool) {
    self.piece = piece
    self.isWide = isWide
    pair = PairSearch(values: piece.pairValue, masks: piece.pairMask)
    next = Int(piece.prefixMin)
    last = .max
  }

  /// Leaves matches out that begin outside of a range.
  mutating func bound(low: UInt64, high: UInt64) {
    skip(to: Int(clamping: low))
    let (end, overflow) = Int(clamping: high).addingReportingOverflow(Int(piece.prefixMax))
    last = overflow ? .max : end
  }

  /// Leaves matches out that begin before a place.
  mutating func skip(to start: Int) {
    let (anchor, overflow) = start.addingReportingOverflow(Int(piece.prefixMin))
    next = max(next, overflow ? .max : anchor)
  }

  /// The next match.
  mutating func find(
    in bytes: Span<UInt8>, _ verifier: inout PieceVerifier, _ budget: inout EvaluationBudget
  ) -> Match? {
    let offset = Int(piece.pairOffset)
    while !isFinished, !budget.isExhausted {
      guard next <= bytes.count else { break }
      let high = min(last, bytes.count) + offset
      guard
        let place = pair.first(in: bytes, from: next + offset, through: high, budget: &budget)
      else { break }
      let anchor = place - offset
      next = anchor + 1
      budget.spend(Self.stepsPerPlace)
      if let range = verifier.match(
        piece, isWide: isWide, anchor: anchor, in: bytes, budget: &budget)
      {
        return Match(anchorEnd: anchor + Int(piece.anchorCount), range: range)
      }
    }
    isFinished = true
    return nil
  }
}
