/// What a document of markup is, by its first tag.
///
/// White space, comments, processing instructions and a document type are passed over. Browsers take a
/// document without a root of its own for HTML by its first tag. Source: WHATWG, "MIME Sniffing", 7.1.
public struct MarkupRoot: Hashable, Sendable {
  /// What the first tag says.
  public enum Kind: Hashable, Sendable {
    case html
    /// An application of HTML, which Windows runs with all rights.
    case application
    /// Windows Script Files and scriptlets.
    case script
    /// SVG.
    case vectorImage
    case other
  }

  /// What the first tag says.
  public let kind: Kind
  /// Whether the document begins with a declaration of XML.
  public let isXML: Bool
  /// Where the first tag begins.
  public let offset: Int
  /// Whether the root, or the document type, is `html`: whatever else it is said to be, it is a page.
  public let isPage: Bool

  /// Looks for the first tag from a place on; `nil` where there is none. A declaration of XML, or a
  /// document type, is enough: parsers do what those say before they find that the rest is missing.
  public init?(_ text: Span<UInt8>, from start: Int) {
    isXML = text.has("<?xml", at: start)
    var place = start
    var hasType = false
    var isHTMLType = false
    while let byte = text.byte(at: place) {
      if byte <= 0x20 {
        place += 1
      } else if text.has("<!--", at: place) {
        place = text.end(of: "-->", from: place + 4)
      } else if text.has("<?", at: place) {
        place = text.end(of: "?>", from: place + 2)
      } else if PlainText.has("<!doctype", at: place, in: text) {
        hasType = true
        isHTMLType = MarkupRoot.isHTMLType(text, at: place + 9)
        place = MarkupRoot.typeEnd(text, from: place)
      } else {
        break
      }
    }
    offset = place
    guard text.byte(at: place) == 0x3C, let kind = MarkupRoot.kind(text, at: place + 1) else {
      guard isXML || hasType else { return nil }
      self.kind = isHTMLType ? .html : .other
      isPage = isHTMLType
      return
    }
    // In XML the root alone says it: elements of other vocabularies have names like those of HTML.
    let isRoot = PlainText.has("html", at: place + 1, in: text)
    isPage = isHTMLType || isRoot
    let isOther = kind == .other || (kind == .html && isXML && !isRoot)
    self.kind = isOther ? (isHTMLType ? .html : .other) : kind
  }

  private static func isHTMLType(_ text: Span<UInt8>, at start: Int) -> Bool {
    var place = start
    while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
    return PlainText.has("html", at: place, in: text)
  }

  /// Where a document type ends: it may hold declarations in brackets, with quotes and comments.
  static func typeEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    var depth = 0
    var quote: UInt8?
    while place < text.count {
      let byte = text[place]
      if let mark = quote {
        if byte == mark { quote = nil }
      } else if text.has("<!--", at: place) {
        place = text.end(of: "-->", from: place + 4)
        continue
      } else if depth > 0, text.has("<?", at: place) {
        place = text.end(of: "?>", from: place + 2)
        continue
      } else {
        switch byte {
        case 0x22, 0x27: quote = byte
        case 0x5B: depth += 1
        case 0x5D: depth -= 1
        case 0x3E where depth <= 0: return place + 1
        default: break
        }
      }
      place += 1
    }
    return text.count
  }

  /// What the name at a place says; `nil` where no name begins.
  private static func kind(_ text: Span<UInt8>, at start: Int) -> Kind? {
    var end = start
    var local = start
    while let byte = text.byte(at: end), byte > 0x20, byte != 0x2F, byte != 0x3E, end - start < 256
    {
      if byte == 0x3A { local = end + 1 }
      end += 1
    }
    guard let first = text.byte(at: start), isNameStart(first) else { return nil }
    let name = text.extracting(local..<max(local, end))
    if PlainText.isOne(of: ["svg"], name) { return .vectorImage }
    if PlainText.has("hta:application", at: start, in: text) { return .application }
    if PlainText.isOne(of: ["job", "package", "scriptlet", "component"], name),
      hasScript(text, from: end)
    {
      return .script
    }
    return PlainText.isOne(of: htmlNames, name) && local == start ? .html : .other
  }

  private static func isNameStart(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F || byte >= 0x80
  }

  private static let htmlNames: [StaticString] = [
    "html", "head", "body", "script", "iframe", "h1", "h2", "h3", "h4", "div", "font", "table", "a",
    "style",
    "title", "b", "br", "p", "meta", "link", "img", "form", "center", "span", "ul", "ol",
    "frameset", "object",
    "embed", "base", "input", "textarea", "button", "i", "hr", "pre", "marquee", "video", "audio",
    "details",
  ]

  /// Whether a script element or a registration of a scriptlet follows.
  private static func hasScript(_ text: Span<UInt8>, from start: Int) -> Bool {
    var place = start
    while let open = text.firstPlace(of: 0x3C, from: place) {
      if PlainText.has("<script", at: open, in: text) { return true }
      if PlainText.has("<registration", at: open, in: text) { return true }
      place = open + 1
    }
    return false
  }
}
