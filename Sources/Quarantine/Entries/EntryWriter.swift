internal import Digests
internal import Primitives

/// Encrypts one upload, chunk by chunk, for a public key.
struct EntryWriter: ~Copyable {
  let header: EntryHeader
  private let associated: [UInt8]
  private var cipher: AuthenticatedCipher
  private var sealed = [UInt8](
    repeating: 0, count: EntryPart.chunkBytes + AuthenticatedCipher.tagBytes)

  /// Makes the key pair of the entry, of which nobody keeps the private half.
  init(
    id: EntryID, verdict: String, wallNanoseconds: UInt64, bodyBytes: Int, evidenceBytes: Int,
    for recipient: QuarantinePublicKey
  ) throws(QuarantineError) {
    precondition(evidenceBytes <= EntryHeader.evidenceBytesMax)
    let privateKey = KeyAgreement.makePrivateKey()
    guard let ephemeralKey = KeyAgreement.publicKey(of: privateKey),
      let key = EntryKey.of(
        privateKey: privateKey, with: recipient.bytes, ephemeralKey: ephemeralKey,
        recipient: recipient.bytes),
      let cipher = AuthenticatedCipher(key: key, isEncrypting: true)
    else { throw .noCipher }
    header = EntryHeader(
      id: id, verdict: verdict, wallNanoseconds: wallNanoseconds, bodyBytes: bodyBytes,
      evidenceBytes: evidenceBytes, keyIdentifier: recipient.identifier, ephemeralKey: ephemeralKey)
    associated = header.encoded
    self.cipher = cipher
  }

  /// Writes all of the entry.
  ///
  /// - Parameter read: fills an array with the bytes of the upload from a place on.
  mutating func write(
    evidence: [UInt8], to file: borrowing OpenFile,
    read: (_ offset: Int, _ chunk: inout [UInt8]) throws(QuarantineError) -> Void
  ) throws(QuarantineError) {
    precondition(evidence.count == header.evidenceBytes)
    try file.write(associated, count: associated.count)
    try write(.evidence, bytes: evidence.count, to: file) { offset, chunk in
      for place in chunk.indices { chunk[place] = evidence[offset + place] }
    }
    try write(.body, bytes: header.bodyBytes, to: file, read: read)
  }

  private mutating func write(
    _ part: EntryPart, bytes: Int, to file: borrowing OpenFile,
    read: (_ offset: Int, _ chunk: inout [UInt8]) throws(QuarantineError) -> Void
  ) throws(QuarantineError) {
    let chunks = EntryPart.chunks(of: bytes)
    var plain = [UInt8](repeating: 0, count: min(bytes, EntryPart.chunkBytes))
    for chunk in 0..<chunks {
      let offset = chunk * EntryPart.chunkBytes
      if bytes - offset < plain.count { plain.removeLast(plain.count - (bytes - offset)) }
      try read(offset, &plain)
      guard
        cipher.seal(
          plain.span, nonce: part.nonce(of: chunk, isLast: chunk == chunks - 1),
          associated: associated, into: &sealed)
      else { throw .noCipher }
      try file.write(sealed, count: plain.count + AuthenticatedCipher.tagBytes)
    }
  }
}
