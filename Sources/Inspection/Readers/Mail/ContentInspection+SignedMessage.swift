internal import Decoding
internal import Formats

extension ContentInspection {
  /// Reads a message in CMS, as signed mail is: what it carries is a content.
  mutating func readSignedMessage(_ bytes: Span<UInt8>) {
    guard let message = SignedMessage(bytes) else { return }
    let name: [UInt8] = []
    if message.isCompressed {
      let decoded = decode(message.content.span, as: .zlib)
      if decoded.end == .truncated || decoded.end == .damaged { fail(.damaged) }
      inspect(decoded.bytes.span, .decompressed, name: name.span)
    } else {
      guard take(unpackedBytes: message.content.count, packedBytes: bytes.count) else { return }
      inspect(message.content.span, .embedded, name: name.span)
    }
  }
}
