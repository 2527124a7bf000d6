/// What scripts begin with that says nothing: empty lines, and comments of any language.
enum ScriptComments {
  /// Where the first line begins that is neither.
  static func end(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    while place < text.count {
      let byte = text[place]
      if byte <= 0x20 {
        place += 1
      } else if let end = blockEnd(text, at: place) {
        place = end
      } else if isLine(text, at: place) {
        place = text.nextLine(from: place)
      } else {
        return place
      }
    }
    return place
  }

  /// Where a comment of several lines ends, if one begins here.
  private static func blockEnd(_ text: Span<UInt8>, at place: Int) -> Int? {
    for (begin, end) in ScriptPatterns.comments where text.has(begin, at: place) {
      return text.end(of: end, from: place + begin.utf8CodeUnitCount)
    }
    return nil
  }

  /// Whether a line is a comment: of most languages, of Visual Basic, batch files and AutoIt.
  private static func isLine(_ text: Span<UInt8>, at place: Int) -> Bool {
    switch text[place] {
    case 0x23, 0x27, 0x3B: return true
    case 0x2F: return text.byte(at: place + 1) == 0x2F
    case 0x3A: return text.byte(at: place + 1) == 0x3A
    case 0x2D: return text.byte(at: place + 1) == 0x2D
    default:
      guard PlainText.has("rem", at: place, in: text) else { return false }
      return text.byte(at: place + 3).map { $0 <= 0x20 } ?? true
    }
  }
}
