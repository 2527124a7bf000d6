internal import Primitives

/// What a document in PostScript makes its interpreter do beside drawing. Source: "PostScript Language
/// Reference", third edition, sections 3.2.2 and 3.8.2.
public enum PostScriptText {
  /// Whether a string in it names the device that starts programs, `%pipe%`, however the string is written.
  public static func startsPrograms(_ text: Span<UInt8>) -> Bool {
    var place = 0
    while place < text.count {
      switch text[place] {
      case 0x25 where text.has("%pipe", at: place): return true
      case 0x28 where begins(text, from: place + 1, as: nextCharacter): return true
      case 0x3C where begins(text, from: place + 1, as: nextPair): return true
      default: break
      }
      place += 1
    }
    return false
  }

  private static let device = Array("%pipe".utf8)

  private static func begins(
    _ text: Span<UInt8>, from start: Int, as next: (Span<UInt8>, inout Int) -> UInt8?
  ) -> Bool {
    var place = start
    for byte in device where next(text, &place) != byte { return false }
    return true
  }

  /// A character of a literal string, its escape resolved. Line ends behind a backslash count for nothing: of
  /// more than some nobody has use.
  private static func nextCharacter(_ text: Span<UInt8>, _ place: inout Int) -> UInt8? {
    for _ in 0..<breaksMax {
      guard let byte = text.byte(at: place) else { return nil }
      place += 1
      guard byte == 0x5C else { return byte }
      guard let escaped = text.byte(at: place) else { return nil }
      place += 1
      if escaped == 0x0D, text.byte(at: place) == 0x0A { place += 1 }
      if escaped == 0x0A || escaped == 0x0D { continue }
      guard (0x30...0x37).contains(escaped) else { return escaped }
      var value = UInt8(escaped - 0x30)
      for _ in 0..<2 {
        guard let digit = text.byte(at: place), (0x30...0x37).contains(digit) else { break }
        value = value << 3 | (digit - 0x30)
        place += 1
      }
      return value
    }
    return nil
  }

  /// Two digits of a string in hexadecimal, with white space between.
  private static func nextPair(_ text: Span<UInt8>, _ place: inout Int) -> UInt8? {
    var value: UInt8 = 0
    var digits = 0
    for _ in 0..<breaksMax {
      guard let byte = text.byte(at: place) else { return nil }
      place += 1
      if byte <= 0x20 { continue }
      guard let digit = byte.hexadecimalValue else { return nil }
      value = value << 4 | digit
      digits += 1
      if digits == 2 { return value }
    }
    return nil
  }

  /// Breaks and spaces before one character: each string is looked at from its beginning, and so much further.
  private static let breaksMax = 64
}
