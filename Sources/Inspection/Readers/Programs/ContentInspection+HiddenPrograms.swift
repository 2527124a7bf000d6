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
  }

  private func isFile(_ description: BodyDescription) -> Bool {
    switch record.contents[current].relation {
    case .body, .member, .decompressed, .decodedBody: true
    case .part, .decoded: !description.fileName.isEmpty
    default: false
    }
  }
}
