/// Elements of OpenDocument. Sources: OpenDocument 1.3 part 3; the older vocabulary of OpenOffice 1.
extension OfficeMarkup {
  /// Reads a tag that begins an element.
  mutating func readOpen(_ tag: MarkupTag, _ text: Span<UInt8>) {
    if Self.exchanges.contains(where: { MarkupTags.isNamed(tag, $0, in: text) }) {
      insert(.unwantedActions)
    }
    if Self.hasExchange(tag, text) { insert(.unwantedActions) }
    if MarkupTags.isNamed(tag, "object-ole", in: text) { insert(.embeddedObjects) }
    readLink(tag, text)
    if MarkupTags.isNamed(tag, "execute-macro", in: text) { insert(.macros) }
    let isListener =
      MarkupTags.isNamed(tag, "event-listener", in: text)
      || MarkupTags.isNamed(tag, "event", in: text)
    if isListener { readListener(tag, text) }
    // In a package modules are members of their own.
    if MarkupTags.isNamed(tag, "module", in: text), !tag.isEmpty { insert(.macros) }
  }

  /// Links to the data of another program.
  private static let exchanges: [StaticString] = ["dde-connection-decl", "dde-source", "dde-link"]

  /// Elements whose target a program loads unasked, and shows as part of the document.
  private static let loading: [StaticString] = [
    "floating-frame", "object", "object-ole", "section-source", "template", "applet", "auto-reload",
    "alphabetical-index-auto-mark-file",
  ]
  /// Those of pictures, sounds and tables: as with pictures of Office, pages have them at other places.
  private static let shown: [StaticString] = [
    "image", "fill-image", "background-image", "list-level-style-image", "plugin", "sound",
    "table-source", "cell-range-source", "font-face-uri", "connection-resource", "audio", "video",
  ]
  /// Those whose target a reader must ask for; a macro is one all the same.
  private static let asked: [StaticString] = [
    "a", "button", "area-rectangle", "area-circle", "area-polygon", "form",
  ]
  /// Controls with a picture.
  private static let controls: [StaticString] = ["button", "image", "image-frame"]

  private mutating func readLink(_ tag: MarkupTag, _ text: Span<UInt8>) {
    let isLoaded = Self.loading.contains { MarkupTags.isNamed(tag, $0, in: text) }
    let isShown = !isLoaded && Self.shown.contains { MarkupTags.isNamed(tag, $0, in: text) }
    let isAsked = !isLoaded && Self.asked.contains { MarkupTags.isNamed(tag, $0, in: text) }
    if Self.controls.contains(where: { MarkupTags.isNamed(tag, $0, in: text) }),
      let picture = MarkupTags.attribute("image-data", of: tag, in: text),
      LinkTarget.isShare(picture)
    {
      insert(.unwantedActions)
    }
    guard isLoaded || isShown || isAsked,
      let target = MarkupTags.attribute("href", of: tag, in: text)
    else { return }
    if LinkTarget.isMacro(target) { insert(.macros) }
    if isLoaded && LinkTarget.isElsewhere(target) || isShown && LinkTarget.isShare(target) {
      insert(.unwantedActions)
    }
  }

  /// What is done at an event: a macro is run, or a program.
  private mutating func readListener(_ tag: MarkupTag, _ text: Span<UInt8>) {
    let target = MarkupTags.attribute("href", of: tag, in: text) ?? []
    let name = MarkupTags.attribute("macro-name", of: tag, in: text) ?? []
    if LinkTarget.isMacro(target) || !name.isEmpty { insert(.macros) }
    let action = MarkupTags.attribute("action", of: tag, in: text) ?? []
    if action == Array("execute".utf8) { insert(.unwantedActions) }
  }

  /// Whether a formula asks another program for data: the function `DDE`.
  private static func hasExchange(_ tag: MarkupTag, _ text: Span<UInt8>) -> Bool {
    guard mayHaveExchange(text.extracting(tag.attributes)) else { return false }
    for name: StaticString in ["formula", "expression", "condition"] {
      let formula = MarkupTags.attribute(name, of: tag, in: text) ?? []
      if callsExchange(formula.span) { return true }
    }
    return false
  }

  /// Whether the letters lie in attributes, or references that could be them.
  private static func mayHaveExchange(_ attributes: Span<UInt8>) -> Bool {
    if attributes.firstPlace(of: "&#", from: 0) != nil { return true }
    for place in 0..<max(0, attributes.count - 2)
    where attributes[place] | 0x20 == 0x64 && PlainText.has("dde", at: place, in: attributes) {
      return true
    }
    return false
  }

  private static func callsExchange(_ formula: Span<UInt8>) -> Bool {
    for place in formula.indices where PlainText.has("dde", at: place, in: formula) {
      let before = formula.byte(at: place - 1) ?? 0x3D
      let isWord =
        before == 0x5F || before == 0x2E || (0x30...0x39).contains(before)
        || (0x61...0x7A).contains(before | 0x20)
      var end = place + 3
      while let blank = formula.byte(at: end), blank <= 0x20 { end += 1 }
      if !isWord, formula.byte(at: end) == 0x28 { return true }
    }
    return false
  }
}
