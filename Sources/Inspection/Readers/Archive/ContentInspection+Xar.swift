internal import Archives
internal import Decoding
internal import Formats

extension ContentInspection {
  /// Reads a xar archive: its list of members, which is XML, and its members. Source: the format as its makers
  /// describe it ("xarformat").
  mutating func readXar(_ bytes: Span<UInt8>) {
    if let headerBytes = bytes.big16(at: 4), Int(headerBytes) < bytes.count {
      let decoded = decode(bytes.extracting(Int(headerBytes)...), as: .zlib)
      let name = Array("toc.xml".utf8)
      if !decoded.bytes.isEmpty { inspectPlain(decoded.bytes.span, .decompressed, name: name) }
    }
    if isInspecting { readArchive(bytes, as: .xar) }
  }
}
