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
  /// Its bytes; letters are small where either case will do.
  var literal: Literal
  /// How rare it is, in half bits.
  var cost: Int

  /// What Hyperscan searches for.
  struct Literal: Hashable {
    var bytes: [UInt8]
    /// Whether letters match in either case. What must not, the verifier tells.
    var isCaseless: Bool
  }

  /// The rarest literal of a fragment; `nil` where no segment has two fixed bytes in a row.
  static func choose(in fragment: FragmentPlan.Fragment, model: RarityModel) -> Anchor? {
    var best: (segment: Int, run: LiteralRun)?
    for (segment, content) in fragment.segments.map(\.content).enumerated() {
      guard case .bytes(let bytes) = content, let run = LiteralRun.rarest(in: bytes, model: model)
      else { continue }
      if run.cost > best?.run.cost ?? -1 { best = (segment, run) }
    }
    guard let best, case .bytes(let bytes) = fragment.segments[best.segment].content else {
      return nil
    }
    return Anchor(
      segment: best.segment, start: best.run.start, literal: best.run.literal(in: bytes),
      cost: best.run.cost)
  }
}

/// A run of bytes that are fixed, or letters of either case, and how rare it is.
struct LiteralRun {
  /// Where it begins, and how many bytes it has.
  var start: Int
  var count: Int
  /// In half bits: the higher, the rarer.
  var cost: Int

  /// The rarest run of ``Anchor/bytesMin`` to ``Anchor/bytesMax`` bytes.
  static func rarest(
    in bytes: [BodyPattern.MaskedByte], model: RarityModel
  ) -> LiteralRun? {
    var best: LiteralRun?
    var runStart = 0
    for end in 0...bytes.count {
      guard end == bytes.count || !bytes[end].isLiteral else { continue }
      if end - runStart >= Anchor.bytesMin {
        best = rarest(in: bytes, from: runStart, to: end, model: model, than: best)
      }
      runStart = end + 1
    }
    return best
  }

  /// The same within a run of literal bytes, with a window that slides over it.
  private static func rarest(
    in bytes: [BodyPattern.MaskedByte], from low: Int, to high: Int, model: RarityModel,
    than other: LiteralRun?
  ) -> LiteralRun? {
    var best = other
    let count = min(Anchor.bytesMax, high - low)
    for start in low...high - count {
      var cost = model.cost(first: bytes[start])
      for place in start + 1..<start + count {
        let own = model.cost(bytes[place], after: bytes[place - 1])
        let isRun =
          place > start + 1 && bytes[place] == bytes[place - 1]
          && bytes[place] == bytes[place - 2]
        cost += isRun ? min(own, RarityModel.runCostMax) : own
      }
      if cost > best?.cost ?? -1 { best = LiteralRun(start: start, count: count, cost: cost) }
    }
    return best
  }

  /// What Hyperscan is to search for.
  func literal(in bytes: [BodyPattern.MaskedByte]) -> Anchor.Literal {
    let run = bytes[start..<start + count]
    let isCaseless = run.contains { !$0.isFixed }
    return Anchor.Literal(
      bytes: run.map { isCaseless ? $0.lowercased : $0.value }, isCaseless: isCaseless)
  }
}

extension BodyPattern.MaskedByte {
  /// Whether it is a letter of either case: the mask leaves out the bit that tells the cases apart.
  var isCaselessLetter: Bool { mask == 0xdf && value >= 0x41 && value <= 0x5a }

  /// Whether a literal can have it.
  var isLiteral: Bool { isFixed || isCaselessLetter }

  /// The byte, a letter small.
  var lowercased: UInt8 {
    value >= 0x41 && value <= 0x5a ? value | 0x20 : value
  }
}

extension RarityModel {
  /// What leaving the case of a letter open takes from its cost: two choices are one bit.
  private static let caseCost = 2

  /// The cost of the first byte of a literal.
  func cost(first byte: BodyPattern.MaskedByte) -> Int {
    guard !byte.isFixed else { return cost(byte.value) }
    return max(0, min(cost(byte.value), cost(byte.lowercased)) - Self.caseCost)
  }

  /// The cost of a byte after another: the more common of the cases that both can have alike.
  func cost(_ byte: BodyPattern.MaskedByte, after last: BodyPattern.MaskedByte) -> Int {
    guard !byte.isFixed || !last.isFixed else { return cost(byte.value, after: last.value) }
    let small = cost(
      byte.isFixed ? byte.value : byte.lowercased,
      after: last.isFixed ? last.value : last.lowercased)
    let large = cost(byte.value, after: last.value)
    return max(0, min(small, large) - (byte.isFixed ? 0 : Self.caseCost))
  }
}
