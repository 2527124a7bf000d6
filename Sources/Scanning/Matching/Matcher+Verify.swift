internal import Glibc
internal import Signatures

extension Matcher {
  /// Verifies a fragment whose anchor's segment begins at an offset, and joins it with its chain.
  mutating func verify(_ index: UInt32, at position: UInt64) {
    let fragment = patterns.fragments[Int(index)]
    let low = position - min(position, UInt64(fragment.prefixMax))
    let high = min(window.end, position + UInt64(fragment.suffixMax))
    guard position + UInt64(fragment.suffixMin) <= high else { return }
    guard let bytes = unsafe window.view(from: low, to: high) else {
      failure = .engine
      return
    }
    let count = Int(high - low)
    let anchorSegment = Int(fragment.firstSegment) + Int(fragment.anchorSegment)
    let segment = patterns.segments[anchorSegment]
    let anchor = Int(position - low)
    guard anchor + Int(segment.count) <= count,
      unsafe matches(segment, bytes + anchor, count: Int(segment.count))
    else { return }

    ends.removeAll()
    ends.insert(anchor + Int(segment.count))
    let segmentEnd = Int(fragment.firstSegment) + Int(fragment.segmentCount)
    for next in anchorSegment + 1..<segmentEnd {
      unsafe advanceEnds(over: patterns.segments[next], bytes, count: count)
      if ends.isEmpty { return }
    }
    starts.removeAll()
    starts.insert(anchor)
    var following = segment
    for previous in (Int(fragment.firstSegment)..<anchorSegment).reversed() {
      let segment = patterns.segments[previous]
      unsafe retreatStarts(over: segment, before: following, bytes, count: count)
      if starts.isEmpty { return }
      following = segment
    }
    if budget.isExhausted {
      failure = .budget
    } else {
      join(fragment, index, base: low)
    }
  }

  /// Moves the ends over a segment: to wherever it ends, if it begins a gap after one of them.
  private mutating func advanceEnds(
    over segment: SegmentRecord, _ bytes: UnsafePointer<UInt8>, count: Int
  ) {
    spare.removeAll()
    var untried = 0
    var bound = 0
    while let end = ends.first(from: bound), !budget.isExhausted {
      let low = max(end + Int(segment.gapMin), untried)
      let high = min(end + Int(segment.gapMax), count - Int(segment.lengthMin))
      if low <= high {
        for start in low...high { unsafe insertEnds(of: segment, at: start, bytes, count: count) }
        untried = high + 1
      }
      bound = end + 1
    }
    swap(&ends, &spare)
  }

  /// Moves the starts back over a segment: to wherever it begins, if it ends a gap before one.
  private mutating func retreatStarts(
    over segment: SegmentRecord, before following: SegmentRecord, _ bytes: UnsafePointer<UInt8>,
    count: Int
  ) {
    spare.removeAll()
    var untried = count
    var bound = count
    while let start = starts.last(upTo: bound), !budget.isExhausted {
      let low = max(start - Int(following.gapMax), Int(segment.lengthMin))
      let high = min(start - Int(following.gapMin), untried)
      if low <= high {
        for end in (low...high).reversed() {
          unsafe insertStarts(of: segment, endingAt: end, bytes)
        }
        untried = low - 1
      }
      bound = start - 1
    }
    swap(&starts, &spare)
  }

  private mutating func insertEnds(
    of segment: SegmentRecord, at start: Int, _ bytes: UnsafePointer<UInt8>, count: Int
  ) {
    switch segment.kind {
    case .literal, .masked:
      if unsafe matches(segment, bytes + start, count: Int(segment.count)) {
        spare.insert(start + Int(segment.count))
      }
    case .alternatives:
      for place in 0..<Int(segment.count) {
        let option = patterns.options[Int(segment.first) + place]
        if start + Int(option.count) <= count, unsafe matches(option, bytes + start) {
          spare.insert(start + Int(option.count))
        }
      }
    case .negated:
      if unsafe !matchesAny(segment, bytes + start) { spare.insert(start + Int(segment.lengthMin)) }
    }
  }

  private mutating func insertStarts(
    of segment: SegmentRecord, endingAt end: Int, _ bytes: UnsafePointer<UInt8>
  ) {
    switch segment.kind {
    case .literal, .masked:
      let start = end - Int(segment.count)
      if unsafe matches(segment, bytes + start, count: Int(segment.count)) { spare.insert(start) }
    case .alternatives:
      for place in 0..<Int(segment.count) {
        let option = patterns.options[Int(segment.first) + place]
        let start = end - Int(option.count)
        if start >= 0, unsafe matches(option, bytes + start) { spare.insert(start) }
      }
    case .negated:
      let start = end - Int(segment.lengthMin)
      if unsafe !matchesAny(segment, bytes + start) { spare.insert(start) }
    }
  }

  private mutating func matchesAny(
    _ segment: SegmentRecord, _ bytes: UnsafePointer<UInt8>
  ) -> Bool {
    for place in 0..<Int(segment.count) {
      if unsafe matches(patterns.options[Int(segment.first) + place], bytes) { return true }
    }
    return false
  }

  private mutating func matches(_ option: OptionRecord, _ bytes: UnsafePointer<UInt8>) -> Bool {
    let count = Int(option.count)
    return unsafe matchesMasked(
      patterns.bytes.run(at: Int(option.first), count: 2 * count), bytes, count, count)
  }

  /// Compares the first `count` bytes of a segment that is no choice of alternatives.
  mutating func matches(
    _ segment: SegmentRecord, _ bytes: UnsafePointer<UInt8>, count: Int
  ) -> Bool {
    let length = Int(segment.count)
    if segment.isLiteral {
      let wanted = unsafe patterns.bytes.run(at: Int(segment.first), count: length)
      budget.spend(1)
      guard count > 0, unsafe wanted[0] == bytes[0] else { return count == 0 }
      budget.spend(count / 32)
      return unsafe memcmp(wanted, bytes, count) == 0
    }
    guard case .masked = segment.kind else { preconditionFailure("alternatives are no anchor") }
    return unsafe matchesMasked(
      patterns.bytes.run(at: Int(segment.first), count: 2 * length), bytes, length, count)
  }

  /// Compares `count` bytes with values that their masks follow after `length` bytes.
  private mutating func matchesMasked(
    _ wanted: UnsafePointer<UInt8>, _ bytes: UnsafePointer<UInt8>, _ length: Int, _ count: Int
  ) -> Bool {
    let place = unsafe MaskedBytes.equalCount(
      UnsafeRawPointer(bytes), UnsafeRawPointer(wanted), masks: UnsafeRawPointer(wanted + length),
      count)
    budget.spend(1 + place / MaskedBytes.bytesPerStep)
    return place == count
  }
}
