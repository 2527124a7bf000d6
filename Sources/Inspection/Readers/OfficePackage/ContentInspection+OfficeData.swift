internal import Decoding
internal import Formats

/// Data of office programs that lie in other files and in mail, known by their first bytes alone.
extension ContentInspection {
  /// Reads what Office packs a document's macros and objects into, outside of its own formats.
  mutating func readOfficeData(_ bytes: Span<UInt8>) {
    if ActiveMimeFile.isBeginning(bytes) { readActiveMime(bytes) }
    if CompressedRichText.isBeginning(bytes) { readCompressedRichText(bytes) }
  }

  /// What is compressed in it is a content. Where nothing can be had, nobody knows what there is.
  private mutating func readActiveMime(_ bytes: Span<UInt8>) {
    for offset in ActiveMimeFile.offsets(bytes) where isInspecting {
      let decoded = decode(bytes.extracting(offset...), as: .zlib)
      guard !decoded.bytes.isEmpty else { continue }
      if decoded.end != .complete { fail(.damaged) }
      let none: [UInt8] = []
      return inspect(decoded.bytes.span, .decompressed, name: none.span)
    }
    if isInspecting { fail(.damaged) }
  }

  private mutating func readCompressedRichText(_ bytes: Span<UInt8>) {
    guard hasTime() else { return }
    let left = unpackedBytesLeft(packedBytes: bytes.count)
    let decoded = CompressedRichText.decompress(bytes, bytesMax: left)
    switch decoded.end {
    case .limit: failForUnpackedBytes(packedBytes: bytes.count)
    case .complete: break
    default: fail(.damaged)
    }
    record.unpackedBytes += decoded.bytes.count
    let none: [UInt8] = []
    inspect(decoded.bytes.span, .decompressed, name: none.span, as: .rtf)
  }
}
