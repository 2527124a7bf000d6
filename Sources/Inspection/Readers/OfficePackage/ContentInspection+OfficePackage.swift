internal import Formats

extension ContentInspection {
  /// What an archive turned out to be and to have, once members were shown to `parts`. The archive is the
  /// current content.
  ///
  /// - Parameter isWhole: whether all members were.
  mutating func conclude(_ parts: PackageParts, isWhole: Bool) {
    if let type = ContentType(parts.kind) {
      record.contents[current].type = type
      classify(type)
    } else if isWhole, Self.isDocument(record.contents[current].type) {
      // Folders with the names of a document's, and nothing that says so: programs open no document.
      record.contents[current].type = .zip
    }
    note(parts.allFindings)
  }

  private static func isDocument(_ type: ContentType) -> Bool {
    [.docx, .xlsx, .pptx, .odt, .ods, .odp, .odg, .epub].contains(type)
  }

  /// What a package has, whatever the current content is.
  mutating func note(_ findings: PackageFindings) {
    if findings.contains(.macros) { mark(.macros) }
    if findings.contains(.embeddedObjects) { mark(.oleEmbeddedObject) }
    if findings.contains(.unwantedActions) { mark(.unwantedAction) }
    if findings.contains(.scripts) { mark(.script) }
    if findings.contains(.encrypted) { failAsEncrypted() }
  }
}

extension ContentType {
  /// What a kind of package is here; nil for one that is nothing but an archive.
  init?(_ kind: PackageKind) {
    switch kind {
    case .archive: return nil
    case .wordDocument: self = .docx
    case .wordMacroDocument: self = .docm
    case .workbook: self = .xlsx
    case .macroWorkbook: self = .xlsm
    case .binaryWorkbook: self = .xlsb
    case .presentation: self = .pptx
    case .macroPresentation: self = .pptm
    case .drawing: self = .visio
    case .fixedDocument: self = .xps
    case .openText: self = .odt
    case .openSpreadsheet: self = .ods
    case .openPresentation: self = .odp
    case .openGraphics: self = .odg
    case .publication: self = .epub
    case .javaArchive: self = .jar
    case .androidPackage: self = .apk
    case .applePackage: self = .ipa
    case .windowsPackage: self = .appx
    case .browserExtension: self = .browserExtension
    case .editorExtension: self = .vsix
    }
  }
}
