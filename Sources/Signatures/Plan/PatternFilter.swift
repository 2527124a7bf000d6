/// Patterns of which a body has at least one wherever a pattern part is found in it, and how many
/// places of a real file their anchors are expected at.
struct PatternFilter {
  /// The patterns, each with an anchor of its own.
  var patterns: [BodyPattern]
  /// Matches of the anchors for each byte of a real file, as the rarity model has it.
  var hitsPerByte: Double

  /// Anchors that are expected less often than this need no improvement: one match in a mebibyte.
  private static let hitsGoal = 1.0 / 1_048_576
  /// An element with more choices than this is not taken apart for an anchor's sake.
  private static let choicesMax = 16

  /// A filter for a part; `nil` where no run of two fixed bytes is in it, however it is taken apart.
  init?(_ part: PatternPart, model: RarityModel) {
    patterns = []
    hitsPerByte = 0
    for variant in part.variants() {
      guard let filter = PatternFilter(variant, model: model) else { return nil }
      patterns += filter.patterns
      hitsPerByte += filter.hitsPerByte
    }
    if patterns.isEmpty { return nil }
  }

  private init?(_ pattern: BodyPattern, model: RarityModel) {
    patterns = [pattern]
    hitsPerByte = Self.hits(pattern, model: model) ?? .infinity
    if hitsPerByte > Self.hitsGoal { takeApart(model: model) }
    if hitsPerByte == .infinity { return nil }
  }

  /// Replaces the pattern by those in which one of its elements has each of its choices, where that
  /// gives rarer anchors: `61(62|63)64` by `616264` and `616364`.
  private mutating func takeApart(model: RarityModel) {
    let pattern = patterns[0]
    for place in pattern.elements.indices {
      guard let choices = Self.choices(pattern.elements[place]) else { continue }
      var sum = 0.0
      var expanded: [BodyPattern] = []
      for choice in choices {
        var elements = pattern.elements
        elements.replaceSubrange(place...place, with: choice.map { .byte($0) })
        let variant = BodyPattern(elements: elements)
        sum += Self.hits(variant, model: model) ?? .infinity
        expanded.append(variant)
      }
      if sum < hitsPerByte {
        hitsPerByte = sum
        patterns = expanded
      }
    }
  }

  /// The byte strings that an element stands for, if there are few.
  private static func choices(
    _ element: BodyPattern.Element
  ) -> [[BodyPattern.MaskedByte]]? {
    switch element {
    case .alternatives(let options, negated: false) where options.count <= choicesMax: options
    case .byte(let byte) where byte.mask == 0xf0:
      (0..<16).map { [BodyPattern.MaskedByte(value: byte.value | $0, mask: 0xff)] }
    case .byte(let byte) where byte.mask == 0x0f:
      (0..<16).map { [BodyPattern.MaskedByte(value: byte.value | $0 << 4, mask: 0xff)] }
    default: nil
    }
  }

  /// Matches expected of a pattern's rarest literal; `nil` where it has none.
  private static func hits(_ pattern: BodyPattern, model: RarityModel) -> Double? {
    var best: Int?
    var run: [BodyPattern.MaskedByte] = []
    func judgeRun() {
      if let found = LiteralRun.rarest(in: run, model: model) {
        best = max(best ?? 0, found.cost)
      }
      run.removeAll(keepingCapacity: true)
    }
    for element in pattern.elements {
      if case .byte(let byte) = element { run.append(byte) } else { judgeRun() }
    }
    judgeRun()
    return best.map { model.probability(cost: $0) }
  }
}

extension RarityModel {
  /// The probability that a cost in half bits stands for.
  func probability(cost: Int) -> Double {
    let whole = Double(sign: .plus, exponent: -(cost / 2), significand: 1)
    return cost % 2 == 0 ? whole : whole * 0.7071
  }
}
