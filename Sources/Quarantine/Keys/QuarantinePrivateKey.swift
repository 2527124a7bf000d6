internal import Digests

/// What reads a quarantine. It is made and kept away from the proxy's host.
public struct QuarantinePrivateKey: Sendable {
  static let word = "cordon-quarantine-private-key-1"

  let bytes: [UInt8]
  /// The key that uploads are encrypted for.
  public let publicKey: QuarantinePublicKey

  /// A new key.
  ///
  /// Throws ``QuarantineError/noCipher`` where libcrypto has no X25519.
  public init() throws(QuarantineError) { try self.init(bytes: KeyAgreement.makePrivateKey()) }

  /// The key that a file holds.
  public init(path: String) throws(QuarantineError) {
    let text = try OpenFile.bytes(path: path, bytesMax: KeyText.bytesMax)
    guard let key = KeyText.key(in: text, word: Self.word) else { throw .noKey(path) }
    try self.init(bytes: key)
  }

  private init(bytes: [UInt8]) throws(QuarantineError) {
    guard let key = KeyAgreement.publicKey(of: bytes) else { throw .noCipher }
    self.bytes = bytes
    publicKey = QuarantinePublicKey(bytes: key)
  }

  /// The text of its file.
  public var text: String {
    KeyText.text(
      of: bytes, word: Self.word,
      remark: "Reads what Cordon has quarantined: keep it secret, and not where Cordon runs.")
  }
}
