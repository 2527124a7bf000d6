/// Parts of a logical signature of which at least one is in every body that the signature is found in:
/// all that must be searched for.
struct LogicCover {
  /// The parts, a bit for each.
  var parts: UInt64
  /// Matches expected of their anchors for each byte of a real file.
  var hitsPerByte: Double
}

/// Chooses the cover of a signature's logic that is expected to match least.
struct LogicCoverChoice {
  private let signature: ContentSignature
  private let filters: [PatternFilter?]

  /// Parts refer to parts: no deeper than this, or what refers is searched for in every body.
  private static let depthMax = 8

  /// - Parameters:
  ///   - signature: the signature.
  ///   - filters: for each of its pattern parts a filter, `nil` where there is none.
  init(_ signature: ContentSignature, filters: [PatternFilter?]) {
    self.signature = signature
    self.filters = filters
  }

  /// The best cover; `nil` where the signature can be found without any part that has an anchor.
  func cover() -> LogicCover? { cover(signature.logic, depth: 0) }

  private func cover(_ logic: LogicExpression, depth: Int) -> LogicCover? {
    switch logic {
    case .part(let part, let comparison):
      return Self.isTrueOfNone(comparison) ? nil : cover(part: part, depth: depth)
    case .both(let left, let right, let comparison):
      if Self.isTrueOfNone(comparison) { return nil }
      let left = cover(left, depth: depth)
      let right = cover(right, depth: depth)
      guard let left, let right else { return left ?? right }
      return left.hitsPerByte <= right.hitsPerByte ? left : right
    case .either(let left, let right, let comparison):
      if Self.isTrueOfNone(comparison) { return nil }
      if let comparison, comparison.partsMin > 1, let parts = Self.simpleParts(logic) {
        return cover(parts, foundMin: Int(comparison.partsMin), depth: depth)
      }
      guard let left = cover(left, depth: depth), let right = cover(right, depth: depth) else {
        return nil
      }
      return LogicCover(
        parts: left.parts | right.parts, hitsPerByte: left.hitsPerByte + right.hitsPerByte)
    }
  }

  /// Whether a comparison holds where nothing is found.
  private static func isTrueOfNone(_ comparison: CountComparison?) -> Bool {
    switch comparison?.relation {
    case .equal: comparison?.count == 0
    case .less: true
    case .greater, nil: false
    }
  }

  /// The parts of a plain choice, `0|1|2`; `nil` where it is more than that.
  private static func simpleParts(_ logic: LogicExpression) -> [Int]? {
    switch logic {
    case .part(let part, nil): return [part]
    case .either(let left, let right, _):
      guard let left = simpleParts(left), let right = simpleParts(right) else { return nil }
      return left + right
    default: return nil
    }
  }

  /// Where `foundMin` of several parts must be found, all but `foundMin - 1` of them are enough.
  private func cover(_ parts: [Int], foundMin: Int, depth: Int) -> LogicCover? {
    // In an order of their own where they are equally good: the same sources give the same bytes.
    var covers = Set(parts).sorted().map { (part: $0, cover: cover(part: $0, depth: depth)) }
    covers.sort {
      let (left, right) = ($0.cover?.hitsPerByte ?? .infinity, $1.cover?.hitsPerByte ?? .infinity)
      return left == right ? $0.part < $1.part : left < right
    }
    guard covers.count >= foundMin else { return nil }
    var result = LogicCover(parts: 0, hitsPerByte: 0)
    for (_, cover) in covers.dropLast(foundMin - 1) {
      guard let cover else { return nil }
      result.parts |= cover.parts
      result.hitsPerByte += cover.hitsPerByte
    }
    return result
  }

  private func cover(part: Int, depth: Int) -> LogicCover? {
    guard signature.parts.indices.contains(part), part < 64, depth < Self.depthMax else {
      return nil
    }
    switch signature.parts[part] {
    case .pattern:
      return filters[part].map { LogicCover(parts: 1 << UInt64(part), hitsPerByte: $0.hitsPerByte) }
    case .expression(let expression): return cover(expression.trigger, depth: depth + 1)
    case .byteComparison(let comparison): return cover(part: comparison.part, depth: depth + 1)
    // A macro counts only after the part before it.
    case .macro: return cover(part: part - 1, depth: depth + 1)
    case .image, .never: return nil
    }
  }
}
