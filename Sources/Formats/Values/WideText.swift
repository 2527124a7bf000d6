/// Text in UTF-16 or UTF-32, told by its byte order mark, or by zeros where the other halves of ASCII are.
/// Sources: The Unicode Standard, section 23.8; RFC 4627, section 3.
public struct WideText: Hashable, Sendable {
  /// The text in UTF-8; what is no character is U+FFFD.
  public private(set) var bytes: [UInt8] = []

  /// How many bytes a unit has.
  private let unitBytes: Int
  private let isBig: Bool

  /// So many units are looked at for whether they are text.
  private static let unitsLookedAt = 32
  /// Fewer bytes are not told from others.
  public static let bytesMin = 16

  /// Reads a text; `nil` where it is none, or has control characters at its beginning.
  public init?(_ text: Span<UInt8>) {
    guard text.count >= Self.bytesMin, let (unitBytes, isBig, start) = Self.form(text) else {
      return nil
    }
    self.unitBytes = unitBytes
    self.isBig = isBig
    var place = start
    for _ in 0..<Self.unitsLookedAt {
      guard let unit = unit(text, place) else { break }
      if unit < 0x20 && !(0x09...0x0D).contains(unit) { return nil }
      place += unitBytes
    }
    bytes.reserveCapacity(text.count / unitBytes)
    convert(text, from: start)
  }

  /// The bytes of a unit, whether the highest is first, and where the text begins.
  private static func form(_ text: Span<UInt8>) -> (unitBytes: Int, isBig: Bool, start: Int)? {
    switch text.big32(at: 0) {
    case 0x0000_FEFF: return (4, true, 4)
    case 0xFFFE_0000: return (4, false, 4)
    default: break
    }
    switch text.big16(at: 0) {
    case 0xFEFF: return (2, true, 2)
    case 0xFFFE: return (2, false, 2)
    default: break
    }
    // Which of the first four bytes are zeros.
    var zeros = 0
    for place in 0..<4 where text[place] == 0 { zeros |= 1 << place }
    switch zeros {
    case 0b0111: return (4, true, 0)
    case 0b1110: return (4, false, 0)
    case 0b0101: return (2, true, 0)
    case 0b1010: return (2, false, 0)
    default: return nil
    }
  }

  private func unit(_ text: Span<UInt8>, _ place: Int) -> UInt32? {
    if unitBytes == 4 { return isBig ? text.big32(at: place) : text.little32(at: place) }
    return (isBig ? text.big16(at: place) : text.little16(at: place)).map { UInt32($0) }
  }

  private mutating func convert(_ text: Span<UInt8>, from start: Int) {
    var place = start
    while var scalar = unit(text, place) {
      place += unitBytes
      if scalar < 0x80 {
        bytes.append(UInt8(scalar))
        continue
      }
      if unitBytes == 2, scalar & 0xFC00 == 0xD800, let low = unit(text, place),
        low & 0xFC00 == 0xDC00
      {
        scalar = 0x10000 + (scalar & 0x3FF) << 10 + (low & 0x3FF)
        place += 2
      }
      bytes.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
    }
    // What ends a string in memory is no part of the text.
    while bytes.last == 0 { bytes.removeLast() }
  }
}
