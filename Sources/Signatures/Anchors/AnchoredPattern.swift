/// A body signature taken apart, with an anchor for each fragment: all that compiling needs.
struct AnchoredPattern {
  /// A fragment with its anchor and its distances.
  struct Fragment {
    var segments: [FragmentPlan.Segment]
    var anchor: Anchor
    /// Bytes before the anchor's segment, and from its start to the end, at least and at most.
    var prefix: ClosedRange<Int>
    var suffix: ClosedRange<Int>
    /// How many bytes late it must be verified.
    var delay: Int

    /// Bytes from its first to the last that must have arrived when it is verified.
    var residentBytes: Int { prefix.upperBound + suffix.upperBound + delay }
  }

  /// A fragment and its delay must fit into the window that a session keeps.
  static let residentBytesMax = 2 * FragmentPlan.extentBytesMax

  var target: TargetType
  var offset: SignatureOffset
  var fragments: [Fragment]
  /// The number of the signature's part that it is of.
  var part = 0

  /// A pattern that is found by verifying it whole, fragment by fragment.
  init(
    _ pattern: BodyPattern, offset: SignatureOffset, target: TargetType, model: RarityModel
  ) throws(UnusedReason) {
    self.target = target
    self.offset = offset
    fragments = []
    var slack = 0
    for planned in try FragmentPlan(pattern).fragments {
      guard let anchor = Anchor.choose(in: planned, model: model) else { throw .noAnchor }
      // The fragment before may be verified up to `slack` bytes after its end. This one must not be
      // verified earlier, or it would not know that it follows.
      let delay = max(0, slack - planned.segments[0].gapMin - planned.extentMin)
      let fragment = Self.fragment(planned.segments, anchor, delay: delay)
      slack = fragment.suffix.upperBound - fragment.suffix.lowerBound + delay
      guard fragment.residentBytes <= Self.residentBytesMax else { throw .patternTooLong }
      fragments.append(fragment)
    }
  }

  /// What is verified of a pattern around its rarest literal, to make its signature a candidate;
  /// `nil` where it has no literal.
  ///
  /// It is as much as tells apart: a longer pattern is judged by the evaluator.
  init?(
    filter pattern: BodyPattern, offset: SignatureOffset, target: TargetType, model: RarityModel
  ) {
    guard let plan = try? FragmentPlan(pattern) else { return nil }
    var best: (fragment: Int, anchor: Anchor)?
    for (place, fragment) in plan.fragments.enumerated() {
      guard let anchor = Anchor.choose(in: fragment, model: model) else { continue }
      if anchor.cost > best?.anchor.cost ?? -1 { best = (place, anchor) }
    }
    guard let best else { return nil }
    var trimmed = TrimmedFragment(plan.fragments[best.fragment], anchor: best.anchor)
    trimmed.trim()
    self.target = target
    self.offset = .any
    if case .absolute = offset, best.fragment == 0, !trimmed.isTrimmedInFront {
      self.offset = offset
    }
    fragments = [Self.fragment(trimmed.segments, trimmed.anchor, delay: 0)]
  }

  /// Matches of its anchors that are expected for each byte of a real file.
  func hitsPerByte(model: RarityModel) -> Double {
    fragments.reduce(0) { $0 + model.probability(cost: $1.anchor.cost) }
  }

  private static func fragment(
    _ segments: [FragmentPlan.Segment], _ anchor: Anchor, delay: Int
  ) -> Fragment {
    let whole = FragmentPlan.Fragment(segments: segments)
    let suffix = extent(segments[anchor.segment...])
    let prefix = whole.extentMin - suffix.lowerBound...whole.extentMax - suffix.upperBound
    return Fragment(
      segments: segments, anchor: anchor, prefix: prefix, suffix: suffix, delay: delay)
  }

  /// The bytes that segments cover, with the gaps between them.
  private static func extent(_ segments: ArraySlice<FragmentPlan.Segment>) -> ClosedRange<Int> {
    let fragment = FragmentPlan.Fragment(segments: Array(segments))
    return fragment.extentMin...fragment.extentMax
  }
}
