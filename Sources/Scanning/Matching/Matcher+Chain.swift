internal import Signatures

extension Matcher {
  /// Joins a verified fragment with the chain before it, and keeps it for the chain after it.
  ///
  /// ``starts`` and ``ends`` are its possible places, counted from the body's offset `base`. Where it
  /// begins and where it ends do not depend on each other, as the anchor between them is fixed.
  mutating func join(_ fragment: FragmentRecord, _ index: UInt32, base: UInt64) {
    let pattern = patterns.patterns[Int(fragment.pattern)]
    if fragment.slot >= 0 { budget.spend(Int(slots[fragment.slot].count)) }
    if pattern.isFromEnd {
      joinFromEnd(fragment, index, base: base, back: pattern.offset)
    } else if let start = chainStart(fragment, pattern, base: base) {
      extend(fragment, index, base: base, start: start)
    }
  }

  /// Where a chain begins that this fragment continues or begins; `nil` where there is none.
  private mutating func chainStart(
    _ fragment: FragmentRecord, _ pattern: PatternRecord, base: UInt64
  ) -> UInt64? {
    if fragment.isFirst {
      guard pattern.isAbsolute else { return base + UInt64(starts.low) }
      return firstStart(
        from: pattern.offset, to: pattern.offset + pattern.shift, base: base)
    }
    let previous = slots[fragment.previousSlot]
    if fragment.gapMax == .max {
      guard previous.earliestEnd != .max,
        previous.earliestEnd + fragment.gapMin <= base + UInt64(starts.high)
      else { return nil }
      return previous.earliestStart
    }
    var next = previous.head
    while next >= 0 {
      let record = slots.record(next)
      budget.spend(1)
      if firstStart(
        from: record.end + fragment.gapMin, to: record.end + fragment.gapMax, base: base) != nil
      {
        return record.start
      }
      next = record.next
    }
    return nil
  }

  /// The first of ``starts`` in a range of the body's offsets.
  private func firstStart(from low: UInt64, to high: UInt64, base: UInt64) -> UInt64? {
    guard high >= base else { return nil }
    let bound = low > base ? low - base : 0
    guard bound <= UInt64(starts.high), let start = starts.first(from: Int(bound)),
      base + UInt64(start) <= high
    else { return nil }
    return base + UInt64(start)
  }

  /// Detects at the chain's last fragment, keeps its ends at others.
  private mutating func extend(
    _ fragment: FragmentRecord, _ index: UInt32, base: UInt64, start: UInt64
  ) {
    if fragment.isLast {
      found(
        patterns.patterns[Int(fragment.pattern)], offset: start,
        size: base + UInt64(ends.high) - start)
    } else if !fragment.slotKeepsAll {
      slots.keepEarliest(
        fragment.slot, fragment: index, start: start, end: base + UInt64(ends.low))
    } else {
      // What is verified from now on begins at most a fragment's extent before the newest byte.
      let reach = fragment.slotReach
      let newest = base + UInt64(ends.low)
      slots.drop(
        fragment.slot, endingBefore: newest > reach ? newest - reach : 0, startingBefore: 0)
      _ = keepEnds(fragment, index, base: base, start: start)
    }
  }

  /// Keeps each of the ends; `false` where there is no room, and the signature is left open.
  private mutating func keepEnds(
    _ fragment: FragmentRecord, _ index: UInt32, base: UInt64, start: UInt64
  ) -> Bool {
    var bound = 0
    while let end = ends.first(from: bound) {
      budget.spend(1)
      guard keep(fragment, index, start: start, end: base + UInt64(end)) else { return false }
      bound = end + 1
    }
    return true
  }

  private mutating func keep(
    _ fragment: FragmentRecord, _ index: UInt32, start: UInt64, end: UInt64
  ) -> Bool {
    if slots.keep(fragment.slot, fragment: index, start: start, end: end) { return true }
    leaveOpen(patterns.patterns[Int(fragment.pattern)])
    // Others may need the room.
    slots.drop(fragment.slot, endingBefore: .max, startingBefore: .max)
    return false
  }

  /// The same where the chain's start is judged when the size is known: each pair of start and end
  /// is kept until the end of the body is too far from the start.
  private mutating func joinFromEnd(
    _ fragment: FragmentRecord, _ index: UInt32, base: UInt64, back: UInt64
  ) {
    let earliest = window.end > back ? window.end - back : 0
    slots.drop(fragment.slot, endingBefore: 0, startingBefore: earliest)
    if fragment.isFirst {
      var bound = 0
      while let start = starts.first(from: bound) {
        if base + UInt64(start) >= earliest,
          !keepFromEnd(fragment, index, base: base, start: base + UInt64(start))
        {
          return
        }
        bound = start + 1
      }
      return
    }
    slots.drop(fragment.previousSlot, endingBefore: 0, startingBefore: earliest)
    var next = slots[fragment.previousSlot].head
    while next >= 0 {
      let record = slots.record(next)
      budget.spend(1)
      let low = record.end + fragment.gapMin
      let high = fragment.gapMax == .max ? UInt64.max : record.end + fragment.gapMax
      if firstStart(from: low, to: high, base: base) != nil,
        !keepFromEnd(fragment, index, base: base, start: record.start)
      {
        return
      }
      next = record.next
    }
  }

  private mutating func keepFromEnd(
    _ fragment: FragmentRecord, _ index: UInt32, base: UInt64, start: UInt64
  ) -> Bool {
    fragment.isLast
      ? keep(fragment, index, start: start, end: base + UInt64(ends.high))
      : keepEnds(fragment, index, base: base, start: start)
  }

  /// Judges the offsets that are counted from the end, now that the size is known.
  mutating func judgeOffsetsFromEnd() {
    let size = window.end
    for place in 0..<slots.touchedCount {
      let slot = slots[slots.touchedSlot(place)]
      let fragment = patterns.fragments[Int(slot.fragment)]
      let pattern = patterns.patterns[Int(fragment.pattern)]
      guard fragment.isLast, pattern.offset <= size else { continue }
      let low = size - pattern.offset
      guard let high = SignatureOffset.last(from: low, shift: pattern.shift) else { continue }
      var next = slot.head
      while next >= 0 {
        let record = slots.record(next)
        if record.start >= low && record.start <= high {
          found(pattern, offset: record.start, size: record.end - record.start)
          if !isSearching { return }
          break
        }
        next = record.next
      }
    }
  }
}
