internal import Decoding
internal import Formats

extension ContentInspection {
  /// Notes what is said to be encrypted, whatever its bytes are: mail by OpenPGP and by S/MIME. Sources:
  /// RFC 1847; RFC 8551, section 3.2.2.
  mutating func judgeDeclaredEncryption(_ said: FieldValue) {
    if said.value.span.has("multipart/encrypted", at: 0) { return failAsEncrypted() }
    guard said.value.span.has("application/", at: 0) else { return }
    let kinds = said.readings(of: "smime-type").values
    if kinds.contains(where: { Self.has("enveloped", in: $0.span) }) { failAsEncrypted() }
  }

  /// Whether some bytes have a word in them, in small letters.
  private static func has(_ word: StaticString, in bytes: Span<UInt8>) -> Bool {
    bytes.indices.contains { PlainText.has(word, at: $0, in: bytes) }
  }

  /// Reads a message in CMS, as signed mail is: what it carries is a content.
  mutating func readSignedMessage(_ bytes: Span<UInt8>) {
    guard let message = SignedMessage(bytes) else { return }
    if message.isEncrypted { failAsEncrypted() }
    guard !message.content.isEmpty else { return }
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
