/// An object stream, decoded: ISO 32000-1, section 7.5.7.
public struct PDFObjectStream: Sendable {
  /// All of its bytes.
  public let bytes: [UInt8]
  /// Where its objects begin; they have the generation 0.
  public let places: [PDFPlace]

  /// Whether a stream's dictionary is that of an object stream: readers look at the entries that they need.
  public static func isOne(_ dictionary: PDFDictionary) -> Bool {
    dictionary["Type"]?.name == "ObjStm" || dictionary["First"] != nil && dictionary["N"] != nil
  }

  /// Reads the numbers and places at the beginning.
  ///
  /// - Parameter first: where the objects begin, as `First` says.
  public init(_ decoded: [UInt8], first: Int) {
    let bytes = decoded.span
    var places: [PDFPlace] = []
    var lexer = PDFLexer(place: 0)
    // The count is not believed: what is past it is seen too.
    while places.count < PDFFile.objectsMax {
      lexer.skipSpace(bytes)
      guard let number = lexer.readDecimal(bytes) else { break }
      lexer.skipSpace(bytes)
      guard let offset = lexer.readDecimal(bytes) else { break }
      guard first >= 0, offset < bytes.count - min(first, bytes.count) else { continue }
      let reference = PDFReference(number: number, generation: 0)
      places.append(PDFPlace(reference: reference, offset: first + offset))
    }
    self.bytes = decoded
    self.places = places
  }
}
