internal import Decoding
internal import Formats

extension ContentTyper {
  /// Compressed files that their first bytes tell.
  private static let compressed: [(coding: Coding, type: ContentType)] = [
    (.gzip, .gzip), (.bzip2, .bzip2), (.xz, .xz), (.lzip, .lzip), (.zstd, .zstd), (.lz4, .lz4),
    (.compress, .compress), (.lzma, .lzma),
  ]

  /// Compressed files, and archives that signatures' types do not know, by their first bytes.
  static func archiveType(of bytes: Span<UInt8>) -> ContentType? {
    if bytes.has("!<arch>\n", at: 0) {
      return bytes.has("debian-binary", at: 8) ? .deb : .ar
    }
    if bytes.big32(at: 0) == 0xEDAB_EEDB { return .rpm }
    // Of RAR before its version 1.5.
    if bytes.has("RE~^", at: 0) { return .rar }
    if isLha(bytes) { return .lha }
    if let type = discType(of: bytes) { return type }
    for (coding, type) in compressed where CompressedFile.begins(bytes, as: coding) { return type }
    return nil
  }

  /// Images of discs: what is told by the first descriptor behind the system area, or by a trailer.
  /// Sources: ECMA-119, section 8.1; ECMA-167, part 2, section 9.1.
  private static func discType(of bytes: Span<UInt8>) -> ContentType? {
    if bytes.has("CD001", at: 0x8001) { return .iso }
    if bytes.has("BEA01", at: 0x8001) { return .udf }
    if bytes.has("koly\0\0\0\u{4}", at: bytes.count - 512) { return .dmg }
    return DiskImage.isBeginning(bytes) ? .diskImage : nil
  }

  /// A method between hyphens, as `-lh5-`, and a header level.
  private static func isLha(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.has("-l", at: 2), bytes.byte(at: 6) == 0x2D, let level = bytes.byte(at: 20) else {
      return false
    }
    return (bytes.byte(at: 4) == 0x68 || bytes.byte(at: 4) == 0x7A) && level <= 3
  }
}
