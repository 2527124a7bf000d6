/// The two bytes in a row by which a piece is looked for: the rarest ones that lie at a fixed distance
/// from the piece's anchor.
struct SearchPair {
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
    var best = Self.cost(first, second)
    func consider(_ place: Int, at distance: Int) {
      guard place + 1 < steps.count, case .byte(let first) = steps[place], first.isKnown,
        case .byte(let second) = steps[place + 1], second.isKnown
      else { return }
      let cost = Self.cost(first, second)
      guard cost > best else { return }
      best = cost
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

  /// How rare a pair is: as common as the most common of its forms.
  private static func cost(
    _ first: BodyPattern.MaskedByte, _ second: BodyPattern.MaskedByte
  ) -> Int {
    forms(first).flatMap { first in
      forms(second).map { RarityModel.trained.cost([first, $0]) }
    }.min() ?? 0
  }

  private static func forms(_ byte: BodyPattern.MaskedByte) -> [UInt8] {
    byte.isFixed ? [byte.value] : [byte.value, byte.value | 0x20]
  }
}
