/// What is searched for in the bytes of a body, as they arrive, to find one content signature.
struct SearchPlan {
  /// What a match of one of the patterns means.
  enum Meaning: UInt8 {
    /// The signature is found: it is *streamable*.
    case detection
    /// The signature may be found: it is *whole*, and the complete body decides.
    case candidate
    /// There is nothing to search for: every body of the target type is a candidate.
    case always
  }

  var meaning: Meaning
  /// Each with the anchors by which it is found.
  var patterns: [AnchoredPattern]
  /// The parts that they are of, a bit for each, where a match makes a candidate.
  var cover: UInt64 = 0

  /// A streamable signature's anchors are expected no more often than four times in a mebibyte. Where
  /// one of its fragments is everywhere (`00000000*…`), it is found by its rarest instead.
  private static let streamedHitsMax = 4.0 / 1_048_576
  /// What is expected at every 256th byte and more often makes every body a candidate anyway.
  private static let candidateHitsMax = 1.0 / 256

  /// Plans the search for a signature.
  init(_ signature: ContentSignature, model: RarityModel) {
    if let patterns = Self.streamed(signature, model: model) {
      self.meaning = .detection
      self.patterns = patterns
      return
    }
    let filters = signature.parts.map { part -> PatternFilter? in
      guard case .pattern(let part) = part else { return nil }
      return PatternFilter(part, model: model)
    }
    meaning = .candidate
    patterns = []
    guard let cover = LogicCoverChoice(signature, filters: filters).cover(),
      cover.hitsPerByte <= Self.candidateHitsMax
    else {
      meaning = .always
      return
    }
    self.cover = cover.parts
    for (place, filter) in filters.enumerated() where cover.parts >> UInt64(place) & 1 == 1 {
      guard let filter, case .pattern(let part) = signature.parts[place] else { continue }
      for pattern in filter.patterns {
        guard
          var anchored = AnchoredPattern(
            filter: pattern, offset: part.offset, target: signature.description.target, model: model
          )
        else {
          meaning = .always
          patterns = []
          return
        }
        anchored.part = place
        patterns.append(anchored)
      }
    }
  }

  /// The patterns of a signature that any one of its parts decides, with no condition that only the
  /// complete body answers; `nil` where it is not so.
  private static func streamed(
    _ signature: ContentSignature, model: RarityModel
  ) -> [AnchoredPattern]? {
    guard TargetDescription(target: signature.description.target) == signature.description,
      isAnyPart(signature.logic)
    else { return nil }
    var patterns: [AnchoredPattern] = []
    var hits = 0.0
    for (place, part) in signature.parts.enumerated() {
      guard case .pattern(let part) = part, part.isStreamable else { return nil }
      for variant in part.variants() {
        guard
          var pattern = try? AnchoredPattern(
            variant, offset: part.offset, target: signature.description.target, model: model)
        else { return nil }
        pattern.part = place
        hits += pattern.hitsPerByte(model: model)
        patterns.append(pattern)
      }
    }
    return hits <= streamedHitsMax ? patterns : nil
  }

  /// Whether each part alone makes the logic true: `0|1|2`, of all parts.
  private static func isAnyPart(_ logic: LogicExpression) -> Bool {
    switch logic {
    case .part(_, nil): true
    case .either(let left, let right, nil): isAnyPart(left) && isAnyPart(right)
    default: false
    }
  }
}

extension PatternPart {
  /// Whether the streaming matcher decides it: its offset needs no executable's headers, and its bytes
  /// say all.
  var isStreamable: Bool {
    switch offset {
    case .any, .absolute, .fromEnd: break
    default: return false
    }
    return isPlain
  }
}
