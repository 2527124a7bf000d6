/// The patterns whose types take the place of HTML where a file has both: for seeing that it has none.
///
/// That a needle of each part is there proves nothing; the whole search decides then.
struct Rivals: Sendable {
  private struct Rival: Sendable {
    /// Of each part.
    var needles: [Needle]
    /// Where the first part can begin.
    var offset: MagicOffset
    /// How far behind the first part the others begin, at most; `nil` for any distance.
    var reach: Int?

    /// Whether one needle is a byte that text hardly has.
    var isRare: Bool { needles.contains { $0.rareByte != nil } }
  }

  private var rivals: [Rival] = []
  private var rareBytes = RareBytes()
  /// Whether there is a pattern for which no needles can be made.
  private var isBlind = false

  /// The rivals among the patterns of rules.
  init(_ rules: [FileMagicRule]) {
    for rule in rules where rule.type > .html || rule.type == .msexe {
      guard case .pattern(let offset, let pattern) = rule.kind else { continue }
      let needles = pattern.parts.compactMap { Needle($0) }
      if needles.count < pattern.parts.count { isBlind = true }
      let rival = Rival(needles: needles, offset: offset, reach: Self.reach(pattern))
      rivals.append(rival)
      if let byte = needles.lazy.compactMap(\.rareByte).first { rareBytes.insert(byte) }
    }
  }

  /// The longest distance from the beginning of a pattern to that of its last part.
  private static func reach(_ pattern: MagicPattern) -> Int? {
    var reach = 0
    for (before, part) in zip(pattern.parts, pattern.parts.dropFirst()) {
      guard let gap = part.gapMax else { return nil }
      reach += before.count + gap
    }
    return reach
  }

  /// Whether one may be in a file; `false` is certain.
  func mayBePresent(in bytes: Span<UInt8>) -> Bool {
    if isBlind { return true }
    let hasRareByte = rareBytes.isPresent(in: bytes)
    for rival in rivals where hasRareByte || !rival.isRare {
      if Self.mayBePresent(rival, in: bytes) { return true }
    }
    return false
  }

  private static func mayBePresent(_ rival: Rival, in bytes: Span<UInt8>) -> Bool {
    guard let first = rival.offset.places(fileBytes: bytes.count) else { return false }
    let end = rival.reach.map { first.upperBound.addingReportingOverflow($0) }
    let last = end.map { $0.overflow ? Int.max : $0.partialValue } ?? Int.max
    for (number, needle) in rival.needles.enumerated() {
      let places = number == 0 ? first : first.lowerBound...last
      if !needle.isPresent(in: bytes, from: places) { return false }
    }
    return true
  }
}
