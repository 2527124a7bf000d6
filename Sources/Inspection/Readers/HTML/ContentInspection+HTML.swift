internal import Formats

extension ContentInspection {
  /// Reads a document that browsers show: what it makes them run and open. Its scripts, and documents in
  /// attributes, are contents.
  mutating func readHTML(_ bytes: Span<UInt8>, isXML: Bool) {
    if let narrowed = PlainText.narrowed(bytes) {
      readActivity(narrowed.span, isXML: isXML)
    } else {
      readActivity(bytes, isXML: isXML)
    }
    if isInspecting { readZipAtEnd(bytes) }
  }

  /// Reads what a document makes browsers run and open.
  mutating func readActivity(_ text: Span<UInt8>, isXML: Bool) {
    readActivity(text, HTMLReader(isXML: isXML))
    // What is active in one reading is a script already.
    if isXML, mayBeMoreActive, HTMLOtherReading.isPossible(inXML: text) {
      readActivity(text, HTMLReader(isXML: false))
    }
    if mayBeMoreActive, HTMLOtherReading.isPossible(inHTML: text) {
      readActivity(text, HTMLReader(anywhereIn: text))
    }
  }

  private var mayBeMoreActive: Bool {
    isInspecting && !record.contents[current].classes.contains(ThreatClasses(.script))
  }

  private mutating func readActivity(_ text: Span<UInt8>, _ reader: consuming HTMLReader) {
    let name: [UInt8] = []
    defer { if reader.isCut { fail(.budget) } }
    while isInspecting, let tag = reader.next(text) {
      if tag.isCut { fail(.size) }
      let activity = HTMLActivity(tag, text)
      guard activity.isActive else { continue }
      guard hasTime() else { return }
      mark(.script)
      if let script = activity.script, !script.isEmpty {
        let type: ContentType = activity.isVisualBasic ? .vbScript : .javaScript
        inspect(text.extracting(script), .script, name: name.span, as: type)
      }
      for value in activity.attributes { inspectAttribute(text.extracting(value), as: .javaScript) }
      for value in activity.documents { inspectAttribute(text.extracting(value), as: .html) }
    }
  }

  /// Inspects what an attribute stands for, where it is written in another way there, or is a document of
  /// its own. A script without references is judged with the document, as it is.
  private mutating func inspectAttribute(_ value: Span<UInt8>, as type: ContentType) {
    guard type == .html || value.firstPlace(of: 0x26) != nil else { return }
    let resolved = HTMLText.resolved(value)
    let name: [UInt8] = []
    guard take(unpackedBytes: resolved.count, packedBytes: value.count) else { return }
    inspect(resolved.span, type == .html ? .embedded : .script, name: name.span, as: type)
  }
}
