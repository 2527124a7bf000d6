/// What a ZIP archive is by its members.
public enum PackageKind: UInt8, CaseIterable, Hashable, Sendable {
  /// Nothing but an archive.
  case archive
  // Office Open XML
  case wordDocument, wordMacroDocument, workbook, macroWorkbook, binaryWorkbook, presentation,
    macroPresentation, drawing, fixedDocument
  // OpenDocument
  case openText, openSpreadsheet, openPresentation, openGraphics
  // Others
  case publication, javaArchive, androidPackage
  /// Applications of iOS; of Windows; extensions of browsers, and of editors by Microsoft.
  case applePackage, windowsPackage, browserExtension, editorExtension
}

/// What the parts of a package tell of it.
public struct PackageFindings: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// It has macros.
  public static let macros = PackageFindings(rawValue: 1)
  /// It has objects of other programs.
  public static let embeddedObjects = PackageFindings(rawValue: 2)
  /// It loads things from elsewhere or starts programs unasked.
  public static let unwantedActions = PackageFindings(rawValue: 4)
  /// Parts of it are encrypted.
  public static let encrypted = PackageFindings(rawValue: 8)
  /// It has scripts, in pages that it shows.
  public static let scripts = PackageFindings(rawValue: 16)
}
