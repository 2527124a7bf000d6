internal import Formats

extension ContentInspection {
  /// What a content is: by its bytes, and where these are markup that could be either, by what is said.
  func type(of bytes: Span<UInt8>, _ description: BodyDescription) -> ContentType {
    let type = bodyType(bytes)
    guard type == .html, DeclaredText(FieldValue(description.contentType.span)).isXML,
      Self.mayBeXML(bytes)
    else { return type }
    let name = description.fileName.isEmpty ? bodyName() : description.fileName
    return ContentType.html.agreement(withName: name.span) == .agrees ? .html : .xml
  }

  /// Whether a document that browsers take for HTML by its first tag may be one of XML: its root is not
  /// `html`, and nothing in it is active.
  private static func mayBeXML(_ bytes: Span<UInt8>) -> Bool {
    guard let root = MarkupRoot(bytes, from: PlainText.start(bytes)), !root.isPage else {
      return false
    }
    var reader = HTMLReader(isXML: false)
    while let tag = reader.next(bytes) {
      if HTMLActivity(tag, bytes).isActive { return false }
    }
    return true
  }

  /// Compares what a content is called, and what it is said to be, with what its bytes are.
  ///
  /// A name that systems and servers run files by makes a program of it, whatever its bytes are. A file that
  /// is called what it is not, is no valid one: of members of archives that is not said, as nobody opens them
  /// by their names alone.
  ///
  /// - Parameter name: of its file, where it has one.
  mutating func compare(_ name: Span<UInt8>, _ description: BodyDescription) {
    let content = record.contents[current]
    // Both are said of what it is decoded to.
    let isDecoded =
      ContentEncoding(description.contentEncoding.span).isEmpty
      && description.transferEncoding.isEmpty
    guard isDecoded else { return }
    record.contents[current].declaredAgreement =
      content.type.agreement(withMediaType: description.contentType.span)
    switch content.relation {
    case .member, .embedded, .decompressed: compare(name, isUpload: false)
    case .body: compare(name, isUpload: true)
    case .decodedBody where content.parent == 0: compare(bodyName().span, isUpload: true)
    case .part, .decoded, .decodedBody:
      let said = FieldValue(description.contentType.span)
      compare(description.fileName.span, isUpload: !Self.isAside(said))
      // The type of a part may have a name as well.
      for other in said.readings(of: "name").values { markProgram(other.span) }
    default: break
    }
  }

  private mutating func compare(_ name: Span<UInt8>, isUpload: Bool) {
    guard !name.isEmpty else { return }
    let type = record.contents[current].type
    record.contents[current].nameAgreement = type.agreement(withName: name)
    markProgram(name)
    if type == .unknown, VolumeName.isPiece(name) { fail(.format) }
    if isUpload, !Self.isOfMac(name), type.isInvalid(asNamed: name) { mark(.invalidFile) }
  }

  /// By what a name says in each way in which servers read it: as it is, with encoded words resolved, and with
  /// escapes. What has no bytes runs nowhere.
  private mutating func markProgram(_ name: Span<UInt8>) {
    guard record.contents[current].byteCount > 0, !Self.isOfMac(name) else { return }
    if let threat = ProgramName.threat(of: name) { mark(threat) }
    if name.firstPlace(of: 0x3D) != nil {
      let words = EncodedWords.resolved(name)
      if let threat = ProgramName.threat(of: words.span) { mark(threat) }
    }
    if name.firstPlace(of: 0x25) != nil {
      let resolved = FormReader.resolved(name, plus: 0x2B)
      if let threat = ProgramName.threat(of: resolved.span) { mark(threat) }
    }
  }

  /// Whether a content that does not begin like a page is shown as one by browsers, for its name or for its
  /// declared type.
  func isToldPage(_ type: ContentType, _ description: BodyDescription) -> Bool {
    switch type {
    case .html, .hta, .xhtml, .svg: return false
    default: break
    }
    let said = FieldValue(description.contentType.span).value.span
    return record.contents[current].classes.contains(ThreatClasses(.html))
      || PlainText.isOne(of: ["text/html", "application/xhtml+xml", "image/svg+xml"], said)
  }

  /// Whether a name is that of what Macs keep beside a file under its name. Source: RFC 1740.
  private static func isOfMac(_ name: Span<UInt8>) -> Bool {
    var start = name.count
    while start > 0, name[start - 1] != 0x2F { start -= 1 }
    return name.has("._", at: start)
  }

  /// Whether a part is said to be beside a file that has its name: what Macs keep with it, or a note that it
  /// was taken out of the mail.
  private static func isAside(_ said: FieldValue) -> Bool {
    isName(said.value.span, "application/applefile")
      || isName(said.value.span, "text/x-moz-deleted")
  }
}
