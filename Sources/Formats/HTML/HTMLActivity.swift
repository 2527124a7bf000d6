/// What a start tag makes a browser run or open.
public struct HTMLActivity: Hashable, Sendable {
  /// Where a script lies in the document; empty for one that is loaded from elsewhere.
  public private(set) var script: Range<Int>?
  /// Whether that is in Visual Basic.
  public private(set) var isVisualBasic = false
  /// The scripts in attributes: handlers of events, and addresses that are scripts.
  public private(set) var attributes: [Range<Int>] = []
  /// Documents in attributes: of frames.
  public private(set) var documents: [Range<Int>] = []
  /// Whether the browser goes to another page by itself.
  public private(set) var isRefresh = false
  /// Whether an address holds a document or a script itself.
  public private(set) var isDataDocument = false

  /// Whether it runs or opens something.
  public var isActive: Bool {
    script != nil || !attributes.isEmpty || !documents.isEmpty || isRefresh || isDataDocument
  }

  /// Whether an attribute that markup has by default is a script or holds a document. What stands in it for
  /// another text may be either.
  static func isActive(name: Span<UInt8>, value: Span<UInt8>) -> Bool {
    guard !value.isEmpty else { return false }
    if name.count >= 5, PlainText.has("on", at: 0, in: name), isLetters(name) { return true }
    if PlainText.isOne(of: ["srcdoc", "http-equiv"], name) { return true }
    if case .other = scheme(value) { return false }
    return true
  }

  /// What a tag of a document does.
  public init(_ tag: HTMLTag, _ text: Span<UInt8>) {
    if tag.isNamed("script", in: text) { readScript(tag, text) }
    if tag.isNamed("meta", in: text) { readMeta(tag, text) }
    for attribute in tag.attributes where !attribute.value.isEmpty {
      read(attribute, text)
    }
  }

  /// Scripts of other types are data: templates, JSON, shaders.
  private mutating func readScript(_ tag: HTMLTag, _ text: Span<UInt8>) {
    let type = tag.attribute("type", in: text) ?? tag.attribute("language", in: text)
    if let type, !type.value.isEmpty {
      let resolved = HTMLText.resolved(text.extracting(type.value))
      let value = resolved.span
      isVisualBasic = Self.contains("vbs", value)
      guard isVisualBasic || Self.contains("script", value) || Self.contains("module", value) else {
        return
      }
    }
    script = tag.text ?? tag.end..<tag.end
  }

  private mutating func readMeta(_ tag: HTMLTag, _ text: Span<UInt8>) {
    guard let name = tag.attribute("http-equiv", in: text) else { return }
    let resolved = HTMLText.resolved(text.extracting(name.value))
    let value = resolved.span
    isRefresh = PlainText.has("refresh", at: PlainText.start(value), in: value)
  }

  private mutating func read(_ attribute: HTMLTag.Attribute, _ text: Span<UInt8>) {
    let name = attribute.name
    if name.count >= 5, PlainText.has("on", at: name.lowerBound, in: text),
      Self.isLetters(text.extracting(name))
    {
      attributes.append(attribute.value)
      return
    }
    if name.count == 6, PlainText.has("srcdoc", at: name.lowerBound, in: text) {
      documents.append(attribute.value)
      return
    }
    switch Self.scheme(text.extracting(attribute.value)) {
    case .script: attributes.append(attribute.value)
    case .dataDocument: isDataDocument = true
    case .other: break
    }
  }

  private enum Scheme {
    case script
    case dataDocument
    case other
  }

  /// What an address's scheme means. White space and control characters before it, and line ends and tabs
  /// in it, count for nothing; references to characters are resolved.
  private static func scheme(_ value: Span<UInt8>) -> Scheme {
    var letters: [UInt8] = []
    var place = 0
    while letters.count <= 40, let byte = HTMLText.nextByte(value, &place) {
      if byte <= 0x20, letters.isEmpty || byte == 0x09 || byte == 0x0A || byte == 0x0D { continue }
      letters.append(byte.lowercased)
    }
    let start = letters.span
    if start.has("javascript:", at: 0) || start.has("vbscript:", at: 0) { return .script }
    if start.has("livescript:", at: 0) || start.has("jscript:", at: 0) { return .script }
    for type: StaticString in [
      "data:text/html", "data:application/xhtml", "data:text/javascript",
      "data:application/javascript",
      "data:text/xml", "data:application/x-javascript",
    ] where start.has(type, at: 0) {
      return .dataDocument
    }
    return .other
  }

  private static func isLetters(_ name: Span<UInt8>) -> Bool {
    for place in 0..<name.count where !(0x61...0x7A).contains(name[place] | 0x20) { return false }
    return true
  }

  private static func contains(_ word: StaticString, _ value: Span<UInt8>) -> Bool {
    value.indices.contains { PlainText.has(word, at: $0, in: value) }
  }
}
