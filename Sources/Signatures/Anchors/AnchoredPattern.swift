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

  init(_ signature: BodySignature, model: RarityModel) throws(UnusedReason) {
    target = signature.target
    offset = signature.offset
    fragments = []
    var slack = 0
    for planned in try FragmentPlan(signature.pattern).fragments {
      guard let anchor = Anchor.choose(in: planned, model: model) else { throw .noAnchor }
      let segments = planned.segments
      let suffix = Self.extent(segments[anchor.segment...])
      let prefix =
        planned.extentMin - suffix.lowerBound...planned.extentMax - suffix.upperBound
      // The fragment before may be verified up to `slack` bytes after its end. This one must not be
      // verified earlier, or it would not know that it follows.
      let delay = max(0, slack - segments[0].gapMin - planned.extentMin)
      slack = suffix.upperBound - suffix.lowerBound + delay
      let fragment = Fragment(
        segments: segments, anchor: anchor, prefix: prefix, suffix: suffix, delay: delay)
      guard fragment.residentBytes <= Self.residentBytesMax else { throw .patternTooLong }
      fragments.append(fragment)
    }
  }

  /// The bytes that segments cover, with the gaps between them.
  private static func extent(_ segments: ArraySlice<FragmentPlan.Segment>) -> ClosedRange<Int> {
    let fragment = FragmentPlan.Fragment(segments: Array(segments))
    return fragment.extentMin...fragment.extentMax
  }
}
