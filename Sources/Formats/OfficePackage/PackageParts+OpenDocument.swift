/// Parts of OpenDocument and of publications. Sources: OpenDocument 1.3 part 2; EPUB OCF 3.
extension PackageParts {
  /// The member that says what the package is.
  mutating func readOpenType(_ bytes: Span<UInt8>, isFirst: Bool) {
    // Of a member that does not come first, the list of content types tells more.
    guard isFirst || declared == nil else { return }
    if bytes.has("application/epub+zip", at: 0) { declared = .publication }
    guard bytes.has("application/vnd.oasis.opendocument.", at: 0) else { return }
    let names: [(StaticString, PackageKind)] = [
      ("text", .openText), ("spreadsheet", .openSpreadsheet),
      ("presentation", .openPresentation), ("graphics", .openGraphics),
    ]
    let found = names.first { bytes.has($0.0, at: 35) }
    declared = found?.1 ?? declared
  }

  /// The list of files: what is encrypted, and what objects are.
  mutating func readManifest(_ tag: MarkupTag, _ text: Span<UInt8>) {
    if MarkupTags.isNamed(tag, "encryption-data", in: text) { findings.insert(.encrypted) }
    guard MarkupTags.isNamed(tag, "file-entry", in: text),
      let path = MarkupTags.attribute("full-path", of: tag, in: text),
      let type = MarkupTags.attribute("media-type", of: tag, in: text)
    else { return }
    let name = String(decoding: type, as: UTF8.self)
    if name.hasPrefix("application/vnd.sun.star.oleobject") { findings.insert(.embeddedObjects) }
    // The document itself is there as well.
    guard path.last == 0x2F, path.count > 1, name.contains("opendocument.") else { return }
    let folder = path.dropLast().map(\.lowercased)
    if name.contains("opendocument.chart") || name.contains("opendocument.formula") {
      if harmlessObjects.count < Self.objectsMax { harmlessObjects.insert(folder) }
    } else if objects.count < Self.objectsMax {
      objects.insert(folder)
    }
  }

  /// Encryption of a publication: fonts that are only made unreadable do not count.
  mutating func readEncryption(_ tag: MarkupTag, _ text: Span<UInt8>) {
    guard MarkupTags.isNamed(tag, "EncryptionMethod", in: text),
      let algorithm = MarkupTags.attribute("Algorithm", of: tag, in: text)
    else { return }
    let name = String(decoding: algorithm, as: UTF8.self)
    if name != "http://www.idpf.org/2008/embedding", name != "http://ns.adobe.com/pdf/enc#RC" {
      findings.insert(.encrypted)
    }
  }
}
