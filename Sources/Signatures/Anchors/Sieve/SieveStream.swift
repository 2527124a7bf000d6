/// One body's progress through an ``AnchorSieve``: bytes in, matches out, in the order of their ends.
///
/// Bytes are not kept, but for the last eight. After a call all anchors are found that end in the bytes so
/// far, wherever the body was split: samples whose anchors may end later are looked at again in the next
/// call. All memory is allocated when it is made.
package struct SieveStream: ~Copyable {
  /// An anchor, and the offset just past it, counted from the body's first byte.
  package struct Match: BitwiseCopyable {
    package var end: UInt64
    package var anchor: UInt32
  }

  /// Samples that are looked up in the words of bits together, before any of them in the buckets: what
  /// would wait for memory each by itself waits together, and no branch is guessed wrong on the way.
  private static let samplesPerBlock = 256
  /// Matches that one call can give.
  private static let matchesMax = 2048
  /// A call goes no further where it has so many: a block has four for each sample at most, and a few
  /// samples lie at the edges of a call's bytes.
  private static let matchesToStop = matchesMax - (samplesPerBlock + 16) * AnchorSieve.stride
  /// A call goes no further where it has looked at so many entries, so that a crafted body is noticed.
  private static let entriesToStop = 16_384

  private var sieve: AnchorSieve?
  private var matches: [Match] = []
  private var nextMatch = 0

  /// Bytes that were scanned before, and the last eight of them: the newest is the highest.
  private var scannedBytes: UInt64 = 0
  private var tail: UInt64 = 0
  private var steps = 0

  /// A stream that goes through no sieve yet.
  ///
  /// - Parameter isUsed: whether it will ever go through one: if not, it takes no memory.
  package init(isUsed: Bool) {
    matches.reserveCapacity(isUsed ? Self.matchesMax : 0)
  }

  /// About how many bytes one takes up.
  package static func memoryBytes(for anchors: AnchorDatabases) -> Int {
    anchors.hasSieve ? matchesMax * MemoryLayout<Match>.stride : 0
  }

  /// Begins a body.
  ///
  /// - Parameter sieve: which one it goes through; `nil` for none, and then nothing is found.
  package mutating func select(_ sieve: AnchorSieve?) {
    self.sieve = sieve
    matches.removeAll(keepingCapacity: true)
    nextMatch = 0
    scannedBytes = 0
    tail = 0
    steps = 0
  }

  /// The next match of the last call, if it ends at an offset or before.
  package mutating func next(upTo end: UInt64) -> Match? {
    guard nextMatch < matches.count, matches[nextMatch].end <= end else { return nil }
    nextMatch += 1
    return matches[nextMatch - 1]
  }

  /// What the last call cost in steps of a ``VerificationBudget``, once.
  package mutating func takeSteps() -> Int {
    defer { steps = 0 }
    return steps
  }

  /// Scans the bytes that follow those scanned before, and forgets the matches of the call before.
  ///
  /// - Returns: how many of the bytes were scanned: all of them, but where there is very much to find. The
  ///   rest is to be given again.
  package mutating func scan(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let sieve, bytes.count > 0 else { return bytes.count }
    return unsafe scan(RawSpan(_unsafeBytes: bytes), sieve)
  }

  private mutating func scan(_ bytes: RawSpan, _ sieve: AnchorSieve) -> Int {
    matches.removeAll(keepingCapacity: true)
    nextMatch = 0
    steps = 0
    let count = bytes.byteCount
    var covered = count
    var sample = firstSample
    while sample <= count - AnchorSieve.gramBytes {
      // Where all anchors that a sample can lie in are in these bytes.
      let innerCount = (count - AnchorSieve.anchorBytes - sample) / AnchorSieve.stride + 1
      guard sample >= AnchorSieve.stride - 1, sample <= count - AnchorSieve.anchorBytes else {
        scanEdge(sample, of: bytes, sieve)
        sample += AnchorSieve.stride
        continue
      }
      let blockCount = min(innerCount, Self.samplesPerBlock)
      scanBlock(of: blockCount, from: sample, in: bytes, sieve)
      sample += blockCount * AnchorSieve.stride
      if matches.count > Self.matchesToStop || steps > Self.entriesToStop {
        // The first anchor that was not looked for ends behind this.
        covered = min(count, sample + AnchorSieve.stride)
        break
      }
    }
    keepTail(of: bytes, covered)
    return covered
  }

  /// The first sample that an anchor can have which ends in the next bytes, counted from their first.
  private var firstSample: Int {
    let reach = UInt64(AnchorSieve.anchorBytes - 1)
    let stride = UInt64(AnchorSieve.stride)
    let low = scannedBytes > reach ? scannedBytes - reach : 0
    let sample = (low + stride - 1) / stride * stride
    return sample >= scannedBytes ? Int(sample - scannedBytes) : -Int(scannedBytes - sample)
  }

  private mutating func keepTail(of bytes: RawSpan, _ count: Int) {
    scannedBytes += UInt64(count)
    if count >= 8 {
      tail = Self.load(bytes, at: count - 8)
      return
    }
    for place in 0..<count { tail = tail >> 8 | UInt64(Self.byte(bytes, at: place)) << 56 }
  }
}

extension SieveStream {
  /// Looks at samples all of whose anchors lie in the bytes.
  private mutating func scanBlock(
    of count: Int, from first: Int, in bytes: RawSpan, _ sieve: AnchorSieve
  ) {
    // Those that the words let through.
    var samples = InlineArray<256, Int32>(repeating: 0)
    var found = 0
    var sample = first
    for _ in 0..<count {
      let hash = AnchorSieve.hash(Self.load(bytes, at: sample) & AnchorSieve.gramMask)
      let word = sieve.words[Int(truncatingIfNeeded: hash >> sieve.wordShift)]
      samples[found] = Int32(truncatingIfNeeded: sample - first)
      found += AnchorSieve.passes(hash, word)
      sample += AnchorSieve.stride
    }
    for place in 0..<found { confirm(first + Int(samples[place]), in: bytes, sieve) }
  }

  private mutating func confirm(_ sample: Int, in bytes: RawSpan, _ sieve: AnchorSieve) {
    let gram = Self.load(bytes, at: sample) & AnchorSieve.gramMask
    for place in entries(of: gram, sieve) {
      let entry = SieveEntry(rawValue: sieve.entries[place])
      guard entry.gram == gram else { continue }
      let start = sample - entry.offset
      if Self.load(bytes, at: start) == sieve.literals[Int(entry.anchor)] {
        add(entry.anchor, start: start)
      }
    }
  }

  /// Looks at a sample at the edge of the bytes: of the anchors that it can lie in, those count that end in
  /// the bytes.
  private mutating func scanEdge(_ sample: Int, of bytes: RawSpan, _ sieve: AnchorSieve) {
    let gram = gather(AnchorSieve.gramBytes, from: sample, of: bytes)
    let hash = AnchorSieve.hash(gram)
    let word = sieve.words[Int(truncatingIfNeeded: hash >> sieve.wordShift)]
    guard AnchorSieve.passes(hash, word) == 1 else { return }
    for place in entries(of: gram, sieve) {
      let entry = SieveEntry(rawValue: sieve.entries[place])
      let start = sample - entry.offset
      let end = start + AnchorSieve.anchorBytes
      guard entry.gram == gram, end > 0, end <= bytes.byteCount,
        start >= 0 || scannedBytes >= UInt64(-start)
      else { continue }
      if gather(AnchorSieve.anchorBytes, from: start, of: bytes)
        == sieve.literals[Int(entry.anchor)]
      {
        add(entry.anchor, start: start)
      }
    }
  }

  /// The entries of a gram's bucket.
  private mutating func entries(of gram: UInt64, _ sieve: AnchorSieve) -> Range<Int> {
    let bucket = Int(truncatingIfNeeded: AnchorSieve.hash(gram) >> sieve.bucketShift)
    let range = Int(sieve.buckets[bucket])..<Int(sieve.buckets[bucket + 1])
    steps += 1 + range.count
    return range
  }

  private mutating func add(_ anchor: UInt32, start: Int) {
    let end = Int64(start + AnchorSieve.anchorBytes)
    matches.append(Match(end: scannedBytes &+ UInt64(bitPattern: end), anchor: anchor))
  }

  /// Bytes that may begin before those given, as a little-endian number.
  private func gather(_ count: Int, from start: Int, of bytes: RawSpan) -> UInt64 {
    var number: UInt64 = 0
    for place in (start..<start + count).reversed() {
      let byte =
        place >= 0
        ? Self.byte(bytes, at: place) : UInt8(truncatingIfNeeded: tail >> UInt64(64 + 8 * place))
      number = number << 8 | UInt64(byte)
    }
    return number
  }

  /// Eight bytes as a little-endian number.
  @inline(__always) private static func load(_ bytes: RawSpan, at place: Int) -> UInt64 {
    UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  private static func byte(_ bytes: RawSpan, at place: Int) -> UInt8 {
    unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt8.self)
  }
}
