internal import Primitives

/// Reads the names and values of a urlencoded form, one after the other. Source: WHATWG URL, section 5.
public struct FormReader {
  /// A name and its value.
  public struct Pair: Hashable, Sendable {
    /// Where the name lies, as it is written.
    public let name: Range<Int>
    /// Where the value lies, as it is written.
    public let value: Range<Int>
  }

  private var place = 0

  /// A reader from the beginning.
  public init() {}

  /// The next pair; `nil` at the end.
  public mutating func next(_ bytes: Span<UInt8>) -> Pair? {
    guard place < bytes.count else { return nil }
    let start = place
    let end = bytes.firstPlace(of: 0x26, from: start) ?? bytes.count
    place = end + 1
    let equals = bytes.extracting(start..<end).firstPlace(of: 0x3D)
    guard let equals else { return Pair(name: start..<start, value: start..<end) }
    return Pair(name: start..<start + equals, value: start + equals + 1..<end)
  }

  /// Whether a text is escapes more than anything else, so that it is one that was escaped twice.
  public static func isMostlyEscapes(_ text: Span<UInt8>) -> Bool {
    guard text.count > 2 else { return false }
    var escapes = 0
    for place in 0..<min(text.count, 256) - 2 where text[place] == 0x25 {
      let isOfByte =
        text[place + 1].hexadecimalValue != nil && text[place + 2].hexadecimalValue != nil
      if isOfByte || unit(text, at: place) != nil { escapes += 1 }
    }
    return escapes * 6 >= min(text.count, 256) - 6
  }

  /// Whether a text has an escape of a unit of UTF-16, `%u0041`, which some servers resolve.
  public static func hasUnitEscape(_ text: Span<UInt8>) -> Bool {
    var place = 0
    while let found = text.firstPlace(of: 0x25, from: place) {
      if unit(text, at: found) != nil { return true }
      place = found + 1
    }
    return false
  }

  /// A text with its escapes of units and of bytes resolved; a plus sign stands for itself.
  public static func allResolved(_ text: Span<UInt8>) -> [UInt8] {
    guard hasUnitEscape(text) else { return resolved(text, plus: 0x2B) }
    let units = unitsResolved(text)
    return resolved(units.span, plus: 0x2B)
  }

  /// A text with its escapes of units resolved to UTF-8, as `unescape` of ECMAScript does, and others left:
  /// what is no character becomes U+FFFD.
  static func unitsResolved(_ text: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      guard text[place] == 0x25, let unit = unit(text, at: place) else {
        result.append(text[place])
        place += 1
        continue
      }
      place += 6
      if unit & 0xFC00 == 0xD800, let low = self.unit(text, at: place), low & 0xFC00 == 0xDC00 {
        place += 6
        let number = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(low & 0x3FF))
        result.append(Unicode.Scalar(number) ?? "\u{FFFD}")
      } else {
        result.append(Unicode.Scalar(UInt32(unit)) ?? "\u{FFFD}")
      }
    }
    return result
  }

  /// The unit that an escape stands for.
  private static func unit(_ text: Span<UInt8>, at place: Int) -> UInt16? {
    guard text.byte(at: place) == 0x25, text.byte(at: place + 1)?.lowercased == 0x75 else {
      return nil
    }
    var unit: UInt16 = 0
    for digit in 2..<6 {
      guard let value = text.byte(at: place + digit)?.hexadecimalValue else { return nil }
      unit = unit << 4 | UInt16(value)
    }
    return unit
  }

  /// A value with its escapes resolved; an escape that is none stands for itself.
  ///
  /// - Parameter plus: what a plus sign stands for: a space by the letter, itself for those who forget it.
  public static func resolved(_ text: Span<UInt8>, plus: UInt8) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      let byte = text[place]
      place += 1
      if byte == 0x25, let high = text.byte(at: place)?.hexadecimalValue,
        let low = text.byte(at: place + 1)?.hexadecimalValue
      {
        result.append(high << 4 | low)
        place += 2
      } else {
        result.append(byte == 0x2B ? plus : byte)
      }
    }
    return result
  }
}
