internal import Formats

extension ContentInspection {
  /// Reads a document of markup: what it names outside of itself. HTML is read so too, for whoever expects
  /// XML takes it for that.
  mutating func readXML(_ bytes: Span<UInt8>) {
    // `<?xm` in EBCDIC: parsers that know it read a document.
    if bytes.big32(at: 0) == 0x4C6F_A794 { return fail(.ambiguous) }
    if let narrowed = PlainText.narrowed(bytes) ?? MarkupText.narrowed(bytes) {
      note(XMLScanner(narrowed.span).findings)
    } else {
      note(XMLScanner(bytes).findings)
    }
  }

  private mutating func note(_ findings: XMLFindings) {
    if !findings.isDisjoint(with: [.externalEntity, .foreignType, .inclusion]) {
      mark(.xmlExternalEntities)
    }
    if findings.contains(.bomb) {
      mark(.xmlExternalEntities)
      mark(.unsafeArchive)
      fail(.ratio)
    }
    if findings.contains(.hidingEncoding) { fail(.ambiguous) }
    if !findings.isDisjoint(with: [.script, .activeStylesheet]) { mark(.script) }
  }
}
