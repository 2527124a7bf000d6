/// The text of a field with encoded words, `=?utf-8?B?…?=`, resolved. Source: RFC 2047.
public enum EncodedWords {
  /// Whether a text has what a word begins with.
  public static func mayLie(in text: Span<UInt8>) -> Bool {
    text.firstPlace(of: "=?", from: 0) != nil
  }

  /// The text, in the character sets that its words name.
  public static func resolved(_ text: Span<UInt8>) -> [UInt8] {
    resolved(text) { bytes, _ in [UInt8](copying: bytes) } ?? []
  }

  /// The text in UTF-8; `nil` where a word is in a character set that is not read: others than UTF-8, ASCII
  /// and ISO 8859-1.
  public static func unicode(_ text: Span<UInt8>) -> [UInt8]? {
    resolved(text) { bytes, charset in
      if isOne(of: ["utf-8", "utf8", "us-ascii", "ascii"], charset) {
        return [UInt8](copying: bytes)
      }
      guard isOne(of: ["iso-8859-1", "latin1"], charset) else { return nil }
      var result: [UInt8] = []
      for place in bytes.indices { result.append(Unicode.Scalar(bytes[place])) }
      return result
    }
  }

  /// Whether a character set is one of some; a language may stand behind it. Source: RFC 2231, section 5.
  private static func isOne(of names: [StaticString], _ charset: Span<UInt8>) -> Bool {
    let name = charset.extracting(0..<(charset.firstPlace(of: 0x2A) ?? charset.count))
    return PlainText.isOne(of: names, name)
  }

  private static func resolved(
    _ text: Span<UInt8>, _ converted: (Span<UInt8>, Span<UInt8>) -> [UInt8]?
  ) -> [UInt8]? {
    var result: [UInt8] = []
    var place = 0
    var isAfterWord = false
    while place < text.count {
      if let (bytes, charset, end) = word(text, at: place) {
        guard let bytes = converted(bytes.span, text.extracting(charset)) else { return nil }
        // Spaces between words do not count.
        if isAfterWord { while let last = result.last, last == 0x20 { result.removeLast() } }
        result += bytes
        place = end
        isAfterWord = true
        continue
      }
      if text[place] != 0x20, text[place] != 0x09 { isAfterWord = false }
      result.append(text[place])
      place += 1
    }
    return result
  }

  private static func word(
    _ text: Span<UInt8>, at start: Int
  ) -> (bytes: [UInt8], charset: Range<Int>, end: Int)? {
    // Words are of 75 characters at most; longer ones are read by some. Where none ends soon, the next one
    // begins with such a mark: no character is looked at more than a few times.
    guard text.has("=?", at: start),
      let first = text.firstPlace(of: 0x3F, from: start + 2),
      let encoding = text.byte(at: first + 1)?.lowercased, text.byte(at: first + 2) == 0x3F,
      let last = text.firstPlace(of: 0x3F, from: first + 3), text.byte(at: last + 1) == 0x3D
    else { return nil }
    let content = text.extracting(first + 3..<last)
    switch encoding {
    case 0x62: return (Base64Text(content, hasSpaces: true).bytes, start + 2..<first, last + 2)
    case 0x71:
      var spaced: [UInt8] = []
      for place in 0..<content.count {
        spaced.append(content[place] == 0x5F ? 0x20 : content[place])
      }
      return (QuotedPrintable(spaced.span).bytes, start + 2..<first, last + 2)
    default: return nil
    }
  }
}
