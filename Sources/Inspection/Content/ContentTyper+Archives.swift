internal import Decoding
internal import Formats

extension ContentTyper {
  /// Compressed files that their first bytes tell.
  private static let compressed: [(coding: Coding, type: ContentType)] = [
    (.gzip, .gzip), (.bzip2, .bzip2), (.xz, .xz), (.lzip, .lzip), (.zstd, .zstd), (.lz4, .lz4),
    (.compress, .compress), (.lzma, .lzma),
  ]

  /// Compressed files, by their first bytes.
  static func compressedType(of bytes: Span<UInt8>) -> ContentType? {
    for (coding, type) in compressed where CompressedFile.begins(bytes, as: coding) { return type }
    return nil
  }
}
