internal import Formats

extension ContentInspection {
  /// Reads a document of markup: what it names outside of itself. HTML is read so too, for whoever expects
  /// XML takes it for that.
  mutating func readXML(_ bytes: Span<UInt8>) {
    if MarkupText.isEBCDIC(bytes) { return fail(.ambiguous) }
    if let narrowed = PlainText.narrowed(bytes) ?? MarkupText.narrowed(bytes) {
      scan(narrowed.span)
    } else {
      scan(bytes)
    }
  }

  private mutating func scan(_ text: Span<UInt8>) {
    let findings = XMLScanner(text).findings
    note(findings)
    readOfficeMarkup(text)
    if FormMarkup.hasScripts(text) { mark(.script) }
    // Of pages that is read by their type.
    if findings.contains(.shownVocabulary), record.contents[current].type.group != .markup {
      readActivity(text, isXML: true)
    }
    guard findings.contains(.internalEntity), !findings.contains(.bomb), isInspecting else {
      return
    }
    readExpanded(text)
  }

  /// Reads a document once more with its entities in their places: what is cut into entities lies nowhere in
  /// the document as it is.
  private mutating func readExpanded(_ text: Span<UInt8>) {
    guard let expansion = XMLExpansion(text, bytesMax: Self.expandedBytesMax) else { return }
    guard !expansion.isCut else { return fail(.ratio) }
    guard take(unpackedBytes: expansion.text.count, packedBytes: text.count) else { return }
    let type = record.contents[current].type
    inspect(expansion.text.span, .decoded, name: text.extracting(0..<0), as: type)
  }

  /// So much may come of a document; what is more is a bomb, or nobody's.
  private static let expandedBytesMax = 8 << 20

  private mutating func note(_ findings: XMLFindings) {
    if !findings.isDisjoint(with: [.externalEntity, .foreignType, .inclusion]) {
      mark(.xmlExternalEntities)
    }
    if findings.contains(.bomb) {
      mark(.xmlExternalEntities)
      mark(.unsafeArchive)
      fail(.ratio)
    }
    // Pages of the web may style themselves from others; a form in a document has no reason to.
    let isForm = record.contents[current].relation == .stream
    if findings.contains(.sharedStylesheet) || isForm && findings.contains(.distantStylesheet) {
      mark(.unwantedAction)
    }
    if findings.contains(.hidingEncoding) { fail(.ambiguous) }
    if findings.contains(.serialized) { mark(.insecureDeserialization) }
    if !findings.isDisjoint(with: [.script, .activeStylesheet]) { mark(.script) }
  }
}
