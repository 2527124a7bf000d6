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
    case .member: compare(name, isUpload: false)
    case .body: compare(name, isUpload: true)
    case .decodedBody where content.parent == 0: compare(bodyName().span, isUpload: true)
    case .part, .decoded, .decodedBody: compare(description.fileName.span, isUpload: true)
    default: break
    }
  }

  private mutating func compare(_ name: Span<UInt8>, isUpload: Bool) {
    guard !name.isEmpty else { return }
    let type = record.contents[current].type
    record.contents[current].nameAgreement = type.agreement(withName: name)
    if let threat = ProgramName.threat(of: name) { mark(threat) }
    if isUpload, type.isInvalid(asNamed: name) { mark(.invalidFile) }
  }
}
