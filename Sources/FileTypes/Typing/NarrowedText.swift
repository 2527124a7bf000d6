internal import Primitives

/// The first bytes of a text in wide characters, narrowed to bytes as ClamAV narrows them to look for
/// HTML: each unit becomes `low + (high << 4)`.
struct NarrowedText {
  /// A unit takes two bytes of the head, or two units four.
  private static let bytesMax = FileTyper.firstBytesMax / 2 + 8

  private var storage: InlineArray<520, UInt8>
  private var count = 0

  init() {
    storage = InlineArray(repeating: 0)
  }

  var span: Span<UInt8> {
    @_lifetime(borrow self)
    get { storage.span.extracting(first: count) }
  }

  /// Narrows pairs of bytes as little-endian units, zeroes included.
  mutating func append(utf16LittleEndian head: Span<UInt8>) {
    for place in 0..<min(head.count / 2, Self.bytesMax) {
      storage[place] = Self.narrow(head, 2 * place)
    }
    count = min(head.count / 2, Self.bytesMax)
  }

  /// Whether narrowed pairs of bytes may hold what begins with `<` and passes a filter.
  ///
  /// In 8-bit text a pair becomes `<` about every five hundred bytes by accident.
  static func mayHoldTag(utf16LittleEndian head: Span<UInt8>, _ filter: AnchorFilter) -> Bool {
    let ones: UInt64 = 0x0001_0001_0001_0001
    let lows = ones &* 0xff
    var place = 0
    while place + 8 <= head.count {
      let pairs = head.word(at: place)
      let narrowed = ((pairs & lows) &+ ((pairs &>> 4) & (ones &* 0xf0))) & lows
      let other = narrowed ^ (ones &* UInt64(UInt8(ascii: "<")))
      // A lane that is zero has a `<`; above it the test may err.
      if (other &- ones) & ~other & (ones &<< 15) != 0,
        holdsTag(head, from: place, to: place + 8, filter)
      {
        return true
      }
      place += 8
    }
    return holdsTag(head, from: place, to: head.count, filter)
  }

  private static func holdsTag(
    _ head: Span<UInt8>, from start: Int, to end: Int, _ filter: AnchorFilter
  ) -> Bool {
    var place = start
    while place + 2 <= end {
      let first = narrow(head, place)
      if first == UInt8(ascii: "<") {
        guard place + 6 <= head.count else { return true }
        if filter.passes(first, narrow(head, place + 2), narrow(head, place + 4)) { return true }
      }
      place += 2
    }
    return false
  }

  @inline(__always)
  private static func narrow(_ head: Span<UInt8>, _ place: Int) -> UInt8 {
    head[place] &+ head[place + 1] << 4
  }

  /// Narrows text in an encoding; characters that become zero are left out.
  ///
  /// The conversion stops at the first character that is none, of which it keeps one byte. Bytes
  /// beyond a multiple of four are converted by themselves, filled up with zeroes.
  mutating func append(_ head: Span<UInt8>, _ encoding: WideEncoding) {
    let aligned = head.count & ~3
    guard append(head.extracting(first: aligned), units: encoding), aligned < head.count else {
      return
    }
    var tail = InlineArray<4, UInt8>(repeating: 0)
    for place in aligned..<head.count { tail[place - aligned] = head[place] }
    _ = append(tail.span, units: encoding)
  }

  /// Converts whole characters; `false` where one is none.
  private mutating func append(_ bytes: Span<UInt8>, units encoding: WideEncoding) -> Bool {
    var place = 0
    while place < bytes.count {
      guard let (scalar, length) = encoding.scalar(bytes, place) else {
        append(UInt16(bytes[place]))
        return false
      }
      if scalar.value < 0x10000 {
        append(UInt16(scalar.value))
      } else {
        append(UInt16(0xd7c0 + scalar.value >> 10))
        append(UInt16(0xdc00 + scalar.value & 0x3ff))
      }
      place += length
    }
    return true
  }

  private mutating func append(_ unit: UInt16) {
    let byte = UInt8(truncatingIfNeeded: unit >> 8) << 4 &+ UInt8(truncatingIfNeeded: unit)
    guard byte != 0, count < Self.bytesMax else { return }
    storage[count] = byte
    count += 1
  }
}
