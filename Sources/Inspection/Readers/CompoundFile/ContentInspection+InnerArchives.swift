internal import Decoding
internal import Formats

extension ContentInspection {
  /// Members of ZIP archives that lie in a stream which is no archive: themes and the like, and what macros
  /// take out by themselves. Each is a content; what cannot be unpacked is no fault of the stream, since no
  /// reader takes it for an archive.
  mutating func readInnerArchives(_ stream: Span<UInt8>) {
    let members = ZipArchive.localMembers(stream, in: 0..<stream.count, atMost: limits.filesMax)
    for member in members {
      guard isInspecting, hasTime() else { return }
      let packed = stream.extracting(member.data)
      let name = stream.extracting(member.name)
      if member.isEncrypted {
        failAsEncrypted()
      } else if member.method == ZipMethod.stored {
        guard take(unpackedBytes: packed.count, packedBytes: packed.count) else { return }
        inspect(packed, .embedded, name: name)
      } else if member.method == ZipMethod.deflate {
        let decoded = decode(packed, as: .deflate)
        if !decoded.bytes.isEmpty { inspect(decoded.bytes.span, .embedded, name: name) }
        guard decoded.end != .limit else { return }
      }
    }
  }
}
