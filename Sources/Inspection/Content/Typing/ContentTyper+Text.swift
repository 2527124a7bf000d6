internal import Formats

extension ContentTyper {
  /// What text is, as finely as its beginning and its lines tell; `nil` where it is nothing but text.
  ///
  /// Markup is decided by its first tag, as browsers do; then what scripts begin with; then JSON by its
  /// first and last characters; at last how many lines are statements of a language.
  static func textType(of bytes: Span<UInt8>) -> ContentType? {
    if let narrowed = PlainText.narrowed(bytes) ?? MarkupText.narrowed(bytes) {
      return narrowTextType(of: narrowed.span)
    }
    guard PlainText.isText(bytes) else { return typeByBeginning(of: bytes) }
    return narrowTextType(of: bytes)
  }

  /// What is no text, but begins as what interpreters and parsers read from its beginning on.
  private static func typeByBeginning(of bytes: Span<UInt8>) -> ContentType? {
    let start = PlainText.start(bytes)
    if bytes.byte(at: start) == 0x3C, let type = markupType(of: bytes, from: start) { return type }
    return ScriptText.certainLanguage(bytes).map { ContentType($0) }
  }

  private static func narrowTextType(of text: Span<UInt8>) -> ContentType? {
    let start = PlainText.start(text)
    switch text.byte(at: start) {
    case nil: return nil
    case 0x3C:
      if let type = markupType(of: text, from: start) { return type }
    case 0x7B, 0x5B:
      if isJSON(text, from: start) { return .json }
    case 0x25:
      if text.has("%!PS", at: start) { return .postScript }
    default: break
    }
    if text.has("-----BEGIN ", at: start) { return armoured(text, start) }
    if let type = shortcutType(of: text, from: start) { return type }
    return ScriptText.language(text).map { ContentType($0) }
  }

  /// Markup, by the name of its root; documents without one by the names of their first tag.
  private static func markupType(of text: Span<UInt8>, from start: Int) -> ContentType? {
    guard let root = MarkupRoot(text, from: start) else { return nil }
    switch root.kind {
    case .html: return root.isXML ? .xhtml : .html
    case .application: return .hta
    case .script: return .windowsScript
    case .vectorImage: return .svg
    case .other: return .xml
    }
  }

  /// An object or an array, as far as the first characters and the last tell.
  private static func isJSON(_ text: Span<UInt8>, from start: Int) -> Bool {
    var last = text.count - 1
    while last > start, text[last] <= 0x20 { last -= 1 }
    guard last > start, text[last] == text[start] + 2 else { return false }
    var next = start + 1
    while next < last, text[next] <= 0x20 { next += 1 }
    switch text[next] {
    case 0x22, 0x5D, 0x7D: return true
    case 0x7B, 0x5B, 0x2D, 0x30...0x39: return text[start] == 0x5B && last - start > 1
    case 0x74, 0x66, 0x6E: return text[start] == 0x5B
    default: return false
    }
  }

  /// What lies between lines of hyphens.
  private static func armoured(_ text: Span<UInt8>, _ start: Int) -> ContentType? {
    if text.has("PGP ", at: start + 11) { return .pgp }
    return text.has("CERTIFICATE", at: start + 11) || text.has("PKCS7", at: start + 11)
      ? .certificate : nil
  }

  /// Files as text that name what is to be opened.
  private static func shortcutType(of text: Span<UInt8>, from start: Int) -> ContentType? {
    guard let kind = TextShortcut.kind(text, from: start) else { return nil }
    return kind == .internet ? .internetShortcut : .desktopEntry
  }
}
