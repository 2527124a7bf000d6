/// The literal by which a fragment is found.
struct Anchor: Equatable {
  /// Shorter literals are everywhere.
  static let bytesMin = 2
  /// Hyperscan compares up to eight bytes of a literal at once; what is longer costs it a second
  /// step, and what eight well-chosen bytes do not tell apart the verifier does.
  static let bytesMax = 8

  /// Which segment of the fragment.
  var segment: Int
  /// Where in the segment it begins.
  var start: Int
  /// Its bytes.
  var literal: [UInt8]

  /// The rarest literal of a fragment; `nil` where no segment has two fixed bytes in a row.
  static func choose(in fragment: FragmentPlan.Fragment, model: RarityModel) -> Anchor? {
    var best: Anchor?
    var bestCost = -1
    for (segment, content) in fragment.segments.map(\.content).enumerated() {
      guard case .bytes(let bytes) = content else { continue }
      for start in bytes.indices where bytes[start].isFixed {
        let literal = bytes[start...].prefix { $0.isFixed }.prefix(bytesMax).map(\.value)
        guard literal.count >= bytesMin else { continue }
        let cost = model.cost(literal)
        if cost > bestCost {
          bestCost = cost
          best = Anchor(segment: segment, start: start, literal: literal)
        }
      }
    }
    return best
  }
}
