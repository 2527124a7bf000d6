internal import Primitives

/// Whether browsers may read a document in another way than ``HTMLReader`` does, which keeps no tree of elements.
/// Source: WHATWG, "HTML", 13.2.6.
///
/// Then tags may lie in what it takes for text: each `<` of the document is one for ``HTMLReader/init(anywhereIn:)``.
public enum HTMLOtherReading {
  /// Whether the text of an element may be markup, or markup its text: `noscript`, whose content is either,
  /// as scripts are run or not; and elements of text, and sections of characters, where pictures and formulas
  /// have a namespace of their own, or lists of choices and frames pass over tags.
  public static func isPossible(inHTML text: Span<UInt8>) -> Bool {
    var isInOther = false
    var place = 0
    while let open = text.firstPlace(of: 0x3C, from: place) {
      place = open + 1
      if text.byte(at: place) == 0x21 {
        if isInOther, text.has("<![CDATA[", at: open) { return true }
      } else if isNamed(["noscript"], text, at: place) {
        return true
      } else if isInOther {
        if isNamed(ofText, text, at: place) { return true }
      } else {
        isInOther = isNamed(other, text, at: place)
      }
    }
    return false
  }

  /// Whether a document of XML has what is read otherwise as HTML: comments, declarations, instructions and
  /// sections of characters end elsewhere there.
  public static func isPossible(inXML text: Span<UInt8>) -> Bool {
    var place = 1
    while let open = text.firstPlace(of: 0x3C, from: place) {
      place = open + 1
      if let next = text.byte(at: place), next == 0x21 || next == 0x3F { return true }
    }
    return false
  }

  private static let other: [StaticString] = ["svg", "math", "select", "frameset"]
  private static let ofText: [StaticString] = [
    "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "script",
  ]

  private static func isNamed(
    _ names: [StaticString], _ text: Span<UInt8>, at place: Int
  ) -> Bool {
    names.contains { name in
      guard PlainText.has(name, at: place, in: text) else { return false }
      guard let next = text.byte(at: place + name.utf8CodeUnitCount) else { return false }
      return next <= 0x20 || next == 0x2F || next == 0x3E
    }
  }
}
