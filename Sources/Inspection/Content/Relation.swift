/// How a content lies in the one around it.
public enum Relation: UInt8, CaseIterable, Hashable, Sendable {
  /// The body of the request.
  case body
  /// The body without its Content-Encoding.
  case decodedBody
  /// A part of a multipart body or of a mail; named by its field.
  case part
  /// A value of a form, a JSON or an XML document, decoded; named by its key or path.
  case value
  /// A member of an archive.
  case member
  /// What a compressed file holds.
  case decompressed
  /// A stream of a compound file, or of a PDF.
  case stream
  /// An object or a file embedded in a document.
  case embedded
  /// The source of macros.
  case macro
  /// A script in a document.
  case script
  /// What an encoding in text stands for.
  case decoded
  /// What follows the end of another file, or lies before its beginning.
  case appended
  /// The body as it is delivered, written anew.
  case canonicalBody
}
