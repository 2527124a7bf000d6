internal import Archives
internal import Decoding
internal import Formats

extension ContentInspection {
  /// Decodes a member's data within the limits, as ``decode(_:as:after:packedBytes:announcedBytes:)`` does; `nil`
  /// where the method is none that is read.
  mutating func decode(
    _ packed: Span<UInt8>, of member: ZipMember, by method: UInt16
  ) -> Decoded? {
    if method == ZipMethod.ppmd { return decodePPMd(packed, member.unpackedBytes) }
    guard let coding = Coding(zipMethod: method) else { return nil }
    var decoded = decode(packed, as: coding, announcedBytes: member.unpackedBytes)
    if coding == .zipLZMA { cutWithoutMarker(&decoded, member) }
    return decoded
  }

  private mutating func decodePPMd(_ packed: Span<UInt8>, _ unpackedBytes: Int?) -> Decoded {
    decode(packed, after: 0, packedBytes: packed.count, announcedBytes: unpackedBytes) {
      let unpacked = PPMdMember.decode($0, unpackedBytes: unpackedBytes, bytesMax: $1)
      let end: DecodingEnd =
        switch unpacked.end {
        case .complete: .complete
        case .more: .limit
        case .fault(.memory): .memory
        case .fault: .damaged
        }
      return Decoded(bytes: unpacked.bytes, consumedBytes: unpacked.readBytes, end: end)
    }
  }

  /// Without an end marker LZMA ends where the header says.
  private func cutWithoutMarker(_ decoded: inout Decoded, _ member: ZipMember) {
    guard decoded.end == .truncated || decoded.end == .damaged,
      let size = member.unpackedBytes, decoded.bytes.count >= size
    else { return }
    decoded.bytes.removeLast(decoded.bytes.count - size)
    decoded.consumedBytes = member.data.count
    decoded.end = .complete
  }
}

extension Coding {
  /// How a method's data are decoded; `nil` for PPMd, which is libarchive's, and for those that are not: rare
  /// ones of before 1993, and what is made for sounds and images.
  fileprivate init?(zipMethod: UInt16) {
    switch zipMethod {
    case ZipMethod.deflate: self = .deflate
    case ZipMethod.deflate64: self = .deflate64
    case ZipMethod.bzip2: self = .bzip2
    case ZipMethod.lzma: self = .zipLZMA
    case ZipMethod.zstd: self = .zstd
    case ZipMethod.xz: self = .xz
    default: return nil
    }
  }
}
