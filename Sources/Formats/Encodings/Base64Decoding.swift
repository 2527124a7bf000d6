/// Decodes base64 in the course of it.
struct Base64Decoding {
  private(set) var bytes: [UInt8] = []
  /// The bits that do not fill a byte yet, and how many there are.
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var isAfterPadding = false

  /// Whether spaces within lines are passed over by all.
  var hasSpaces = false
  private(set) var strayCount = 0
  /// How many bytes came out before the first stray character.
  private(set) var firstStrayByteCount: Int?
  private(set) var hasInnerPadding = false
  private(set) var hasPlainSigns = false
  private(set) var hasURLSigns = false

  init(byteCount: Int) { bytes.reserveCapacity(byteCount) }

  mutating func decode(_ text: Span<UInt8>, _ values: Span<UInt8>) {
    var place = 0
    while place < text.count {
      if bitCount == 0, !isAfterPadding { decodeGroups(text, values, &place) }
      guard place < text.count else { break }
      take(text[place], values[Int(text[place])])
      place += 1
    }
  }

  /// Four characters at a time, as long as they are of the alphabet.
  private mutating func decodeGroups(
    _ text: Span<UInt8>, _ values: Span<UInt8>, _ place: inout Int
  ) {
    var signs: UInt32 = 0
    while place <= text.count - 4 {
      let first = values[Int(text[place])]
      let second = values[Int(text[place + 1])]
      let third = values[Int(text[place + 2])]
      let fourth = values[Int(text[place + 3])]
      guard (first | second | third | fourth) < 64 else { break }
      let group = UInt32(first) << 18 | UInt32(second) << 12 | UInt32(third) << 6 | UInt32(fourth)
      // Which signs stand for 62 and 63 is looked at only where there are any.
      if max(max(first, second), max(third, fourth)) >= 62 {
        for index in 0..<4 { signs |= Self.sign(text[place + index]) }
      }
      bytes.append(UInt8(truncatingIfNeeded: group >> 16))
      bytes.append(UInt8(truncatingIfNeeded: group >> 8))
      bytes.append(UInt8(truncatingIfNeeded: group))
      place += 4
    }
    if signs & 1 != 0 { hasPlainSigns = true }
    if signs & 2 != 0 { hasURLSigns = true }
  }

  private static func sign(_ byte: UInt8) -> UInt32 {
    switch byte {
    case 0x2B, 0x2F: 1
    case 0x2D, 0x5F: 2
    default: 0
    }
  }

  private mutating func take(_ byte: UInt8, _ value: UInt8) {
    switch value {
    case ..<64:
      if isAfterPadding {
        isAfterPadding = false
        hasInnerPadding = true
        noteStray()
        bits = 0
        bitCount = 0
      }
      let sign = Self.sign(byte)
      if sign == 1 { hasPlainSigns = true }
      if sign == 2 { hasURLSigns = true }
      bits = bits << 6 | UInt32(value)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
        bits &= (1 << UInt32(bitCount)) - 1
      }
    case Base64Alphabet.padding: isAfterPadding = true
    // Line breaks are passed over by all that do not refuse.
    case Base64Alphabet.space where hasSpaces || byte == 0x0D || byte == 0x0A:
      break
    default: noteStray()
    }
  }

  private mutating func noteStray() {
    strayCount += 1
    if firstStrayByteCount == nil { firstStrayByteCount = bytes.count }
  }

  consuming func finish() -> [UInt8] { bytes }
}
