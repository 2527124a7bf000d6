internal import Decoding

/// The header that a 7z archive begins with. Source: 7-Zip's "7zFormat.txt".
struct SevenZipHeader {
  /// Bytes of the archive: the list of its members lies last.
  let byteCount: Int

  /// The header that bytes begin with; `nil` where its checksum is wrong, or the list of members is not there.
  init?(_ bytes: Span<UInt8>) {
    let headerBytes = 32
    guard bytes.byte(at: 6) == 0, let fields = bytes.run(at: 12, count: 20),
      bytes.little32(at: 8) == Checksum.crc32(fields), let offset = fields.little64(at: 0),
      let size = fields.little64(at: 8), size > 0, offset < UInt64(bytes.count),
      size < UInt64(bytes.count), headerBytes + Int(offset) + Int(size) <= bytes.count
    else { return nil }
    byteCount = headerBytes + Int(offset) + Int(size)
  }
}
