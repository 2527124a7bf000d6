/// The two bytes in a row by which a piece is looked for: of those that lie at a fixed distance from the
/// piece's anchor the ones that cost least to look for.
package struct SearchPair {
  /// A byte is searched for by itself where it costs so much, in half bits: one of 45. What is more common
  /// is not worth a stop for each.
  package static let rareCostMin = 11

  /// From the anchor's first byte.
  private(set) var offset: Int
  private(set) var first: BodyPattern.MaskedByte
  private(set) var second: BodyPattern.MaskedByte

  init(_ steps: [PatternPiece.Step], anchor: Range<Int>) {
    guard case .byte(let first) = steps[anchor.lowerBound],
      case .byte(let second) = steps[anchor.lowerBound + 1]
    else { preconditionFailure("an anchor is two bytes at least") }
    offset = 0
    self.first = first
    self.second = second
    var best = Self.nanosecondsPerByte(first, second)
    func consider(_ place: Int, at distance: Int) {
      guard place + 1 < steps.count, case .byte(let first) = steps[place], first.isKnown,
        case .byte(let second) = steps[place + 1], second.isKnown
      else { return }
      let expected = Self.nanosecondsPerByte(first, second)
      guard expected < best else { return }
      best = expected
      offset = distance
      self.first = first
      self.second = second
    }
    var distance = 0
    for place in anchor.lowerBound..<steps.count {
      consider(place, at: distance)
      guard steps[place].lengths.count == 1 else { break }
      distance += steps[place].lengths.lowerBound
    }
    distance = 0
    for place in (0..<anchor.lowerBound).reversed() {
      guard steps[place].lengths.count == 1 else { break }
      distance -= steps[place].lengths.lowerBound
      consider(place, at: distance)
    }
  }

  /// What the search stops for at the rarer byte, and what a pair that is found costs, as measured.
  private static let nanosecondsPerByteFound = 7.0
  private static let nanosecondsPerPairFound = 20.0
  /// What each byte costs where neither byte of the pair is rare.
  private static let nanosecondsPerByte = 0.4

  /// What looking for a pair is expected to cost: the search is for its rarer byte where that is known,
  /// then the other is compared, then the piece.
  private static func nanosecondsPerByte(
    _ first: BodyPattern.MaskedByte, _ second: BodyPattern.MaskedByte
  ) -> Double {
    let model = RarityModel.trained
    let rarer = max(
      first.isFixed ? model.cost(first.value) : 0, second.isFixed ? model.cost(second.value) : 0)
    let search =
      rarer < rareCostMin
      ? nanosecondsPerByte : nanosecondsPerByteFound * model.probability(cost: rarer)
    return search + nanosecondsPerPairFound * model.probability(cost: cost(first, second))
  }

  /// How rare a pair is: as common as the most common of its forms.
  private static func cost(
    _ first: BodyPattern.MaskedByte, _ second: BodyPattern.MaskedByte
  ) -> Int {
    let model = RarityModel.trained
    func least(after last: UInt8) -> Int {
      let one = model.cost(second.value, after: last)
      return second.isFixed ? one : min(one, model.cost(second.value | 0x20, after: last))
    }
    let one = model.cost(first.value) + least(after: first.value)
    if first.isFixed { return one }
    let other = first.value | 0x20
    return min(one, model.cost(other) + least(after: other))
  }
}
