internal import Digests

/// One quarantined upload, open for reading.
///
/// Only with the private key is there more to see than its header, and only what has been verified is given.
public struct QuarantineEntry: ~Copyable {
  /// What is in the clear; nobody has vouched for it before ``evidence(key:)`` or ``body(key:into:)`` has.
  public let header: EntryHeader
  private let file: OpenFile
  private let associated: [UInt8]

  /// Opens the file of an upload.
  init(path: String, id: EntryID) throws(QuarantineError) {
    let name = "\(id)"
    let file = try Self.open(path, name)
    var bytes = [UInt8](repeating: 0, count: EntryHeader.bytes)
    let count = try file.read(at: 0, into: &bytes)
    guard count == EntryHeader.bytes, let header = EntryHeader(encoded: bytes) else {
      throw .notAnEntry(name)
    }
    guard header.id == id, try file.bytes == header.fileBytes else { throw .damaged(name) }
    self.file = file
    self.header = header
    associated = bytes
  }

  private static func open(
    _ path: String, _ name: String
  ) throws(QuarantineError) -> OpenFile {
    do throws(QuarantineError) {
      return try OpenFile(readingAt: path)
    } catch .system(_, .notFound) {
      throw .noEntry(name)
    }
  }

  /// What was found out about the upload: a line of the detection log, as JSON.
  public func evidence(key: QuarantinePrivateKey) throws(QuarantineError) -> [UInt8] {
    var evidence: [UInt8] = []
    var cipher = try cipher(key)
    try read(.evidence, &cipher) { chunk throws(QuarantineError) in evidence += chunk }
    return evidence
  }

  /// Gives the upload as it was received, chunk by chunk; each is verified before it is given, and the evidence
  /// before the first. What comes is the whole only where this does not throw.
  public func body(
    key: QuarantinePrivateKey, into take: (ArraySlice<UInt8>) throws(QuarantineError) -> Void
  ) throws(QuarantineError) {
    var cipher = try cipher(key)
    try read(.evidence, &cipher) { (_) throws(QuarantineError) in }
    try read(.body, &cipher, take)
  }

  private func cipher(_ key: QuarantinePrivateKey) throws(QuarantineError) -> AuthenticatedCipher {
    guard key.publicKey.identifier == header.keyIdentifier else { throw .otherKey("\(header.id)") }
    guard
      let secret = EntryKey.of(
        privateKey: key.bytes, with: header.ephemeralKey, ephemeralKey: header.ephemeralKey,
        recipient: key.publicKey.bytes)
    else { throw .damaged("\(header.id)") }
    guard let cipher = AuthenticatedCipher(key: secret, isEncrypting: false) else {
      throw .noCipher
    }
    return cipher
  }

  private func read(
    _ part: EntryPart, _ cipher: inout AuthenticatedCipher,
    _ take: (ArraySlice<UInt8>) throws(QuarantineError) -> Void
  ) throws(QuarantineError) {
    let bytes = part == .evidence ? header.evidenceBytes : header.bodyBytes
    var position = EntryHeader.bytes
    if part == .body { position += EntryPart.sealedBytes(of: header.evidenceBytes) }
    let chunks = EntryPart.chunks(of: bytes)
    var plain = [UInt8](repeating: 0, count: EntryPart.chunkBytes)
    var sealed = [UInt8](
      repeating: 0, count: min(bytes, EntryPart.chunkBytes) + AuthenticatedCipher.tagBytes)
    for chunk in 0..<chunks {
      let count = min(EntryPart.chunkBytes, bytes - chunk * EntryPart.chunkBytes)
      sealed.removeLast(sealed.count - count - AuthenticatedCipher.tagBytes)
      guard try file.read(at: position, into: &sealed) == sealed.count,
        cipher.open(
          sealed.span, nonce: part.nonce(of: chunk, isLast: chunk == chunks - 1),
          associated: associated, into: &plain)
      else { throw .damaged("\(header.id)") }
      position += sealed.count
      try take(plain[..<count])
    }
  }
}
