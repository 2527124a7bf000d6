internal import Primitives

/// Decodes base64 in the course of it.
struct Base64Decoding {
  private(set) var bytes: [UInt8]
  /// How many bytes came out.
  private(set) var count = 0
  /// The bits that do not fill a byte yet, and how many there are.
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var isAfterPadding = false

  /// Whether spaces within lines are passed over by all.
  private let hasSpaces: Bool
  private(set) var strayCount = 0
  /// How many bytes came out before the first stray character.
  private(set) var firstStrayByteCount: Int?
  private(set) var hasInnerPadding = false
  /// The signs of the groups so far.
  private var signs: UInt32 = 0

  /// Room for what a text stands for.
  init(textBytes: Int, hasSpaces: Bool) {
    // Eight bytes are written at once, of which six count.
    bytes = [UInt8](repeating: 0, count: textBytes / 4 * 3 + 3 + 8)
    self.hasSpaces = hasSpaces
  }

  var hasPlainSigns: Bool { signs & Base64Alphabet.Group.plainSign != 0 }
  var hasURLSigns: Bool { signs & Base64Alphabet.Group.urlSign != 0 }

  mutating func decode(_ text: Span<UInt8>, _ alphabet: Base64Alphabet) {
    let values = alphabet.values.span
    let groups = alphabet.groups.span
    var place = 0
    while place < text.count {
      if isAfterPadding {
        if values[Int(text[place])] < 64 { beginAnew() }
      } else {
        if bitCount == 0 { decodeGroups(text, groups, &place) }
        if strayCount >= Self.strewnCount, text.count - place >= Self.keptBytes {
          decodeStrewn(text, alphabet, &place)
        }
        decodeSingly(text, values, groups, &place)
        guard place < text.count else { break }
      }
      // It may be the first of whole groups.
      let value = values[Int(text[place])]
      if value < 64 { continue }
      pass(value)
      place += 1
    }
  }

  /// Eight characters at a time, as long as they are of the alphabet.
  private mutating func decodeGroups(
    _ text: Span<UInt8>, _ groups: Span<UInt32>, _ place: inout Int
  ) {
    precondition(groups.count == 4 * 256, "a value for each place and character")
    var count = self.count
    var signs: UInt32 = 0
    var output = bytes.mutableSpan
    while place <= text.count - 8 {
      let word = text.word(at: place)
      let high = Self.group(groups, word)
      let low = Self.group(groups, word >> 32)
      guard (high | low) & Base64Alphabet.Group.invalid == 0 else { break }
      signs |= high | low
      let six = UInt64(high & 0xFF_FFFF) << 40 | UInt64(low & 0xFF_FFFF) << 16
      output.store(six.bigEndian, at: count)
      count += 6
      place += 8
    }
    self.signs |= signs
    self.count = count
  }

  /// One character after the other, others than those of the alphabet passed over, until whole groups follow
  /// or what only ``pass(_:)`` knows.
  private mutating func decodeSingly(
    _ text: Span<UInt8>, _ values: Span<UInt8>, _ groups: Span<UInt32>, _ place: inout Int
  ) {
    var (bits, bitCount, count, signs) = (bits, bitCount, count, signs)
    var (strays, firstStray, lastStray) = (0, -1, place)
    var output = bytes.mutableSpan
    while place < text.count {
      let character = Int(text[place])
      let value = values[character]
      if value < 64 {
        if bitCount == 0, place - lastStray >= Self.groupsWorthBytes { break }
        signs |= groups[character]
        bits = bits << 6 | UInt32(value)
        bitCount += 6
        if bitCount >= 8 {
          bitCount -= 8
          output[count] = UInt8(truncatingIfNeeded: bits >> UInt32(bitCount))
          count += 1
        }
      } else if value == Base64Alphabet.Kind.other {
        if strays == 0 { firstStray = count }
        strays += 1
        lastStray = place
      } else {
        break
      }
      place += 1
    }
    self.bits = bits & ((1 << UInt32(bitCount)) - 1)
    (self.bitCount, self.count, self.signs) = (bitCount, count, signs)
    strayCount += strays
    if strays > 0, firstStrayByteCount == nil { firstStrayByteCount = firstStray }
  }

  /// A text with many strays: what is of the alphabet is brought together first, without a branch that no
  /// processor foresees, and decoded then. Ends at padding, or where little is left.
  private mutating func decodeStrewn(
    _ text: Span<UInt8>, _ alphabet: Base64Alphabet, _ place: inout Int
  ) {
    var kept = [UInt8](repeating: 0, count: Self.keptBytes)
    let kinds = alphabet.strewn.span
    precondition(kinds.count == 256, "a kind for each character")
    while text.count - place >= Self.keptBytes {
      let part = text.extracting(place..<place + Self.keptBytes)
      var (read, count, strays, spaces) = (0, 0, 0, 0)
      var output = kept.mutableSpan
      while read < part.count, count < output.count {
        let kind = kinds[Int(part[read])]
        if kind == Base64Alphabet.Strewn.isPadding { break }
        output[count] = part[read]
        count += Int(kind & Base64Alphabet.Strewn.isKept)
        strays += Int(kind & Base64Alphabet.Strewn.isStray)
        spaces += Int(kind & Base64Alphabet.Strewn.isSpace)
        read += 1
      }
      strayCount += strays / 2 + (hasSpaces ? 0 : spaces / 4)
      place += read
      decodeKept(kept.span.extracting(0..<count), alphabet)
      if read < part.count { break }
    }
  }

  /// What is all of the alphabet.
  private mutating func decodeKept(_ text: Span<UInt8>, _ alphabet: Base64Alphabet) {
    var place = 0
    while place < text.count {
      if bitCount == 0 { decodeGroups(text, alphabet.groups.span, &place) }
      decodeSingly(text, alphabet.values.span, alphabet.groups.span, &place)
    }
  }

  /// Behind so many strays more are awaited.
  private static let strewnCount = 4
  /// So much of a text is brought together at a time.
  private static let keptBytes = 1024

  /// Behind so many characters without a stray one, groups are tried again.
  private static let groupsWorthBytes = 16

  /// Four characters, the first of them lowest.
  @inline(__always)
  private static func group(_ groups: Span<UInt32>, _ word: UInt64) -> UInt32 {
    groups[Int(word & 0xFF)] | groups[0x100 + Int(word >> 8 & 0xFF)]
      | groups[0x200 + Int(word >> 16 & 0xFF)] | groups[0x300 + Int(word >> 24 & 0xFF)]
  }

  /// Takes note of what is none of the alphabet.
  private mutating func pass(_ value: UInt8) {
    switch value {
    case Base64Alphabet.Kind.padding: isAfterPadding = true
    // Line breaks are passed over by all that do not refuse.
    case Base64Alphabet.Kind.lineBreak: break
    case Base64Alphabet.Kind.space where hasSpaces: break
    default: noteStray()
    }
  }

  private mutating func beginAnew() {
    isAfterPadding = false
    hasInnerPadding = true
    noteStray()
    bits = 0
    bitCount = 0
  }

  private mutating func noteStray() {
    strayCount += 1
    if firstStrayByteCount == nil { firstStrayByteCount = count }
  }

  /// Takes what came out.
  mutating func finish() -> [UInt8] {
    // Taken and not given: where two have it, it is copied.
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    taken.removeLast(taken.count - count)
    return taken
  }
}
