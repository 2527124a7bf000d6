internal import Formats

/// What kind of text a content is said to be.
struct DeclaredText {
  let isJSON: Bool
  let isForm: Bool
  let isXML: Bool
  /// Whether its characters are not those of ASCII, or change their meaning within the text, and it is in
  /// nothing that is told by the bytes: readers who pass over the charset read another text.
  let isCharsetOdd: Bool

  /// Whether it is any of these.
  var isAny: Bool { isJSON || isForm || isXML }

  init(_ said: FieldValue) {
    let name = said.value.span
    isJSON = Self.ends(name, with: "json")
    isForm = Self.has(name, "application/x-www-form-urlencoded")
    isXML = Self.ends(name, with: "xml")
    isCharsetOdd = Self.hasOddCharset(said)
  }

  /// Whether a field names such a charset. UTF-16 and UTF-32 are told by the bytes.
  static func hasOddCharset(_ said: FieldValue) -> Bool {
    said.readings(of: "charset").values.contains { CharacterSet($0.span).isOdd }
  }

  /// Whether a field names a charset in which the text is another one.
  static func hasHidingCharset(_ said: FieldValue) -> Bool {
    said.readings(of: "charset").values.contains { CharacterSet($0.span).hidesASCII }
  }

  private static func ends(_ name: Span<UInt8>, with end: StaticString) -> Bool {
    name.has(end, at: name.count - end.utf8CodeUnitCount)
  }

  /// Whether a type is one of those named, of which there are several where fields have been joined.
  private static func has(_ name: Span<UInt8>, _ type: StaticString) -> Bool {
    (0..<max(1, name.count)).contains { name.has(type, at: $0) }
  }
}
