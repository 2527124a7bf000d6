/// How a PDF file is told from others.
public enum PDFHeader {
  /// Viewers look for the header in so many bytes: ISO 32000-1, annex H, note 13.
  public static let bytesMax = 1024
  private static let word = "%PDF-"
  private static let wordSearch = ByteSearch(Array(word.utf8).span)
  private static let endSearch = ByteSearch(Array("startxref".utf8).span)

  private static let formSearch = ByteSearch(Array("%FDF-".utf8).span)

  /// Whether the header of a form's fields is where a file's header is looked for.
  public static func isFormData(_ bytes: Span<UInt8>) -> Bool {
    formSearch?.firstPlace(in: bytes.extracting(..<min(bytes.count, bytesMax + 4))) != nil
  }

  /// Where the header is.
  public static func place(in bytes: Span<UInt8>) -> Int? {
    let first = bytes.extracting(..<min(bytes.count, bytesMax + word.utf8.count - 1))
    return wordSearch?.firstPlace(in: first)
  }

  /// Whether bytes may be a PDF file to a viewer that asks for no header: it ends like one.
  public static func isAtEnd(of bytes: Span<UInt8>) -> Bool {
    let last = bytes.extracting(max(0, bytes.count - bytesMax)...)
    return endSearch?.firstPlace(in: last) != nil
  }
}
