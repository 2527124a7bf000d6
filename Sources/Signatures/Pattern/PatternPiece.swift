/// A run of a pattern between two gaps, which is found as one: what ClamAV calls a part.
package struct PatternPiece: Hashable, Sendable {
  /// A step inside a piece.
  package enum Step: Hashable, Sendable {
    case byte(BodyPattern.MaskedByte)
    /// One of the strings; of several that fit the first that leads to a match counts.
    case alternatives([[BodyPattern.MaskedByte]])
    /// As many bytes as the strings have, equal to none of them.
    case noneOf([[BodyPattern.MaskedByte]])
    /// A byte of a class; two for a line end of two.
    case boundary(BodyPattern.Boundary, negated: Bool)
  }

  /// A condition on what lies beside the piece.
  package struct Beside: Hashable, Sendable {
    package var boundary: BodyPattern.Boundary
    package var negated: Bool
  }

  /// A single byte beside the piece, with so many bytes between: `aa[2-4]`, `[2-4]aa`.
  package struct Edge: Hashable, Sendable {
    package var byte: BodyPattern.MaskedByte
    package var distance: ClosedRange<Int>
  }

  /// The gap to the piece before; 0 at the first.
  package var gapMin = 0
  /// `nil` where the gap has no longest length.
  package var gapMax: Int?
  package var steps: [Step] = []
  package var before: Beside?
  package var after: Beside?
  package var edgeBefore: Edge?
  package var edgeAfter: Edge?

  /// ClamAV's anchor of the piece: two or three known bytes, by whose places it orders what it finds.
  ///
  /// The order matters where matches at different anchors can begin at the same place: ClamAV counts
  /// only those that begin after the one before. `nil` where there are no two known bytes in a row;
  /// ClamAV refuses such a piece.
  ///
  /// - Parameter isCaseless: in ClamAV zeros of a caseless pattern do not count as zeros here.
  package func anchor(isCaseless: Bool) -> Range<Int>? {
    let known = steps.map { step -> UInt8? in
      guard case .byte(let byte) = step, byte.isKnown else { return nil }
      return byte.value
    }
    func run(at start: Int) -> Int { known[start...].prefix(3).prefix { $0 != nil }.count }
    func isZero(_ place: Int) -> Bool {
      !isCaseless && place < known.count && known[place] == 0
    }
    let head = known.prefix(3)
    if head.count >= 2, !head.contains(nil), !head.indices.allSatisfy({ isZero($0) }) {
      return 0..<head.count
    }
    var best: (start: Int, count: Int) = (0, 0)
    var bestNonzero: (start: Int, count: Int) = (0, 0)
    func startsWithZeros() -> Bool { isZero(best.start) && isZero(best.start + 1) }
    for start in known.indices.dropLast() {
      for count in 1...3 where count <= run(at: start) {
        if count >= best.count { best = (start, count) }
        guard !startsWithZeros() else { continue }
        if best.count == 3 { break }
        if best.count == 2, best.count > bestNonzero.count { bestNonzero = best }
      }
      if best.count == 3, !startsWithZeros() { break }
    }
    if bestNonzero.count > 0, startsWithZeros() { best = bestNonzero }
    guard best.count >= 2 else { return nil }
    return best.start..<best.start + run(at: best.start)
  }
}
