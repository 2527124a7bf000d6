internal import Formats

extension ContentInspection {
  /// Notes programs that servers find in a file of another kind: PHP runs what lies between its marks,
  /// whatever is around them, and engines for pages run theirs.
  ///
  /// What pictures and the like hide is noted where they are read. Text that is no file, as a field of a form
  /// or a value, is nothing that a server runs.
  mutating func markHiddenPrograms(
    _ bytes: Span<UInt8>, _ type: ContentType, _ description: BodyDescription
  ) {
    guard !record.contents[current].classes.contains(ThreatClasses(.script)) else { return }
    let sought: HiddenMarks
    switch type {
    case .pdf, .rtf, .unknown: sought = [.php, .phpArchive]
    case .html, .xhtml, .svg, .xml, .hta: sought = [.php, .phpArchive, .serverPage]
    case .text where isFile(description): sought = [.php]
    default:
      guard type.group == .archive || type.group == .document else { return }
      sought = [.php, .phpArchive]
    }
    if !HiddenMarks(bytes, sought: sought).isEmpty { mark(.script) }
    if type == .xml, StylesheetCalls.isIn(bytes) { mark(.script) }
    if type.group == .markup || type == .hta, ServerInclude.isIn(bytes) { mark(.script) }
  }

  /// Notes what a table as text makes the program do that shows it: by its name, by what is said of it, or by
  /// how it begins.
  mutating func markTable(
    _ bytes: Span<UInt8>, _ type: ContentType, _ description: BodyDescription
  ) {
    guard type == .text || type == .csv || type == .unknown, isFile(description) else { return }
    let content = record.contents[current]
    let names =
      content.parent == nil || content.relation == .decodedBody ? bodyName() : content.name
    let name = description.fileName.isEmpty ? names : description.fileName
    let said = FieldValue(description.contentType.span).value.span
    guard
      TableText.isTable(named: name.span) || TableText.isBeginning(bytes)
        || PlainText.isOne(of: ["text/csv", "text/tab-separated-values"], said)
    else { return }
    let narrowed = PlainText.narrowed(bytes)
    let table = narrowed.map { TableText($0.span) } ?? TableText(bytes)
    if !table.isDisjoint(with: [.exchange, .query]) { mark(.unwantedAction) }
    if table.contains(.macros) { mark(.macros) }
  }

  private func isFile(_ description: BodyDescription) -> Bool {
    switch record.contents[current].relation {
    case .body, .member, .decompressed, .decodedBody: true
    case .part, .decoded: !description.fileName.isEmpty
    default: false
    }
  }
}
