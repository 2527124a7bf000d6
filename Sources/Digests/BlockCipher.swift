internal import CCrypto

/// AES in the mode CBC, without padding: what encrypted documents have. The key's length says which AES.
package enum BlockCipher {
  /// Bytes of a block.
  package static let blockBytes = 16

  /// Decrypts whole blocks; nil where there are none, or libcrypto offers no such cipher.
  ///
  /// - Parameters:
  ///   - key: of 16 or 32 bytes.
  ///   - vector: of 16 bytes.
  package static func decrypt(_ bytes: Span<UInt8>, key: [UInt8], vector: [UInt8]) -> [UInt8]? {
    run(bytes, key, vector, isEncrypting: 0)
  }

  /// Encrypts whole blocks.
  package static func encrypt(_ bytes: Span<UInt8>, key: [UInt8], vector: [UInt8]) -> [UInt8]? {
    run(bytes, key, vector, isEncrypting: 1)
  }

  private static func run(
    _ bytes: Span<UInt8>, _ key: [UInt8], _ vector: [UInt8], isEncrypting: Int32
  ) -> [UInt8]? {
    let name = key.count == 16 ? "AES-128-CBC" : "AES-256-CBC"
    guard bytes.count >= blockBytes, bytes.count % blockBytes == 0, bytes.count <= Int(Int32.max),
      key.count == 16 || key.count == 32, vector.count == blockBytes,
      let method = unsafe EVP_CIPHER_fetch(nil, name, nil)
    else { return nil }
    defer { unsafe EVP_CIPHER_free(method) }
    guard let state = unsafe EVP_CIPHER_CTX_new() else { return nil }
    defer { unsafe EVP_CIPHER_CTX_free(state) }
    guard unsafe EVP_CipherInit_ex2(state, method, key, vector, isEncrypting, nil) == 1,
      unsafe EVP_CIPHER_CTX_set_padding(state, 0) == 1
    else { return nil }
    var output = [UInt8](repeating: 0, count: bytes.count + blockBytes)
    var count: Int32 = 0
    let result = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe EVP_CipherUpdate(state, &output, &count, bytes.baseAddress, Int32(bytes.count))
    }
    guard result == 1, Int(count) == bytes.count else { return nil }
    output.removeLast(blockBytes)
    return output
  }
}

/// Digests of a few bytes, of which keys are made.
package enum KeyDigest {
  /// The digest by an algorithm of libcrypto's: `MD5`, `SHA256`, `SHA384`, `SHA512`; nil where it is not
  /// offered.
  package static func of(_ bytes: [UInt8], _ algorithm: String) -> [UInt8]? {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count = 0
    guard
      unsafe EVP_Q_digest(nil, algorithm, nil, bytes, bytes.count, &digest, &count) == 1
    else { return nil }
    return Array(digest[..<count])
  }
}
