/// What a client may list in the field `options`.
///
/// One that asks for more than is looked for is refused: a file must not be called clean by a check that was
/// not made. One that would only allow more may be without effect.
public struct ScanOptions: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Scripts and HTML in PDF files do not count against them.
  public static let permitJavascriptAndHtmlInPDFs = ScanOptions(rawValue: 1)
  /// Scripts in HTML do not count against it.
  public static let permitJavascriptInHtml = ScanOptions(rawValue: 2)
  /// Objects in packages of Office count, whatever is allowed.
  public static let blockOfficeXmlOleEmbeddedFile = ScanOptions(rawValue: 4)
  /// Signed programs do not count. Without effect: signatures are not verified.
  public static let permitAuthenticodeSignedExecutables = ScanOptions(rawValue: 8)
  /// The parts of a multipart file are scanned one by one, as they always are.
  public static let scanMultipartFile = ScanOptions(rawValue: 16)
  /// What a mail has attached need not be of a type that is listed.
  public static let ignoreRestrictFileTypesForAttachments = ScanOptions(rawValue: 32)

  /// The names of those that are known.
  public static let names: [(name: String, option: ScanOptions)] = [
    ("permitJavascriptAndHtmlInPDFs", .permitJavascriptAndHtmlInPDFs),
    ("permitJavascriptInHtml", .permitJavascriptInHtml),
    ("blockOfficeXmlOleEmbeddedFile", .blockOfficeXmlOleEmbeddedFile),
    ("permitAuthenticodeSignedExecutables", .permitAuthenticodeSignedExecutables),
    ("scanMultipartFile", .scanMultipartFile),
    ("ignoreRestrictFileTypesForAttachments", .ignoreRestrictFileTypesForAttachments),
  ]
}
