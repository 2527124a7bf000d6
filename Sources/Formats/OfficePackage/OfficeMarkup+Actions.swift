/// Elements of Office that make programs do something unasked. Sources: ECMA-376, part 1, 18.13 and 21.1.2.3;
/// [MS-DOCX] 2.5.4; [MS-CUSTOMUI] 2.2.
extension OfficeMarkup {
  /// Reads a tag that begins an element. Most are told from these by the lengths of their names.
  mutating func readAction(_ tag: MarkupTag, _ text: Span<UInt8>) {
    if isInterface { readCallbacks(tag, text) }
    switch tag.name.count {
    case 4: if MarkupTags.isNamed(tag, "dbPr", in: text) { readSource(tag, text) }
    case 5: if MarkupTags.isNamed(tag, "webPr", in: text) { readSource(tag, text) }
    case 6: if MarkupTags.isNamed(tag, "textPr", in: text) { readSource(tag, text) }
    case 7: if MarkupTags.isNamed(tag, "ddeLink", in: text) { insert(.unwantedActions) }
    case 10: readLongerAction(tag, text)
    case 12:
      if MarkupTags.isNamed(tag, "Relationship", in: text) {
        insert(PackageRelationship.findings(tag, text))
      }
    case 14:
      if MarkupTags.isNamed(tag, "hlinkMouseOver", in: text) {
        readLink(tag, text, isUnasked: true)
      }
    default: break
    }
  }

  private mutating func readLongerAction(_ tag: MarkupTag, _ text: Span<UInt8>) {
    if MarkupTags.isNamed(tag, "connection", in: text) {
      isConnectionRefreshed = Self.isRefreshed(tag, text)
    } else if MarkupTags.isNamed(tag, "queryTable", in: text) {
      if Self.isRefreshed(tag, text) { insert(.unwantedActions) }
    } else if MarkupTags.isNamed(tag, "hlinkClick", in: text) {
      readLink(tag, text, isUnasked: false)
    } else if MarkupTags.isNamed(tag, "hlinkHover", in: text) {
      readLink(tag, text, isUnasked: true)
    } else if MarkupTags.isNamed(tag, "webVideoPr", in: text) {
      readPage(MarkupTags.attribute("embeddedHtml", of: tag, in: text) ?? [])
    }
  }

  /// Whether data are fetched when the workbook is opened.
  private static func isRefreshed(_ tag: MarkupTag, _ text: Span<UInt8>) -> Bool {
    let value = MarkupTags.attribute("refreshOnLoad", of: tag, in: text) ?? []
    return value == Array("1".utf8) || value == Array("true".utf8)
  }

  /// Where the data of a connection come from: another program, a page, a file.
  private mutating func readSource(_ tag: MarkupTag, _ text: Span<UInt8>) {
    guard isConnectionRefreshed else { return }
    let source = MarkupTags.attribute("connection", of: tag, in: text) ?? []
    // The workbook's own tables.
    if source != Array("Data Model Connection".utf8) { insert(.unwantedActions) }
  }

  /// A link of a presentation: one that starts a program, or opens a file or a page under the mouse alone.
  private mutating func readLink(_ tag: MarkupTag, _ text: Span<UInt8>, isUnasked: Bool) {
    let value = MarkupTags.attribute("action", of: tag, in: text) ?? []
    let action = value.map(\.lowercased)
    if action.starts(with: "ppaction://program".utf8) { insert(.unwantedActions) }
    guard isUnasked, let target = MarkupTags.attribute("id", of: tag, in: text), !target.isEmpty
    else { return }
    if action.isEmpty || action.starts(with: "ppaction://hlinkfile".utf8)
      || action.starts(with: "ppaction://hlinkpres".utf8)
    {
      insert(.unwantedActions)
    }
  }

  /// A page in an attribute, which is shown within the document.
  private mutating func readPage(_ page: [UInt8]) {
    var reader = HTMLReader(isXML: false)
    while let tag = reader.next(page.span) {
      if HTMLActivity(tag, page.span).isActive { insert([.scripts, .unwantedActions]) }
    }
  }

  /// What the elements of a user interface call, some of it when the document is opened: a macro of another
  /// document is named behind its address.
  private mutating func readCallbacks(_ tag: MarkupTag, _ text: Span<UInt8>) {
    var place = tag.attributes.lowerBound
    while let (name, value) = MarkupTags.nextAttribute(of: tag, in: text, from: &place) {
      let start = name.lowerBound
      let isCallback =
        text.has("on", at: start) || text.has("get", at: start) || text.has("load", at: start)
      guard isCallback else { continue }
      if LinkTarget.isElsewhere(MarkupText.resolved(text.extracting(value))) {
        insert(.unwantedActions)
      }
    }
  }
}
