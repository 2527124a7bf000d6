internal import Digests

/// The two runs of bytes that an entry has behind its header, each in chunks with a tag of their own.
///
/// The nonce of a chunk says of which part it is, which one, and whether it is the last: a file of which
/// chunks were left out, moved or put into another part or file cannot be opened. A key belongs to one file,
/// so that no nonce is used twice under it.
enum EntryPart: UInt8 {
  case evidence = 1
  case body = 2

  /// Bytes of a chunk before it is encrypted; the last has fewer, or none.
  static let chunkBytes = 64 << 10

  /// How many chunks so many bytes are: at least one, which says that there are no more.
  static func chunks(of bytes: Int) -> Int { max(1, (bytes + chunkBytes - 1) / chunkBytes) }

  /// How many bytes they are in the file.
  static func sealedBytes(of bytes: Int) -> Int {
    bytes + chunks(of: bytes) * AuthenticatedCipher.tagBytes
  }

  /// What is used once.
  func nonce(of chunk: Int, isLast: Bool) -> InlineArray<12, UInt8> {
    var nonce = InlineArray<12, UInt8>(repeating: 0)
    nonce[0] = rawValue
    nonce[1] = isLast ? 1 : 0
    for place in 0..<8 {
      nonce[4 + place] = UInt8(truncatingIfNeeded: UInt64(chunk) >> UInt64(56 - 8 * place))
    }
    return nonce
  }
}

/// How the key of an entry is made.
enum EntryKey {
  /// The key that who has one private key shares with who has the other; `nil` where there is none.
  static func of(
    privateKey: [UInt8], with publicKey: [UInt8], ephemeralKey: [UInt8], recipient: [UInt8]
  ) -> [UInt8]? {
    guard let secret = KeyAgreement.secret(privateKey: privateKey, publicKey: publicKey) else {
      return nil
    }
    return DerivedKey.of(
      secret: secret, salt: ephemeralKey + recipient,
      purpose: Array("cordon quarantine entry 1".utf8))
  }
}
