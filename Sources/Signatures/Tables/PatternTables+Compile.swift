extension PatternTables {
  /// Lays patterns out in tables, and gives the distinct anchor literals: literal `i` is the anchor
  /// with id `i`.
  static func compile(_ patterns: [AnchoredPattern]) -> (
    tables: PatternTables, literals: [AnchorDatabases.Literal]
  ) {
    var compiler = PatternCompiler()
    for pattern in patterns { compiler.add(pattern) }
    return compiler.finish()
  }
}

/// The tables under construction.
private struct PatternCompiler {
  var signatures: [PatternRecord] = []
  var fragments: [FragmentRecord] = []
  var segments: [SegmentRecord] = []
  var options: [OptionRecord] = []
  var bytes: [UInt8] = []
  var residentBytes = TargetType.firstBytesMax
  var slotCount: Int32 = 0

  var literals: [AnchorDatabases.Literal] = []
  var candidates: [[CandidateRecord]] = []
  var anchorIDs: [[UInt8]: Int] = [:]

  mutating func add(_ pattern: AnchoredPattern) {
    let signature = UInt32(signatures.count)
    var record = PatternRecord(target: pattern.target, offsetKind: .any, offset: 0, shift: 0)
    switch pattern.offset {
    case .any: break
    case .absolute(let start, let shift):
      record.offsetKind = .absolute
      record.offset = start
      record.shift = shift
    case .fromEnd(let back, let shift):
      record.offsetKind = .fromEnd
      record.offset = back
      record.shift = shift
    case .fromEntryPoint, .fromSection, .withinSection, .fromLastSection, .versionInformation,
      .macroGroup:
      preconditionFailure("an offset that only the evaluator knows")
    }
    signatures.append(record)
    var previousSlot: Int32 = -1
    for (place, fragment) in pattern.fragments.enumerated() {
      let isLast = place == pattern.fragments.count - 1
      var slot: Int32 = -1
      if !isLast || record.offsetKind == .fromEnd {
        slot = slotCount
        slotCount += 1
      }
      add(fragment, of: signature, isFirst: place == 0, isLast: isLast, slot, after: previousSlot)
      if !isLast { keepPositions(for: pattern.fragments[place + 1], record.offsetKind) }
      previousSlot = slot
    }
  }

  /// Says for the fragment that was added last what the next one needs of it.
  private mutating func keepPositions(
    for next: AnchoredPattern.Fragment, _ offsetKind: PatternRecord.OffsetKind
  ) {
    let gapMax = next.segments[0].gapMax
    fragments[fragments.count - 1].slotKeepsAll = gapMax != nil || offsetKind == .fromEnd
    if let gapMax {
      fragments[fragments.count - 1].slotReach = UInt64(gapMax + next.residentBytes)
    }
  }

  private mutating func add(
    _ fragment: AnchoredPattern.Fragment, of signature: UInt32, isFirst: Bool, isLast: Bool,
    _ slot: Int32, after previousSlot: Int32
  ) {
    let gapMax = fragment.segments[0].gapMax
    let anchorID = id(of: fragment.anchor.literal, for: signatures[Int(signature)].target)
    candidates[anchorID].append(
      CandidateRecord(
        fragment: UInt32(fragments.count),
        anchorEnd: UInt32(fragment.anchor.start + fragment.anchor.literal.count)))
    fragments.append(
      FragmentRecord(
        signature: signature, firstSegment: UInt32(segments.count),
        segmentCount: UInt16(fragment.segments.count),
        anchorSegment: UInt16(fragment.anchor.segment), isFirst: isFirst, isLast: isLast,
        slot: slot,
        slotKeepsAll: isLast, slotReach: .max, previousSlot: previousSlot,
        gapMin: UInt64(fragment.segments[0].gapMin),
        gapMax: gapMax.map { UInt64($0) } ?? .max, prefixMin: UInt32(fragment.prefix.lowerBound),
        prefixMax: UInt32(fragment.prefix.upperBound),
        suffixMin: UInt32(fragment.suffix.lowerBound),
        suffixMax: UInt32(fragment.suffix.upperBound), delay: UInt32(fragment.delay)))
    for (place, segment) in fragment.segments.enumerated() {
      add(segment, isFirst: place == 0)
    }
    residentBytes = max(residentBytes, fragment.residentBytes)
  }

  private mutating func add(_ segment: FragmentPlan.Segment, isFirst: Bool) {
    var record = SegmentRecord(
      kind: .literal, first: UInt32(bytes.count), count: 0, lengthMin: UInt32(segment.lengthMin),
      lengthMax: UInt32(segment.lengthMax), gapMin: isFirst ? 0 : UInt32(segment.gapMin),
      gapMax: isFirst ? 0 : UInt32(segment.gapMax ?? 0))
    switch segment.content {
    case .bytes(let masked):
      record.count = UInt32(masked.count)
      bytes.append(contentsOf: masked.map(\.value))
      if !masked.allSatisfy(\.isFixed) {
        record.kind = .masked
        bytes.append(contentsOf: masked.map(\.mask))
      }
    case .alternatives(let alternatives, let negated):
      record.kind = negated ? .negated : .alternatives
      record.first = UInt32(options.count)
      record.count = UInt32(alternatives.count)
      for option in alternatives {
        options.append(OptionRecord(first: UInt32(bytes.count), count: UInt32(option.count)))
        bytes.append(contentsOf: option.map(\.value))
        bytes.append(contentsOf: option.map(\.mask))
      }
    }
    segments.append(record)
  }

  private mutating func id(of bytes: [UInt8], for target: TargetType) -> Int {
    if let id = anchorIDs[bytes] {
      literals[id].targets.insert(target)
      return id
    }
    let id = literals.count
    anchorIDs[bytes] = id
    literals.append(AnchorDatabases.Literal(bytes: bytes, targets: [target]))
    candidates.append([])
    return id
  }

  func finish() -> (tables: PatternTables, literals: [AnchorDatabases.Literal]) {
    var anchors: [AnchorRecord] = []
    var flat: [CandidateRecord] = []
    for list in candidates {
      anchors.append(
        AnchorRecord(firstCandidate: UInt32(flat.count), candidateCount: UInt32(list.count)))
      flat.append(contentsOf: list)
    }
    let tables = PatternTables(
      signatures: Table(signatures), fragments: Table(fragments), segments: Table(segments),
      options: Table(options), bytes: Table(bytes), anchors: Table(anchors),
      candidates: Table(flat), residentBytes: residentBytes, slotCount: Int(slotCount))
    return (tables, literals)
  }
}
