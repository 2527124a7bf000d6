internal import Digests

/// For whom uploads are encrypted: who has it can add to a quarantine, and read nothing in it.
public struct QuarantinePublicKey: Sendable, Equatable {
  static let word = "cordon-quarantine-public-key-1"

  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The key that a file holds.
  ///
  /// Throws ``QuarantineError/privateKeyGiven(_:)`` for a private key, which has no place on the proxy's host.
  public init(path: String) throws(QuarantineError) {
    let text = try OpenFile.bytes(path: path, bytesMax: KeyText.bytesMax)
    if KeyText.key(in: text, word: QuarantinePrivateKey.word) != nil {
      throw .privateKeyGiven(path)
    }
    guard let key = KeyText.key(in: text, word: Self.word) else { throw .noKey(path) }
    // A key that agrees on the same secret with everybody protects nothing.
    guard KeyAgreement.secret(privateKey: KeyAgreement.makePrivateKey(), publicKey: key) != nil
    else { throw .noKey(path) }
    bytes = key
  }

  /// The text of its file.
  public var text: String {
    KeyText.text(
      of: bytes, word: Self.word, remark: "Cordon encrypts what it quarantines for this key.")
  }

  /// What entries name it by.
  var identifier: [UInt8] {
    Array((KeyDigest.of(bytes, "SHA256") ?? []).prefix(EntryHeader.keyIdentifierBytes))
  }
}
