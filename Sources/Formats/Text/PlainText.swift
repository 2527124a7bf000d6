/// Text in an 8-bit character set, UTF-8 or UTF-16.
public enum PlainText {
  /// Whether bytes are text, as far as their first 4,096 tell: of control characters hardly any but those
  /// that text has. Interpreters and decoders pass over a few others, so that these hide nothing.
  public static func isText(_ bytes: Span<UInt8>) -> Bool {
    let count = min(bytes.count, headBytes)
    return oddControls(bytes) <= (count + controlsOneIn / 2) / controlsOneIn
  }

  /// Whether there are control characters that text does not have in the first 4,096 bytes.
  public static func hasOddControls(_ bytes: Span<UInt8>) -> Bool { oddControls(bytes) > 0 }

  private static func oddControls(_ bytes: Span<UInt8>) -> Int {
    var controls = 0
    for place in 0..<min(bytes.count, headBytes) where isControl(bytes[place]) { controls += 1 }
    return controls
  }

  private static let headBytes = 4096
  /// Of random bytes it is one in eleven.
  private static let controlsOneIn = 32

  /// A control character that text does not have.
  private static func isControl(_ byte: UInt8) -> Bool {
    byte < 0x20 && !(0x07...0x0D).contains(byte) && byte != 0x1A && byte != 0x1B
  }

  /// The first place that is neither white space nor a byte order mark of UTF-8.
  public static func start(_ bytes: Span<UInt8>) -> Int {
    var place = bytes.has("\u{FEFF}", at: 0) ? 3 : 0
    while let byte = bytes.byte(at: place), byte == 0x20 || (0x09...0x0D).contains(byte) {
      place += 1
    }
    return place
  }

  /// Whether letters lie at a place, small or capital; `text` is in small letters.
  public static func has(_ text: StaticString, at offset: Int, in bytes: Span<UInt8>) -> Bool {
    let length = text.utf8CodeUnitCount
    guard offset >= 0, length <= bytes.count, offset <= bytes.count - length else { return false }
    return text.withUTF8Buffer { text in
      for place in 0..<length where unsafe text[place] != bytes[offset + place].lowercased {
        return false
      }
      return true
    }
  }

  /// Whether bytes are one of some names, in letters of any size; the names are in small letters.
  public static func isOne(of names: [StaticString], _ bytes: Span<UInt8>) -> Bool {
    names.contains { $0.utf8CodeUnitCount == bytes.count && has($0, at: 0, in: bytes) }
  }

  /// Text in UTF-16 or UCS-4 as bytes, by its mark or by the zeros between its first characters; characters
  /// past ASCII become question marks. `nil` where it is neither.
  public static func narrowed(_ bytes: Span<UInt8>) -> [UInt8]? {
    guard bytes.count >= 2 else { return nil }
    if let order = isLittleUCS4(bytes) { return narrowed(ucs4: bytes, isLittle: order) }
    let isLittle: Bool
    var start = 0
    switch (bytes[0], bytes[1]) {
    case (0xFF, 0xFE): (isLittle, start) = (true, 2)
    case (0xFE, 0xFF): (isLittle, start) = (false, 2)
    default:
      guard let order = isLittleByZeros(bytes) else { return nil }
      isLittle = order
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count / 2)
    while start + 1 < bytes.count {
      let low = bytes[start + (isLittle ? 0 : 1)]
      let high = bytes[start + (isLittle ? 1 : 0)]
      result.append(high == 0 && low < 0x80 ? low : 0x3F)
      start += 2
    }
    return result
  }

  /// Whether UCS-4 has its low bytes first, by its mark or a first character of ASCII; `nil` for what is
  /// none.
  private static func isLittleUCS4(_ bytes: Span<UInt8>) -> Bool? {
    guard let first = bytes.big32(at: 0), let second = bytes.big32(at: 4) else { return nil }
    if first == 0x0000_FEFF || (first > 0 && first < 0x80 && second < 0x80 && second > 0) {
      return false
    }
    let isSmall = first & 0x00FF_FFFF == 0 && first != 0 && second & 0x00FF_FFFF == 0 && second != 0
    return first == 0xFFFE_0000 || isSmall ? true : nil
  }

  private static func narrowed(ucs4 bytes: Span<UInt8>, isLittle: Bool) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count / 4)
    for index in 0..<bytes.count / 4 {
      let unit = (isLittle ? bytes.little32(at: 4 * index) : bytes.big32(at: 4 * index)) ?? 0
      if index == 0, unit == 0xFEFF { continue }
      result.append(unit < 0x80 ? UInt8(unit) : 0x3F)
    }
    return result
  }

  /// Whether UTF-16 without a mark has its low bytes first: the first eight characters are printable
  /// ASCII. `nil` for what is none.
  private static func isLittleByZeros(_ bytes: Span<UInt8>) -> Bool? {
    guard bytes.count >= 16 else { return nil }
    var (little, big) = (true, true)
    for index in 0..<8 {
      let (first, second) = (bytes[2 * index], bytes[2 * index + 1])
      if second != 0 || !isPrintable(first) { little = false }
      if first != 0 || !isPrintable(second) { big = false }
    }
    return little == big ? nil : little
  }

  private static func isPrintable(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) || (0x09...0x0D).contains(byte)
  }
}
