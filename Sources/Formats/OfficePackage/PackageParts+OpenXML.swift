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
    if type.contains("activex") || type.hasSuffix(".oleobject"), isOne {
      findings.insert(.embeddedObjects)
    }
    guard declared == nil || !isOne,
      let kind = Self.kinds.first(where: { type.contains($0.0) })?.1
    else { return }
    if declared == nil { declared = kind }
  }

  /// A link of a binary workbook to a program's data: the first record says what it is a link to. Source:
  /// [MS-XLSB] 2.4.151.
  mutating func readBinaryLink(_ bytes: Span<UInt8>) {
    if bytes.big16(at: 0) == 0xE802, bytes.little16(at: 3) == 1 {
      findings.insert(.unwantedActions)
    }
  }
}
