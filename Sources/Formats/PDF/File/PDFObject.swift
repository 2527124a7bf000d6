/// Where an object lies: in the file, or in an object stream.
public struct PDFPlace: Hashable, Sendable {
  /// Its number and generation; numbers below zero where the bytes before it say none.
  public internal(set) var reference: PDFReference
  /// Where its value begins.
  public internal(set) var offset: Int
}

/// An object that was read.
public struct PDFObject: Sendable {
  /// Its number and generation.
  public internal(set) var reference: PDFReference
  /// Its value; of a stream the dictionary.
  public internal(set) var value: PDFValue
  /// Of a stream, where its data begin.
  public internal(set) var streamStart: Int?
  /// Whether it lies in an object stream: its strings have no cipher of their own.
  public internal(set) var isPacked = false

  /// The dictionary of a stream.
  public var streamDictionary: PDFDictionary? { streamStart == nil ? nil : value.dictionary }
}
