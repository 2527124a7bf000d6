internal import Hyperscan

/// Where matches of an expression may begin, by the ends of them that Hyperscan reported: a few runs of
/// places, which hold all, and others too.
struct ExpressionPlaces {
  /// The runs in ascending order, without a place in common.
  private(set) var runs: [ClosedRange<Int>] = []
  private var firstEnd: Int?
  /// How many ends were reported.
  private(set) var reportCount = 0

  private let lengthMin: Int
  private let lengthMax: Int

  /// More runs than this are joined: each costs PCRE2 a search.
  private static let runsMax = 32
  /// Runs this near are joined, in bytes.
  private static let distanceMax = 64

  /// No places yet, of an expression whose matches have so many bytes.
  init(lengthMin: Int, lengthMax: Int) {
    self.lengthMin = lengthMin
    self.lengthMax = lengthMax
  }

  /// The last bytes of the match that ends first, as many as any has; `nil` where there is none.
  var shortestFirst: Range<Int>? { firstEnd.map { max($0 - lengthMin, 0)..<$0 } }

  /// A match ends at a place.
  mutating func add(end: Int) {
    reportCount += 1
    firstEnd = min(firstEnd ?? end, end)
    let low = lengthMax > end ? 0 : end - lengthMax
    let high = max(end - lengthMin, low)
    guard let last = runs.last,
      runs.count == Self.runsMax || low <= last.upperBound + Self.distanceMax
    else {
      runs.append(low...high)
      return
    }
    runs[runs.count - 1] = min(last.lowerBound, low)...max(last.upperBound, high)
    // Ends need not come in order: what was extended to lower places may reach the runs before it.
    while runs.count > 1, runs[runs.count - 2].upperBound >= runs[runs.count - 1].lowerBound {
      let last = runs.removeLast()
      let before = runs[runs.count - 1]
      runs[runs.count - 1] =
        min(before.lowerBound, last.lowerBound)...max(before.upperBound, last.upperBound)
    }
  }

  /// The function that Hyperscan calls, with the address of places.
  static let onMatch: ScanStream.MatchFunction = { _, _, end, _, state in
    unsafe state?.assumingMemoryBound(to: ExpressionPlaces.self).pointee.add(
      end: Int(clamping: end))
    return 0
  }
}
