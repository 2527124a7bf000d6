internal import Formats

extension ContentInspection {
  /// Reads a document of an office program that is one file of XML.
  mutating func readOfficeMarkup(_ text: Span<UInt8>) {
    // With their entities in their places parts of packages are read here, too.
    let isExpanded = record.contents[current].relation == .decoded
    note(
      isExpanded ? OfficeMarkup(part: text).findings : OfficeMarkup(document: text).findings)
  }
}
