internal import FileTypes

/// Lays the patterns that are searched for out in records.
struct PatternCompiler {
  /// What was laid out.
  private(set) var records = PatternRecords()

  /// The distinct anchors: literal `i` is the anchor with id `i`.
  private(set) var literals: [AnchorLiteral] = []
  private var anchorIDs: [Anchor.Literal: Int] = [:]
  private var candidates: [[CandidateRecord]] = []
  private var slotCount: Int32 = 0

  /// A compiler of nothing.
  init() { records.residentBytes = FileTyper.firstBytesMax }

  /// Adds a pattern of a content signature.
  ///
  /// - Parameters:
  ///   - hasSiblings: whether others of its parts make a detection as well.
  ///   - liesInFile: whether the signature is for files that lie in others alone.
  mutating func add(
    _ pattern: AnchoredPattern, of signature: UInt32, makesCandidate: Bool,
    hasSiblings: Bool = false, liesInFile: Bool = false
  ) {
    let index = UInt32(records.patterns.count)
    let record = PatternRecord(
      signature: signature, part: pattern.part, target: pattern.target,
      makesCandidate: makesCandidate, hasSiblings: hasSiblings, liesInFile: liesInFile,
      offset: pattern.offset)
    records.patterns.append(record)
    var previousSlot: Int32 = -1
    for (place, fragment) in pattern.fragments.enumerated() {
      let isLast = place == pattern.fragments.count - 1
      var slot: Int32 = -1
      if !isLast || record.offsetKind == .fromEnd {
        slot = slotCount
        slotCount += 1
      }
      var flags: FragmentRecord.Flags = isLast ? [.isLast, .slotKeepsAll] : []
      if place == 0 { flags.insert(.isFirst) }
      var slotReach = UInt64.max
      if !isLast, let gapMax = pattern.fragments[place + 1].segments[0].gapMax {
        flags.insert(.slotKeepsAll)
        slotReach = UInt64(gapMax + pattern.fragments[place + 1].residentBytes)
      } else if record.offsetKind == .fromEnd {
        flags.insert(.slotKeepsAll)
      }
      add(fragment, of: index, flags, slot: slot, slotReach: slotReach, after: previousSlot)
      previousSlot = slot
    }
  }

  private mutating func add(
    _ fragment: AnchoredPattern.Fragment, of pattern: UInt32, _ flags: FragmentRecord.Flags,
    slot: Int32, slotReach: UInt64, after previousSlot: Int32
  ) {
    let gapMax = fragment.segments[0].gapMax
    let record = records.patterns[Int(pattern)]
    let anchorID = id(of: fragment.anchor.literal, for: TargetType(rawValue: record.target) ?? .any)
    let anchorEnd = fragment.anchor.start + fragment.anchor.literal.bytes.count
    let lastStart = flags.contains(.isFirst) ? record.lastStart : .max
    let (lastEnd, isFar) = lastStart.addingReportingOverflow(
      UInt64(fragment.prefix.upperBound + anchorEnd))
    candidates[anchorID].append(
      CandidateRecord(
        fragment: UInt32(records.fragments.count), anchorEnd: UInt32(anchorEnd),
        lastEnd: isFar ? .max : UInt32(clamping: lastEnd), next: 0))
    records.fragments.append(
      FragmentRecord(
        slotReach: slotReach, gapMin: UInt64(fragment.segments[0].gapMin),
        gapMax: gapMax.map { UInt64($0) } ?? .max, pattern: pattern,
        firstSegment: UInt32(records.segments.count), slot: slot, previousSlot: previousSlot,
        prefixMin: UInt32(fragment.prefix.lowerBound),
        prefixMax: UInt32(fragment.prefix.upperBound),
        suffixMin: UInt32(fragment.suffix.lowerBound),
        suffixMax: UInt32(fragment.suffix.upperBound), delay: UInt32(fragment.delay),
        segmentCount: UInt16(fragment.segments.count),
        anchorSegment: UInt16(fragment.anchor.segment), flags: flags))
    for (place, segment) in fragment.segments.enumerated() {
      add(segment, isFirst: place == 0)
    }
    records.residentBytes = max(records.residentBytes, fragment.residentBytes)
  }

  private mutating func add(_ segment: FragmentPlan.Segment, isFirst: Bool) {
    switch segment.content {
    case .bytes(let masked):
      let isLiteral = masked.allSatisfy(\.isFixed)
      records.segments.append(
        SegmentRecord(
          isLiteral ? .literal : .masked, first: records.bytes.count, count: masked.count,
          of: segment, isFirst: isFirst))
      records.bytes.append(contentsOf: masked.lazy.map(\.value))
      if !isLiteral { records.bytes.append(contentsOf: masked.lazy.map(\.mask)) }
    case .alternatives(let alternatives, let negated):
      records.segments.append(
        SegmentRecord(
          negated ? .negated : .alternatives, first: records.options.count,
          count: alternatives.count, of: segment, isFirst: isFirst))
      for option in alternatives {
        records.options.append(
          OptionRecord(first: UInt32(records.bytes.count), count: UInt32(option.count)))
        records.bytes.append(contentsOf: option.lazy.map(\.value))
        records.bytes.append(contentsOf: option.lazy.map(\.mask))
      }
    }
  }

  private mutating func id(of literal: Anchor.Literal, for target: TargetType) -> Int {
    if let id = anchorIDs[literal] {
      literals[id].targets.insert(target)
      return id
    }
    let id = literals.count
    anchorIDs[literal] = id
    literals.append(AnchorLiteral(literal: literal, targets: TargetSet(target)))
    candidates.append([])
    return id
  }

  /// The records and the anchors, complete.
  consuming func finish() -> (records: PatternRecords, literals: [AnchorLiteral]) {
    for list in candidates {
      records.anchors.append(
        AnchorRecord(
          firstCandidate: UInt32(records.candidates.count), candidateCount: UInt32(list.count)))
      let first = records.candidates.count
      records.candidates += list
      var greater: [Int] = []
      for place in list.indices.reversed() {
        while let last = greater.last, list[last].lastEnd <= list[place].lastEnd {
          greater.removeLast()
        }
        records.candidates[first + place].next = UInt32(first + (greater.last ?? list.count))
        greater.append(place)
      }
    }
    records.slotCount = Int(slotCount)
    return (records, literals)
  }
}
