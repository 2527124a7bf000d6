/// What an XML document names outside of itself, and what it declares.
public struct XMLFindings: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// A document type.
  public static let documentType = XMLFindings(rawValue: 1 << 0)
  /// A document type that lies elsewhere.
  public static let externalType = XMLFindings(rawValue: 1 << 1)
  /// One that lies neither where the well-known ones do, nor beside the document: see ``ExternalAddress``.
  public static let foreignType = XMLFindings(rawValue: 1 << 2)
  /// An entity that is declared with its text.
  public static let internalEntity = XMLFindings(rawValue: 1 << 3)
  /// An entity that is declared with an address: parsers that follow it read files and pages.
  public static let externalEntity = XMLFindings(rawValue: 1 << 4)
  /// An entity for use in the document type.
  public static let parameterEntity = XMLFindings(rawValue: 1 << 5)
  /// An element of XInclude.
  public static let inclusion = XMLFindings(rawValue: 1 << 6)
  /// An instruction that names a stylesheet.
  public static let stylesheet = XMLFindings(rawValue: 1 << 7)
  /// A stylesheet that is a script, or lies in the instruction itself.
  public static let activeStylesheet = XMLFindings(rawValue: 1 << 8)
  /// A stylesheet on a share: whoever reads the document opens it there, and says who he is.
  public static let sharedStylesheet = XMLFindings(rawValue: 1 << 13)
  /// A stylesheet that lies neither beside the document nor on its machine.
  public static let distantStylesheet = XMLFindings(rawValue: 1 << 14)
  /// Entities that stand for far more than the document has, or for themselves.
  public static let bomb = XMLFindings(rawValue: 1 << 9)
  /// An encoding in which the characters of markup are other bytes than in ASCII: parsers that know it read
  /// another document.
  public static let hidingEncoding = XMLFindings(rawValue: 1 << 10)
  /// A vocabulary of HTML or SVG: browsers do what such elements say, wherever they lie.
  public static let shownVocabulary = XMLFindings(rawValue: 1 << 12)
  /// Objects of a program's memory: those of .NET's formatter for SOAP, whose vocabularies name classes, and
  /// those of Java's `XMLDecoder`.
  public static let serialized = XMLFindings(rawValue: 1 << 15)
  /// Elements whose names are those of scripts, in a vocabulary of HTML, SVG or stylesheets.
  public static let script = XMLFindings(rawValue: 1 << 11)
}
