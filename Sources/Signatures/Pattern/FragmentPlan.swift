/// How a pattern is taken apart for verification: see ``PatternTables``.
struct FragmentPlan {
  /// Bytes under masks, or alternatives.
  enum Content: Equatable {
    case bytes([BodyPattern.MaskedByte])
    case alternatives([[BodyPattern.MaskedByte]], negated: Bool)
  }

  /// A segment with the gap before it.
  struct Segment: Equatable {
    var gapMin: Int
    var gapMax: Int?
    var content: Content

    var lengthMin: Int {
      switch content {
      case .bytes(let bytes): bytes.count
      case .alternatives(let options, _): options.map(\.count).min() ?? 0
      }
    }

    var lengthMax: Int {
      switch content {
      case .bytes(let bytes): bytes.count
      case .alternatives(let options, _): options.map(\.count).max() ?? 0
      }
    }
  }

  /// A fragment: the gap of its first segment is the gap to the fragment before.
  struct Fragment: Equatable {
    var segments: [Segment]

    var extentMin: Int {
      segments.reduce(0) { $0 + $1.lengthMin } + segments.dropFirst().reduce(0) { $0 + $1.gapMin }
    }

    var extentMax: Int {
      segments.reduce(0) { $0 + $1.lengthMax }
        + segments.dropFirst().reduce(0) { $0 + ($1.gapMax ?? 0) }
    }
  }

  /// A fragment covers at most this many bytes, gaps included: it bounds the window.
  static let extentBytesMax = 4096
  /// Gaps whose length varies by more than this are between fragments: it bounds the search.
  static let gapVariationMax = 1024
  /// A longer run of bytes becomes several segments.
  static let segmentBytesMax = 2048
  /// From this many `??` on, a gap is cheaper than a mask.
  static let wildcardRunMin = 8

  var fragments: [Fragment]

  init(_ pattern: BodyPattern) throws(UnusedReason) {
    fragments = []
    var extent = 0
    for segment in try Self.segments(pattern) {
      guard segment.lengthMax <= Self.extentBytesMax else { throw .patternTooLong }
      if !fragments.isEmpty, let gapMax = segment.gapMax,
        gapMax - segment.gapMin <= Self.gapVariationMax,
        extent + gapMax + segment.lengthMax <= Self.extentBytesMax
      {
        fragments[fragments.count - 1].segments.append(segment)
        extent += gapMax + segment.lengthMax
      } else {
        fragments.append(Fragment(segments: [segment]))
        extent = segment.lengthMax
      }
    }
  }

  /// Cuts a pattern at its gaps, its alternatives and its long runs of wildcards.
  ///
  /// Boundaries and brackets are for the evaluator: see ``PatternPart/variants()``.
  private static func segments(_ pattern: BodyPattern) throws(UnusedReason) -> [Segment] {
    var segments: [Segment] = []
    var run: [BodyPattern.MaskedByte] = []
    var gap: (min: Int, max: Int?) = (0, 0)
    func closeRun() {
      guard !run.isEmpty else { return }
      segments.append(Segment(gapMin: gap.min, gapMax: gap.max, content: .bytes(run)))
      run = []
      gap = (0, 0)
    }
    for element in collapsingWildcards(expandingSkips(pattern.elements)) {
      switch element {
      case .byte(let byte):
        run.append(byte)
        if run.count == segmentBytesMax { closeRun() }
      case .gap(let min, let max):
        closeRun()
        gap.min += min
        if let first = gap.max, let max { gap.max = first + max } else { gap.max = nil }
      case .skip, .bracket, .boundary: throw .patternNotEvaluated(.boundary)
      case .alternatives(let options, let negated):
        closeRun()
        segments.append(
          Segment(
            gapMin: gap.min, gapMax: gap.max, content: .alternatives(options, negated: negated)))
        gap = (0, 0)
      }
    }
    closeRun()
    return segments
  }

  private static func expandingSkips(
    _ elements: [BodyPattern.Element]
  ) -> [BodyPattern.Element] {
    elements.flatMap { element -> [BodyPattern.Element] in
      if case .skip(let count) = element { return Array(repeating: .byte(.any), count: count) }
      return [element]
    }
  }

  /// Turns long runs of `??` between other bytes into gaps.
  private static func collapsingWildcards(
    _ elements: [BodyPattern.Element]
  ) -> [BodyPattern.Element] {
    let any = BodyPattern.Element.byte(.any)
    var result: [BodyPattern.Element] = []
    var index = 0
    while index < elements.count {
      var end = index
      while end < elements.count, elements[end] == any { end += 1 }
      if end - index >= wildcardRunMin, index > 0, end < elements.count {
        result.append(.gap(min: end - index, max: end - index))
        index = end
      } else {
        result.append(contentsOf: elements[index..<max(end, index + 1)])
        index = max(end, index + 1)
      }
    }
    return result
  }
}
