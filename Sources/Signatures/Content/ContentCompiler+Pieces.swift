extension ContentCompiler {
  /// Lays the variants of a pattern out; `nil` where it is malformed.
  mutating func addVariants(of part: PatternPart) -> Range<Int>? {
    guard let variants = try? PatternVariant.variants(of: part.pattern, part.modifiers) else {
      return nil
    }
    let start = records.variants.count
    for variant in variants {
      records.variants.append(
        ContentVariantRecord(
          firstPiece: UInt32(records.pieces.count),
          pieceCount: UInt16(clamping: variant.pieces.count),
          isWide: variant.isWide ? 1 : 0))
      for piece in variant.pieces { add(piece, isCaseless: variant.isCaseless) }
    }
    return start..<records.variants.count
  }

  private mutating func add(_ piece: PatternPiece, isCaseless: Bool) {
    guard let anchor = piece.anchor(isCaseless: isCaseless) else {
      preconditionFailure("a piece without an anchor is refused before")
    }
    let firstStep = records.steps.count
    addSteps(piece.steps[..<anchor.lowerBound])
    let anchorStep = records.steps.count - firstStep
    addSteps(piece.steps[anchor.lowerBound...])
    let pair = SearchPair(piece.steps, anchor: anchor)
    let prefix = piece.steps[..<anchor.lowerBound]
    records.pieces.append(
      ContentPieceRecord(
        firstStep: UInt32(firstStep), stepCount: UInt32(records.steps.count - firstStep),
        anchorStep: UInt32(anchorStep), gapMin: UInt32(piece.gapMin),
        gapMax: piece.gapMax.map { UInt32($0) } ?? .max,
        prefixMin: UInt32(prefix.reduce(0) { $0 + $1.lengths.lowerBound }),
        prefixMax: UInt32(prefix.reduce(0) { $0 + $1.lengths.upperBound }),
        pairOffset: Int32(pair.offset), pairValue: (pair.first.value, pair.second.value),
        pairMask: (pair.first.mask, pair.second.mask), anchorCount: UInt8(anchor.count),
        before: .init(piece.before), after: .init(piece.after),
        edgeBefore: .init(piece.edgeBefore), edgeAfter: .init(piece.edgeAfter)))
  }

  private mutating func addSteps(_ steps: ArraySlice<PatternPiece.Step>) {
    var run: [BodyPattern.MaskedByte] = []
    for step in steps {
      if case .byte(let byte) = step {
        run.append(byte)
        continue
      }
      add(run: run[...])
      run = []
      switch step {
      case .byte: break
      case .alternatives(let options): add(options: options)
      case .noneOf(let options):
        records.steps.append(
          ContentStepRecord(
            kind: .noneOf, first: UInt32(records.options.count), count: UInt32(options.count)))
        for option in options { add(option: option, isUnique: true) }
      case .boundary(let boundary, let negated):
        records.steps.append(
          ContentStepRecord(
            kind: negated ? .notBoundary : .boundary, first: UInt32(boundary.rawValue), count: 0))
      }
    }
    add(run: run[...])
  }

  /// A run of bytes, parted where it has four and more of any value.
  private mutating func add(run: ArraySlice<BodyPattern.MaskedByte>) {
    var rest = run
    while !rest.isEmpty {
      var end = rest.startIndex
      var anyStart = rest.endIndex
      while end < rest.endIndex {
        let anyCount = rest[end...].prefix { $0.mask == 0 }.count
        if anyCount >= 4 {
          anyStart = end
          break
        }
        end += anyCount + 1
      }
      let head = rest[..<anyStart]
      if !head.isEmpty {
        let isLiteral = head.allSatisfy(\.isFixed)
        records.steps.append(
          ContentStepRecord(
            kind: isLiteral ? .literal : .masked, first: UInt32(records.bytes.count),
            count: UInt32(head.count)))
        records.bytes += head.map(\.value)
        if !isLiteral { records.bytes += head.map(\.mask) }
      }
      let anyCount = rest[anyStart...].prefix { $0.mask == 0 }.count
      if anyCount > 0 {
        records.steps.append(
          ContentStepRecord(kind: .skip, first: 0, count: UInt32(anyCount)))
      }
      rest = rest[(anyStart + anyCount)...]
    }
  }

  private mutating func add(options: [[BodyPattern.MaskedByte]]) {
    let ordered = OrderedOptions(options)
    records.steps.append(
      ContentStepRecord(
        kind: ordered.isUnique.allSatisfy { $0 } ? .alternatives : .branching,
        first: UInt32(records.options.count), count: UInt32(ordered.options.count)))
    for (option, isUnique) in zip(ordered.options, ordered.isUnique) {
      add(option: option, isUnique: isUnique)
    }
  }

  private mutating func add(option: [BodyPattern.MaskedByte], isUnique: Bool) {
    records.options.append(
      ContentOptionRecord(
        first: UInt32(records.bytes.count), count: UInt32(option.count), isUnique: isUnique ? 1 : 0)
    )
    records.bytes += option.map(\.value) + option.map(\.mask)
  }
}

extension PatternPiece.Step {
  /// How many bytes it may cover.
  var lengths: ClosedRange<Int> {
    switch self {
    case .byte: return 1...1
    case .boundary(.line, negated: false): return 1...2
    case .boundary: return 1...1
    case .alternatives(let options), .noneOf(let options):
      let counts = options.map(\.count)
      return (counts.min() ?? 0)...(counts.max() ?? 0)
    }
  }
}

extension ContentPieceRecord.Beside {
  fileprivate init(_ beside: PatternPiece.Beside?) {
    self.init(
      boundary: beside.map { $0.boundary.rawValue + 1 } ?? 0,
      negated: beside?.negated == true ? 1 : 0
    )
  }
}

extension ContentPieceRecord.Edge {
  fileprivate init(_ edge: PatternPiece.Edge?) {
    self.init(
      value: edge?.byte.value ?? 0, mask: edge?.byte.mask ?? 0,
      distanceMin: UInt8(clamping: edge?.distance.lowerBound ?? 0),
      distanceMax: UInt8(clamping: edge?.distance.upperBound ?? 0))
  }
}
