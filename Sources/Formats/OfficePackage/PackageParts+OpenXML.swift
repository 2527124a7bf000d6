/// Parts of Office Open XML.
extension PackageParts {
  /// The kinds by the content type of the main part; some are templates and shows, which are the same kind.
  private static let kinds: [(String, PackageKind)] = [
    ("officedocument.wordprocessingml.document.main", .wordDocument),
    ("officedocument.wordprocessingml.template.main", .wordDocument),
    ("ms-word.document.macroenabled", .wordMacroDocument),
    ("ms-word.template.macroenabled", .wordMacroDocument),
    ("officedocument.spreadsheetml.sheet.main", .workbook),
    ("officedocument.spreadsheetml.template.main", .workbook),
    ("ms-excel.sheet.binary.macroenabled", .binaryWorkbook),
    ("ms-excel.sheet.macroenabled", .macroWorkbook),
    ("ms-excel.template.macroenabled", .macroWorkbook),
    ("ms-excel.addin.macroenabled", .macroWorkbook),
    ("officedocument.presentationml.presentation.main", .presentation),
    ("officedocument.presentationml.slideshow.main", .presentation),
    ("officedocument.presentationml.template.main", .presentation),
    ("ms-powerpoint.presentation.macroenabled", .macroPresentation),
    ("ms-powerpoint.slideshow.macroenabled", .macroPresentation),
    ("ms-powerpoint.template.macroenabled", .macroPresentation),
    ("ms-powerpoint.addin.macroenabled", .macroPresentation),
    ("ms-visio.drawing", .drawing), ("ms-visio.template", .drawing), ("ms-visio.stencil", .drawing),
    ("ms-package.xps-fixeddocumentsequence", .fixedDocument),
  ]

  /// A content type, of one part or of all with one ending.
  mutating func readContentType(_ tag: MarkupTag, _ text: Span<UInt8>) {
    let isOne = MarkupTags.isNamed(tag, "Override", in: text)
    guard isOne || MarkupTags.isNamed(tag, "Default", in: text),
      let value = MarkupTags.attribute("ContentType", of: tag, in: text)
    else { return }
    let type = String(decoding: value.map(\.lowercased), as: UTF8.self)
    if type.contains("macrosheet") || type.contains("vbaproject"), isOne {
      findings.insert(.macros)
    }
    if type.contains("activex"), isOne { findings.insert(.embeddedObjects) }
    guard declared == nil || !isOne,
      let kind = Self.kinds.first(where: { type.contains($0.0) })?.1
    else { return }
    if declared == nil { declared = kind }
  }

  /// Relationships by which a program loads a file unasked, where that lies outside of the package. Pictures
  /// are not among them: letters and pages have them at other places, and show them on asking.
  private static let loading = [
    "/attachedtemplate", "/oleobject", "/frame", "/subdocument", "/afchunk", "/package",
    "/control", "/vbaproject",
  ]

  /// What one part has to do with another, or with something outside.
  mutating func readRelationship(_ tag: MarkupTag, _ text: Span<UInt8>) {
    guard MarkupTags.isNamed(tag, "Relationship", in: text),
      let value = MarkupTags.attribute("Type", of: tag, in: text)
    else { return }
    let type = String(decoding: value.map(\.lowercased), as: UTF8.self)
    let mode = MarkupTags.attribute("TargetMode", of: tag, in: text) ?? []
    guard mode.map(\.lowercased) == Array("external".utf8) else {
      if type.hasSuffix("/vbaproject") || type.hasSuffix("macrosheet") { findings.insert(.macros) }
      if type.hasSuffix("/oleobject") { findings.insert(.embeddedObjects) }
      return
    }
    let target = MarkupTags.attribute("Target", of: tag, in: text) ?? []
    let isLoaded = Self.loading.contains { type.hasSuffix($0) }
    if isLoaded && Self.isElsewhere(target) || type.hasSuffix("/image") && Self.isShare(target) {
      findings.insert(.unwantedActions)
    }
  }

  /// Whether a target is on another machine, or a page or script of its own: templates and documents beside
  /// the document on the author's disk are ordinary.
  private static func isElsewhere(_ target: [UInt8]) -> Bool {
    let lower = String(decoding: target.prefix(64).map(\.lowercased), as: UTF8.self)
    if isShare(target) { return true }
    guard let colon = lower.firstIndex(of: ":") else { return false }
    return !lower.hasPrefix("file:") && lower.distance(from: lower.startIndex, to: colon) > 1
  }

  /// Whether a target is a file on another machine: opening it tells that machine who the user is.
  private static func isShare(_ target: [UInt8]) -> Bool {
    var lower = String(decoding: target.prefix(64).map(\.lowercased), as: UTF8.self)
    lower = String(lower.map { $0 == "\\" ? "/" : $0 })
    if lower.hasPrefix("//") || lower.hasPrefix("smb:") { return true }
    guard lower.hasPrefix("file:") else { return false }
    let rest = lower.dropFirst(5)
    guard rest.hasPrefix("//") else { return false }
    // Three slashes begin a path on this machine, two or four and more a name of another.
    let name = rest.drop { $0 == "/" }
    let slashes = rest.count - name.count
    return slashes == 2 && !name.dropFirst().hasPrefix(":") && !name.hasPrefix("localhost")
      || slashes > 3
  }

  /// A link of a workbook to a program's data.
  mutating func readLink(_ tag: MarkupTag, _ text: Span<UInt8>) {
    if MarkupTags.isNamed(tag, "ddeLink", in: text) { findings.insert(.unwantedActions) }
  }

  /// The same in a binary workbook: the first record says what it is a link to. Source: [MS-XLSB] 2.4.151.
  mutating func readBinaryLink(_ bytes: Span<UInt8>) {
    if bytes.big16(at: 0) == 0xE802, bytes.little16(at: 3) == 1 {
      findings.insert(.unwantedActions)
    }
  }

  /// Fields of a text document: their instructions, which may lie in several elements, and in fields in
  /// their instructions.
  mutating func readFields(_ bytes: Span<UInt8>) {
    var fields = PackageFields()
    if let narrowed = MarkupText.narrowed(bytes) {
      fields.read(narrowed.span)
    } else {
      fields.read(bytes)
    }
    if fields.hasDynamicExchange { findings.insert(.unwantedActions) }
  }
}
