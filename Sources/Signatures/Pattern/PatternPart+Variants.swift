extension BodyPattern {
  /// Reads a pattern in ClamAV's notation that is meant with these modifiers: some patterns are
  /// well-formed with a modifier only, others without.
  package init(
    notation: ArraySlice<UInt8>, modifiers: PatternPart.Modifiers = []
  ) throws(UnusedReason) {
    self = try BodyPatternParser.parse(notation, modifiers: modifiers)
  }
}

extension PatternPart {
  /// The patterns of which any one must be found for the part to be: modifiers are applied to the
  /// bytes, and only bytes, gaps and alternatives are left.
  ///
  /// They say less than the part does, for a filter: boundaries (`(B)`, `f`) are not asked for, nor
  /// are the single bytes of `aa[n-m]`; a boundary inside is any byte. A match of a variant begins
  /// where a match of the part does. Empty where the pattern is malformed with these modifiers.
  package func variants() -> [BodyPattern] {
    let variants = (try? PatternVariant.variants(of: pattern, modifiers)) ?? []
    return variants.map { BodyPattern(elements: $0.plainElements) }
  }

  /// Whether ``variants()`` say all: each of their matches is one of the part.
  package var isPlain: Bool {
    guard let variants = try? PatternVariant.variants(of: pattern, modifiers) else { return false }
    return variants.allSatisfy { variant in
      variant.pieces.allSatisfy { piece in
        piece.isPlain(allowsLengths: offset == .any && variant.pieces.count == 1)
      }
    }
  }
}

extension PatternVariant {
  /// The bytes, gaps and alternatives of all pieces.
  fileprivate var plainElements: [BodyPattern.Element] {
    var elements: [BodyPattern.Element] = []
    for (place, piece) in pieces.enumerated() {
      if place > 0 { elements.append(.gap(min: piece.gapMin, max: piece.gapMax)) }
      for step in piece.steps {
        switch step {
        case .byte(let byte): elements.append(.byte(byte))
        case .alternatives(let options): elements.append(.alternatives(options, negated: false))
        case .noneOf(let options): elements.append(.alternatives(options, negated: true))
        case .boundary(.line, _):
          elements.append(.alternatives([[.any], [.any, .any]], negated: false))
        case .boundary: elements.append(.byte(.any))
        }
      }
    }
    return elements
  }
}

extension PatternPiece {
  /// Whether nothing is asked for but bytes, of which any that fit will do.
  ///
  /// Of strings of different lengths ClamAV takes the first that fits at an anchor: where something
  /// depends on where the piece then begins or ends, the evaluator must decide.
  fileprivate func isPlain(allowsLengths: Bool) -> Bool {
    guard before == nil, after == nil, edgeBefore == nil, edgeAfter == nil else { return false }
    return steps.allSatisfy { step in
      switch step {
      case .byte, .noneOf: true
      case .alternatives(let options):
        Set(options.map(\.count)).count == 1
          || allowsLengths && options.allSatisfy { $0.allSatisfy(\.isKnown) && !$0.isEmpty }
      case .boundary: false
      }
    }
  }
}
