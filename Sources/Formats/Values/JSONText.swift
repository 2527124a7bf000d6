internal import Primitives

/// A string of JSON with its escapes resolved. Source: RFC 8259, section 7.
public struct JSONText: Hashable, Sendable {
  /// What it stands for, in UTF-8.
  public private(set) var bytes: [UInt8] = []
  /// Whether parsers read it in different ways: an escape that is none. Half of a
  /// surrogate pair is what clients write that cut texts, and U+FFFD or kept as it is.
  public private(set) var isAmbiguous = false

  /// Resolves the escapes of what lies between the quotes.
  public init(_ text: Span<UInt8>) {
    bytes.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      let byte = text[place]
      place += 1
      guard byte == 0x5C else {
        bytes.append(byte)
        continue
      }
      let escape = text.byte(at: place) ?? 0
      place += 1
      switch escape {
      case 0x22, 0x5C, 0x2F: bytes.append(escape)
      case 0x62: bytes.append(0x08)
      case 0x66: bytes.append(0x0C)
      case 0x6E: bytes.append(0x0A)
      case 0x72: bytes.append(0x0D)
      case 0x74: bytes.append(0x09)
      case 0x75: takeUnicode(text, &place)
      default:
        isAmbiguous = true
        if place <= text.count { bytes.append(escape) }
      }
    }
  }

  private mutating func takeUnicode(_ text: Span<UInt8>, _ place: inout Int) {
    guard var scalar = Self.unit(text, place) else {
      isAmbiguous = true
      return
    }
    place += 4
    if scalar & 0xFC00 == 0xD800, text.has("\\u", at: place), let low = Self.unit(text, place + 2),
      low & 0xFC00 == 0xDC00
    {
      scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
      place += 6
    }
    bytes.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
  }

  private static func unit(_ text: Span<UInt8>, _ place: Int) -> UInt32? {
    var unit: UInt32 = 0
    for offset in 0..<4 {
      guard let digit = text.byte(at: place + offset)?.hexadecimalValue else { return nil }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}
