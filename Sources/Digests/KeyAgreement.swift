internal import CCrypto

/// X25519 (RFC 7748), by which who has a public key agrees on a secret with who has its private key.
package enum KeyAgreement {
  /// Bytes of a private key, a public key and a secret.
  package static let bytes = 32

  /// A new private key: any bytes are one.
  package static func makePrivateKey() -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    return (0..<bytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
  }

  /// The public key of a private one; nil where that has another length.
  package static func publicKey(of privateKey: [UInt8]) -> [UInt8]? {
    guard let key = unsafe Self.privateKey(privateKey) else { return nil }
    defer { unsafe EVP_PKEY_free(key) }
    var bytes = [UInt8](repeating: 0, count: Self.bytes)
    var count = bytes.count
    guard unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, count == Self.bytes else {
      return nil
    }
    return bytes
  }

  /// The secret of a private key and another's public key; nil where either is no key. A public key that would
  /// give everybody the same secret is none.
  package static func secret(privateKey: [UInt8], publicKey: [UInt8]) -> [UInt8]? {
    guard publicKey.count == bytes, let own = unsafe Self.privateKey(privateKey) else { return nil }
    defer { unsafe EVP_PKEY_free(own) }
    guard let other = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nil, publicKey, bytes)
    else { return nil }
    defer { unsafe EVP_PKEY_free(other) }
    guard let state = unsafe EVP_PKEY_CTX_new(own, nil) else { return nil }
    defer { unsafe EVP_PKEY_CTX_free(state) }
    var secret = [UInt8](repeating: 0, count: bytes)
    var count = secret.count
    guard unsafe EVP_PKEY_derive_init(state) == 1,
      unsafe EVP_PKEY_derive_set_peer(state, other) == 1,
      unsafe EVP_PKEY_derive(state, &secret, &count) == 1, count == bytes
    else { return nil }
    return secret
  }

  private static func privateKey(_ bytes: [UInt8]) -> OpaquePointer? {
    guard bytes.count == Self.bytes else { return nil }
    return unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nil, bytes, Self.bytes)
  }
}

/// Keys that are made of a secret (HKDF with SHA-256, RFC 5869).
package enum DerivedKey {
  /// Bytes of a key: one output of the hash, so that expanding takes one step.
  package static let bytes = 32

  /// The key; nil where libcrypto offers no HMAC with SHA-256.
  ///
  /// - Parameters:
  ///   - salt: what differs from secret to secret; public.
  ///   - purpose: what the key is for; public.
  package static func of(secret: [UInt8], salt: [UInt8], purpose: [UInt8]) -> [UInt8]? {
    // HMAC fills a short key with zeros, so that this is what an empty salt stands for.
    let salt = salt.isEmpty ? [UInt8](repeating: 0, count: bytes) : salt
    guard let extracted = authenticate(secret, key: salt) else { return nil }
    return authenticate(purpose + [1], key: extracted)
  }

  private static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: bytes)
    var count = 0
    guard
      unsafe EVP_Q_mac(
        nil, "HMAC", nil, "SHA256", nil, key, key.count, message, message.count, &output,
        output.count, &count) != nil, count == bytes
    else { return nil }
    return output
  }
}
