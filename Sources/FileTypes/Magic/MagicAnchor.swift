/// The two or three fixed bytes by which a part of a pattern is noticed.
///
/// ClamAV's automaton notices a part by these same bytes, and the order in which it notices parts
/// decides between types. So this is no choice of Cordon's: the first three bytes if they are fixed
/// and not all zero, else the first run of three that begins with no two zeroes, else the last of the
/// longest runs.
struct MagicAnchor: Hashable, Sendable {
  /// How many units of the part precede.
  let unit: Int
  /// How many bytes of the part precede.
  let offset: Int
  /// Two or three bytes.
  let bytes: [UInt8]

  static let bytesMin = 2
  static let bytesMax = 3

  init?(_ part: MagicPattern.Part) {
    let fixed = part.units.map { $0.fixed }
    let head = fixed.prefix(Self.bytesMax)
    var unit = 0
    if head.contains(where: { $0 == nil }) || head.allSatisfy({ $0 == 0 }) {
      guard let shifted = Self.shifted(fixed) else { return nil }
      unit = shifted
    }
    let run = fixed[min(unit, fixed.count)...].prefix(Self.bytesMax).prefix { $0 != nil }
    guard run.count >= Self.bytesMin else { return nil }
    self.unit = unit
    offset = part.units[..<unit].reduce(0) { $0 + $1.count }
    bytes = run.compactMap { $0 }
  }

  /// Where the automaton begins if it cannot at the first byte.
  private static func shifted(_ fixed: [UInt8?]) -> Int? {
    guard fixed.count >= bytesMin else { return nil }
    var best = (count: 0, unit: 0)
    var bestNonzero = (count: 0, unit: 0)
    func beginsWithZeroes(_ unit: Int) -> Bool {
      fixed[unit] == 0 && (unit + 1 >= fixed.count || fixed[unit + 1] == 0)
    }
    for first in 0...(fixed.count - bytesMin) {
      for last in first..<min(first + bytesMax, fixed.count) {
        guard fixed[last] != nil else { break }
        if last - first + 1 >= best.count { best = (last - first + 1, first) }
        guard !beginsWithZeroes(best.unit) else { continue }
        if best.count >= bytesMax { break }
        if best.count >= bytesMin, best.count > bestNonzero.count { bestNonzero = best }
      }
      if best.count >= bytesMax, !beginsWithZeroes(best.unit) { break }
    }
    if bestNonzero.count > 0, best.unit + 1 < fixed.count, beginsWithZeroes(best.unit) {
      best = bestNonzero
    }
    return best.count >= bytesMin ? best.unit : nil
  }
}
