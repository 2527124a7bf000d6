internal import Primitives

/// Text as markup writes it.
public enum MarkupText {
  /// Whether a document begins with a declaration of XML in EBCDIC, as parsers tell it: `<?xm`. Source: XML
  /// 1.0, fifth edition, appendix F.
  public static func isEBCDIC(_ bytes: Span<UInt8>) -> Bool { bytes.big32(at: 0) == 0x4C6F_A794 }

  /// Text with its references to characters and to the five entities of XML resolved; all else stays. A
  /// character past ASCII becomes its UTF-8.
  public static func resolved(_ text: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      if text[place] == 0x26, let (scalar, end) = reference(text, at: place) {
        result.append(contentsOf: Array(String(Character(scalar)).utf8))
        place = end
      } else {
        result.append(text[place])
        place += 1
      }
    }
    return result
  }

  /// The text of an element from a place on, up to the next tag: references resolved, sections of characters
  /// as they are, without comments and instructions. With it where it ends.
  static func content(_ text: Span<UInt8>, from start: Int) -> (bytes: [UInt8], end: Int) {
    var content: [UInt8] = []
    var place = start
    while place < text.count {
      let open = text.firstPlace(of: 0x3C, from: place) ?? text.count
      content += resolved(text.extracting(place..<open))
      if text.has("<!--", at: open) {
        place = text.end(of: "-->", from: open + 4)
      } else if text.has("<?", at: open) {
        place = text.end(of: "?>", from: open + 2)
      } else if text.has("<![CDATA[", at: open) {
        let end = text.firstPlace(of: "]]>", from: open + 9) ?? text.count
        content.append(copying: text.extracting(open + 9..<end))
        place = min(end + 3, text.count)
      } else {
        return (content, open)
      }
    }
    return (content, place)
  }

  private static func reference(_ text: Span<UInt8>, at start: Int) -> (Unicode.Scalar, Int)? {
    for (name, scalar) in entities where text.has(name, at: start) {
      return (scalar, start + name.utf8CodeUnitCount)
    }
    guard text.byte(at: start + 1) == 0x23 else { return nil }
    let isHexadecimal = text.byte(at: start + 2) == 0x78
    var place = start + (isHexadecimal ? 3 : 2)
    var value: UInt32 = 0
    // Zeros may be any number.
    while let digit = text.byte(at: place)?.hexadecimalValue, isHexadecimal || digit < 10 {
      value = min(value &* (isHexadecimal ? 16 : 10) &+ UInt32(digit), 0x11_0000)
      place += 1
    }
    guard text.byte(at: place) == 0x3B, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, place + 1)
  }

  private static let entities: [(StaticString, Unicode.Scalar)] = [
    ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"),
  ]

  /// Markup in UTF-16, told by its mark or its first characters, with each unit past ASCII as a question
  /// mark; nil where it is in another encoding.
  public static func narrowed(_ bytes: Span<UInt8>) -> [UInt8]? {
    let isBig: Bool
    switch (bytes.byte(at: 0), bytes.byte(at: 1)) {
    case (0xFF, 0xFE), (0x3C, 0): isBig = false
    case (0xFE, 0xFF), (0, 0x3C): isBig = true
    default: return nil
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count / 2)
    for index in 0..<bytes.count / 2 {
      let low = bytes[2 * index + (isBig ? 1 : 0)]
      let high = bytes[2 * index + (isBig ? 0 : 1)]
      result.append(high == 0 && low < 0x80 ? low : 0x3F)
    }
    return result
  }
}
