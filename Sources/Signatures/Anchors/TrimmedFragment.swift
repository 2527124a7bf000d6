/// A fragment cut down to what lies near its anchor.
struct TrimmedFragment {
  /// Bytes of the anchor's segment that are kept before and after the anchor.
  static let bytesAroundAnchorMax = 64
  /// Bytes that the fragment may cover, gaps included.
  static let extentBytesMax = 512

  private(set) var segments: [FragmentPlan.Segment]
  private(set) var anchor: Anchor
  /// Whether it no longer begins where the fragment did.
  private(set) var isTrimmedInFront = false

  init(_ fragment: FragmentPlan.Fragment, anchor: Anchor) {
    segments = fragment.segments
    self.anchor = anchor
  }

  mutating func trim() {
    trimAnchorSegment()
    while extentMax > Self.extentBytesMax, anchor.segment < segments.count - 1 {
      segments.removeLast()
    }
    while extentMax > Self.extentBytesMax, anchor.segment > 0 { removeFirst() }
  }

  private var extentMax: Int { FragmentPlan.Fragment(segments: segments).extentMax }

  private mutating func removeFirst() {
    segments.removeFirst()
    segments[0].gapMin = 0
    segments[0].gapMax = 0
    anchor.segment -= 1
    isTrimmedInFront = true
  }

  /// Cuts the anchor's own segment. What is cut off at an end takes its neighbours with it, as the
  /// distance to them is no longer that of a gap alone.
  private mutating func trimAnchorSegment() {
    guard case .bytes(var bytes) = segments[anchor.segment].content else { return }
    let anchorEnd = anchor.start + anchor.literal.bytes.count
    if bytes.count - anchorEnd > Self.bytesAroundAnchorMax {
      bytes.removeLast(bytes.count - anchorEnd - Self.bytesAroundAnchorMax)
      segments.removeLast(segments.count - 1 - anchor.segment)
    }
    if anchor.start > Self.bytesAroundAnchorMax {
      let surplus = anchor.start - Self.bytesAroundAnchorMax
      bytes.removeFirst(surplus)
      anchor.start -= surplus
      while anchor.segment > 0 { removeFirst() }
      segments[0].gapMin = 0
      segments[0].gapMax = 0
      isTrimmedInFront = true
    }
    segments[anchor.segment].content = .bytes(bytes)
  }
}
