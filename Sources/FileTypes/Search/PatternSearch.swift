internal import Primitives

/// A search for the patterns of types, window by window.
struct PatternSearch {
  /// A pattern compared costs at most this many units for each byte searched; what would cost more is
  /// given up (``isExhausted``).
  static let workPerByteMax = 64

  private let index: PatternIndex
  /// The type of the file as far as it is known: rules may ask for it.
  private let type: FileType
  /// The length of the file; `nil` if offsets from its end are not known yet.
  private let fileBytes: Int?

  private var tracks = PartTracks()
  private(set) var places = EmbeddedPlaces()
  /// The result of the window that is searched.
  private var windowResult = FileType.any
  /// Whether the first pattern that is found ends the search.
  private let stopsAtFirst: Bool
  private var workLeft = 0
  private(set) var isExhausted = false
  /// Places at which anchors were compared, and bytes compared behind those that were there.
  private(set) var comparisons = 0

  init(
    _ index: PatternIndex, of type: FileType, fileBytes: Int?, stopsAtFirst: Bool = false
  ) {
    self.stopsAtFirst = stopsAtFirst
    self.index = index
    self.type = type
    self.fileBytes = fileBytes
  }

  /// Whether it has ended for what it has found.
  var hasStopped: Bool { stopsAtFirst && windowResult != .any }

  /// Searches one window, and tells its result; ``FileType/any`` for none.
  ///
  /// - Parameter base: where in the file the window begins.
  mutating func search(_ window: Span<UInt8>, at base: Int) -> FileType {
    windowResult = .any
    workLeft += window.count * Self.workPerByteMax
    let headEnd = max(0, min(window.count, index.headBytes - base))
    if search(window, from: 0, to: headEnd, at: base, index.headFilter),
      search(window, from: headEnd, to: window.count, at: base, index.bodyFilter)
    {
      _ = found(window, last: window.count, at: base, filter(at: base + window.count))
    }
    return windowResult
  }

  private func filter(at place: Int) -> AnchorFilter {
    place <= index.headBytes ? index.headFilter : index.bodyFilter
  }

  /// Searches for anchors whose third byte lies in a part of the window; `false` to end the search.
  private mutating func search(
    _ window: Span<UInt8>, from start: Int, to end: Int, at base: Int, _ filter: AnchorFilter
  ) -> Bool {
    var last = max(start, 2)
    while last < end {
      let active = filter.active(isBegun: !tracks.isEmpty)
      if tracks.isEmpty, let lead = filter.lead {
        // One byte leads all that counts: it is looked for by blocks.
        last = Self.next(lead, window, from: last - 2, to: end - 2) + 2
        guard last < end else { break }
        if Self.nextHit(window, from: last, to: last + 1, filter.table, active) > last {
          last += 1
          continue
        }
      } else {
        last = Self.nextHit(window, from: last, to: end, filter.table, active)
        guard last < end else { break }
      }
      guard found(window, last: last, at: base, filter) else { return false }
      last += 1
    }
    return true
  }

  /// The first place from `start` on at which a byte stands, or `end`.
  private static func next(
    _ byte: UInt8, _ window: Span<UInt8>, from start: Int, to end: Int
  ) -> Int {
    var place = start
    while place + 16 <= end {
      let first = (window.block(at: place) ^ SIMD16(repeating: byte)).firstZero
      if first < 16 { return place + first }
      place += 16
    }
    while place < end, window[place] != byte { place += 1 }
    return place
  }

  /// The first place from `start` on at which an anchor of three bytes may end, or `end`.
  ///
  /// - Parameters:
  ///   - start: at least 2.
  ///   - active: the buckets of ``AnchorFilter`` that count.
  private static func nextHit(
    _ window: Span<UInt8>, from start: Int, to end: Int, _ table: [UInt32], _ active: UInt32
  ) -> Int {
    let table = table.span
    guard start >= 2, start < end, end <= window.count, table.count == 256 else { return end }
    var second = table[Int(window[start - 2])]
    var first = table[Int(window[start - 1])]
    for place in start..<end {
      let this = table[Int(window[place])]
      if second << 16 & first << 8 & this & active != 0 { return place }
      second = first
      first = this
    }
    return end
  }

  /// Compares the anchors whose third byte would be at `last`; `false` to end the search.
  private mutating func found(
    _ window: Span<UInt8>, last: Int, at base: Int, _ filter: AnchorFilter
  ) -> Bool {
    guard last >= 2, last <= window.count else { return true }
    comparisons += 1
    let place = last - 2
    let (one, two) = (UInt32(window[place]), UInt32(window[place + 1]))
    let three = last < window.count ? UInt32(window[last]) : nil
    var buckets = filter.table[Int(one)] << 16 & filter.table[Int(two)] << 8
    buckets &= three.map { filter.table[Int($0)] } ?? AnchorFilter.allBuckets
    buckets &= filter.active(isBegun: !tracks.isEmpty)
    let pair = one | two << 8
    guard compare(pair, filter.starts, filter.threes, 0, buckets, window, at: place, base, filter)
    else { return false }
    guard let three else { return true }
    return compare(
      pair | three << 16, filter.threes, filter.starts, 1, buckets, window, at: place, base, filter)
  }

  /// Compares bytes with the anchors of some buckets: of each those from `starts` to `ends`.
  @inline(__always)
  private mutating func compare(
    _ bytes: UInt32, _ starts: [Int], _ ends: [Int], _ endShift: Int, _ buckets: UInt32,
    _ window: Span<UInt8>, at place: Int, _ base: Int, _ filter: AnchorFilter
  ) -> Bool {
    var rest = buckets >> 16
    while rest != 0 {
      let bucket = rest.trailingZeroBitCount
      rest &= rest - 1
      for member in starts[bucket]..<ends[bucket + endShift]
      where filter.anchors[member] == bytes {
        guard take(filter.members[member], window, place: place, at: base) else { return false }
      }
    }
    return true
  }

  /// Takes a part, by its place in the index, whose anchor is there; `false` to end the search.
  private mutating func take(
    _ place: Int, _ window: Span<UInt8>, place anchor: Int, at base: Int
  ) -> Bool {
    let start = anchor - index.parts[place].anchorOffset
    guard start >= 0, index.parts[place].count <= window.count - start else { return true }
    // Most anchors are no more: records are not copied for them.
    let (pattern, number) = (index.parts[place].pattern, index.parts[place].number)
    if number == 0 {
      guard isPlace(base + start, index.offsets[pattern]) else { return true }
    } else {
      guard tracks.hasFound(index.patterns[pattern], part: number - 1) else { return true }
    }
    guard workLeft > 0 else {
      isExhausted = true
      return false
    }
    guard matches(place, window, start) else { return true }
    return take(index.parts[place], start: start, at: base)
  }

  /// Takes a part that is there; `false` to end the search.
  private mutating func take(_ part: IndexedPart, start: Int, at base: Int) -> Bool {
    let pattern = index.patterns[part.pattern]
    let isLast = part.number == pattern.partCount - 1
    if part.number > 0, !tracks.follows(pattern, part, start: base + start) { return true }
    guard isLast else {
      tracks.note(pattern, part: part.number, start: base + start, end: base + start + part.count)
      return true
    }
    return conclude(pattern, at: base + start)
  }

  private func isPlace(_ place: Int, _ offset: MagicOffset) -> Bool {
    switch offset {
    case .anywhere: true
    case .absolute(let first, let shift): place >= first && place - first <= shift
    case .fromEnd:
      fileBytes.flatMap { offset.places(fileBytes: $0) }.map { $0.contains(place) } ?? false
    }
  }

  /// Whether all of a part is there. The caller has checked its extent.
  private mutating func matches(_ part: Int, _ window: Span<UInt8>, _ start: Int) -> Bool {
    var place = start
    let first = index.parts[part].unit
    for number in first..<first + index.parts[part].unitCount {
      workLeft -= 1
      comparisons += 1
      if index.units[number].alternativeCount == 0 {
        guard window[place] & index.units[number].mask == index.units[number].value else {
          return false
        }
        place += 1
      } else {
        guard hasAlternative(index.units[number], window, place) else { return false }
        place += index.units[number].alternativeBytes
      }
    }
    return true
  }

  private mutating func hasAlternative(
    _ unit: IndexedUnit, _ window: Span<UInt8>, _ place: Int
  ) -> Bool {
    for choice in 0..<unit.alternativeCount {
      workLeft -= 1
      let first = unit.alternatives + choice * unit.alternativeBytes
      var count = 0
      while count < unit.alternativeBytes,
        window[place + count] == index.alternatives[first + count]
      { count += 1 }
      if count == unit.alternativeBytes { return true }
    }
    return false
  }

  /// Takes a pattern that is there whole; `false` to end the search.
  private mutating func conclude(_ pattern: IndexedPattern, at place: Int) -> Bool {
    guard pattern.requiredType == .any || pattern.requiredType == type else { return true }
    if pattern.type == .ignored {
      windowResult = .ignored
      return false
    }
    guard pattern.type > windowResult || pattern.type >= .sfx || pattern.type == .msexe else {
      return true
    }
    windowResult = pattern.type
    if pattern.partCount == 1 {
      places.add(pattern.type, at: place, in: type)
    } else {
      for place in 0..<tracks.startCount(pattern) {
        places.add(pattern.type, at: tracks.start(pattern, at: place), in: type)
      }
      tracks.forget(pattern)
    }
    return !stopsAtFirst
  }
}
