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

  /// Charsets in which ASCII's characters are others. UTF-16 and UTF-32 are told by the bytes.
  private static let oddCharsets: [StaticString] = [
    "utf-7", "utf7", "unicode-1-1-utf-7", "csutf7", "x-imap", "imap4-utf-7", "iso-2022-",
    "csiso2022",
    "hz", "ebcdic", "cp037", "ibm037", "ibm-037", "cp500", "ibm500", "cp1026", "ibm1026", "cp1047",
    "ibm1047", "ibm-1047", "cp114", "ibm0114", "cp273", "ibm273", "cp424", "cp875", "scsu", "bocu",
  ]

  /// Whether a field names such a charset.
  static func hasOddCharset(_ said: FieldValue) -> Bool {
    said.readings(of: "charset").values.contains { charset in
      let name = charset.map(\.lowercased)
      return oddCharsets.contains { name.span.has($0, at: 0) }
    }
  }

  private static func ends(_ name: Span<UInt8>, with end: StaticString) -> Bool {
    name.has(end, at: name.count - end.utf8CodeUnitCount)
  }

  /// Whether a type is one of those named, of which there are several where fields have been joined.
  private static func has(_ name: Span<UInt8>, _ type: StaticString) -> Bool {
    (0..<max(1, name.count)).contains { name.has(type, at: $0) }
  }
}
