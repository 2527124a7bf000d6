internal import Signatures

extension ContentInspection {
  /// What the body is, by its bytes.
  func bodyType(_ bytes: Span<UInt8>) -> ContentType {
    ContentTyper.type(of: bytes, typer: database.fileTyper)
  }

  /// Reads what a content contains, by its type: one line a format.
  mutating func read(_ bytes: Span<UInt8>, as type: ContentType) {
    switch type {
    case .gzip: readGzip(bytes)
    default: break
    }
  }
}
