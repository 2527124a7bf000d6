/// The coded data of a scan, bit by bit.
///
/// What it does at the end of the data, at markers and in damaged codes is what ClamAV's decoder does:
/// it decides how much of a damaged picture is seen.
struct JPEGBits {
  /// Where the next byte is.
  var reader: ByteReader
  /// The marker that ended the data; zeroes are read past it.
  var marker: UInt8?
  /// Whether bytes past the end of the file were asked for.
  private(set) var isPastEnd = false
  /// Whether the end of the picture was seen; zeroes are read past it.
  var hasEnded = false
  /// How many bits are left. One that takes more than there are wraps it round.
  private(set) var left: UInt8 = 0
  /// How many blocks are to come that have no more coefficients in this scan.
  var emptyBlocks: Int32 = 0

  /// The bytes that were read last.
  private var bytes: UInt64 = 0
  /// The bits that are left, from the most significant.
  private var bits: UInt64 = 0

  init(_ reader: ByteReader) { self.reader = reader }

  /// Forgets what was read, as a restart and a new scan do.
  mutating func reset() {
    left = 0
    marker = nil
    bytes = 0
    bits = 0
    emptyBlocks = 0
  }

  /// Reads bytes, so that 32 bits or more are left: fewer, where a marker is found.
  @inline(__always) mutating func refill(_ file: Span<UInt8>) throws(PictureFault) {
    guard left < 32 else { return }
    if marker != nil || isPastEnd || hasEnded {
      bytes <<= 32
      left += 32
      bits = bytes << (64 - UInt64(left))
    } else {
      try read(file)
    }
  }

  private mutating func read(_ file: Span<UInt8>) throws(PictureFault) {
    let start = reader.position
    if file.count - start >= 4 {
      let word = file.big32(at: start)
      if !Self.hasMarkerByte(word) {
        reader.position = start + 4
        bytes = bytes << 32 | UInt64(word)
        left += 32
        bits = bytes << (64 - UInt64(left))
        return
      }
    }
    for _ in 0..<4 {
      guard try readByte(file) else { return }
    }
    bits = bytes << (64 - UInt64(left))
  }

  /// Whether one of four bytes is 255.
  private static func hasMarkerByte(_ word: UInt32) -> Bool {
    let inverse = ~word
    return (inverse &- 0x0101_0101) & ~inverse & 0x8080_8080 != 0
  }

  /// Reads a byte; `false` at a marker.
  private mutating func readByte(_ file: Span<UInt8>) throws(PictureFault) -> Bool {
    let byte = next(file)
    if reader.position >= file.count { isPastEnd = true }
    if byte == 0xff {
      var following = next(file)
      while following == 0xff { following = next(file) }
      if following != 0 {
        try end(at: following)
        return false
      }
    }
    bytes = bytes << 8 | UInt64(byte)
    left += 8
    return true
  }

  private mutating func end(at found: UInt8) throws(PictureFault) {
    if left != 0 { bits = bytes << (64 - UInt64(left)) }
    marker = found
    guard JPEGMarker.isKnown(found) else { throw .undecodable }
    if found == JPEGMarker.endOfImage {
      bytes <<= 8
      left += 8
      bits = bytes << (64 - UInt64(left))
    }
  }

  /// A byte; 0 past the end.
  private mutating func next(_ file: Span<UInt8>) -> UInt8 {
    let position = reader.position
    reader.position += 1
    return position < file.count ? file[position] : 0
  }

  /// The marker that was found, or the next that is. `nil` where the file ends before.
  mutating func takeMarker(_ file: Span<UInt8>) -> UInt8? {
    if let marker {
      self.marker = nil
      return marker
    }
    while let byte = reader.byte(file) {
      guard byte == 0xff else { continue }
      var following = reader.byte(file)
      while following == 0xff { following = reader.byte(file) }
      guard let following else { return nil }
      if following != 0 { return following }
    }
    return nil
  }

  /// The next nine bits, which stay.
  @inline(__always) var short: Int { Int(bits >> UInt64(64 - JPEGCodes.shortBits)) }

  @inline(__always) mutating func drop(_ count: UInt8) {
    left = left > count ? left - count : 0
    bits &<<= UInt64(count)
  }

  /// So many bits, 16 at most.
  @inline(__always) mutating func take(_ count: Int) -> Int32 {
    let taken = UInt64(truncatingIfNeeded: count)
    // What is taken comes in again at the end, and is read once more where there are too few bits.
    bits = bits &<< taken | (count == 0 ? 0 : bits &>> (64 &- taken))
    left = left &- UInt8(truncatingIfNeeded: count)
    return Int32(truncatingIfNeeded: bits & (1 &<< taken &- 1))
  }

  @inline(__always) mutating func takeBit() -> Bool {
    let bit = bits >> 63 == 1
    drop(1)
    return bit
  }

  /// Reads a code.
  @inline(__always) mutating func symbol(_ codes: JPEGCodes) throws(PictureFault) -> UInt8 {
    let entry = codes.short[short]
    var length = UInt8(entry >> 8)
    var symbol = UInt8(truncatingIfNeeded: entry)
    if length > JPEGCodes.shortBits {
      let next = Int32(bits >> 48)
      while length <= 16, next >= codes.ends[Int(length)] { length += 1 }
      guard length <= 16 else { throw .undecodable }
      let place = next >> Int32(16 - length) &+ codes.offsets[Int(length)]
      symbol = codes.symbols[Int(place & 0xff)]
    }
    guard length <= left else { throw .undecodable }
    drop(length)
    return symbol
  }

  /// A value from so many bits: those that begin with 0 are negative.
  @inline(__always) static func extended(_ bits: Int32, _ count: Int) -> Int32 {
    bits < 1 << Int32(count - 1) ? bits - (1 << Int32(count)) + 1 : bits
  }
}

extension Span<UInt8> {
  /// Four bytes, the most significant first.
  @inline(__always) func big32(at position: Int) -> UInt32 {
    UInt32(self[position]) << 24 | UInt32(self[position + 1]) << 16
      | UInt32(self[position + 2]) << 8 | UInt32(self[position + 3])
  }
}
