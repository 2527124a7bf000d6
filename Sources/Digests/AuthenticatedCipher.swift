internal import CCrypto

/// AES-256 in the mode GCM: what it encrypts cannot be changed unseen, nor can what goes with it in the
/// clear.
///
/// One object has one key, encrypts or decrypts, and is used for one run of bytes after the other. A nonce
/// must never be used twice under one key.
@safe
package struct AuthenticatedCipher: ~Copyable {
  /// Bytes of a key.
  package static let keyBytes = 32
  /// Bytes of a nonce.
  package static let nonceBytes = 12
  /// Bytes of the tag behind what is encrypted.
  package static let tagBytes = 16
  /// Bytes of one run at most: libcrypto counts in 32 bits.
  package static let runBytesMax = 1 << 30

  private let state: OpaquePointer
  private let isEncrypting: Bool

  /// Makes a cipher; nil where libcrypto offers none, or the key has another length.
  package init?(key: [UInt8], isEncrypting: Bool) {
    guard key.count == Self.keyBytes,
      let method = unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
    else { return nil }
    // The EVP state keeps its own reference to the method.
    defer { unsafe EVP_CIPHER_free(method) }
    guard let state = unsafe EVP_CIPHER_CTX_new() else { return nil }
    guard
      unsafe EVP_CipherInit_ex2(state, method, key, nil, isEncrypting ? 1 : 0, nil) == 1
    else {
      unsafe EVP_CIPHER_CTX_free(state)
      return nil
    }
    unsafe self.state = state
    self.isEncrypting = isEncrypting
  }

  deinit {
    // Frees it with its key overwritten.
    unsafe EVP_CIPHER_CTX_free(state)
  }

  /// Encrypts a run of bytes, with its tag behind it.
  ///
  /// - Parameters:
  ///   - associated: what is authenticated with it, and not encrypted.
  ///   - sealed: where it goes, from the beginning: ``tagBytes`` more than `plain` has.
  /// - Returns: false where libcrypto fails; what is in `sealed` is then nothing.
  package mutating func seal(
    _ plain: Span<UInt8>, nonce: InlineArray<12, UInt8>, associated: [UInt8],
    into sealed: inout [UInt8]
  ) -> Bool {
    let count = plain.count
    precondition(isEncrypting && count <= Self.runBytesMax)
    precondition(sealed.count >= count + Self.tagBytes)
    guard begin(nonce, associated) else { return false }
    return unsafe sealed.withUnsafeMutableBufferPointer { output in
      var written: Int32 = 0
      let start = output.baseAddress!
      guard unsafe update(plain, into: start) else { return false }
      guard unsafe EVP_CipherFinal_ex(state, start + count, &written) == 1 else { return false }
      return unsafe EVP_CIPHER_CTX_ctrl(
        state, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagBytes), start + count) == 1
    }
  }

  /// Decrypts a run of bytes with its tag behind it.
  ///
  /// - Parameters:
  ///   - associated: what was authenticated with it.
  ///   - plain: where it goes, from the beginning.
  /// - Returns: false where this is not what was encrypted under the key, with this nonce and these associated
  ///   bytes; what is in `plain` must not be used then.
  package mutating func open(
    _ sealed: Span<UInt8>, nonce: InlineArray<12, UInt8>, associated: [UInt8],
    into plain: inout [UInt8]
  ) -> Bool {
    let count = sealed.count - Self.tagBytes
    precondition(!isEncrypting && count <= Self.runBytesMax)
    guard count >= 0 else { return false }
    precondition(plain.count >= max(1, count))
    var tag = (0..<Self.tagBytes).map { sealed[count + $0] }
    guard begin(nonce, associated) else { return false }
    return unsafe plain.withUnsafeMutableBufferPointer { output in
      var written: Int32 = 0
      let start = output.baseAddress!
      guard unsafe update(sealed.extracting(first: count), into: start) else { return false }
      guard
        unsafe EVP_CIPHER_CTX_ctrl(
          state, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagBytes), &tag) == 1
      else { return false }
      var rest = [UInt8](repeating: 0, count: Self.tagBytes)
      return unsafe EVP_CipherFinal_ex(state, &rest, &written) == 1
    }
  }

  /// Encrypts or decrypts bytes to where there is room for as many.
  private func update(_ bytes: Span<UInt8>, into output: UnsafeMutablePointer<UInt8>) -> Bool {
    if bytes.isEmpty { return true }
    var written: Int32 = 0
    let result = unsafe bytes.withUnsafeBufferPointer {
      unsafe EVP_CipherUpdate(state, output, &written, $0.baseAddress, Int32($0.count))
    }
    return result == 1 && Int(written) == bytes.count
  }

  private mutating func begin(_ nonce: InlineArray<12, UInt8>, _ associated: [UInt8]) -> Bool {
    let vector = nonce.indices.map { nonce[$0] }
    guard unsafe EVP_CipherInit_ex2(state, nil, nil, vector, isEncrypting ? 1 : 0, nil) == 1 else {
      return false
    }
    if associated.isEmpty { return true }
    var count: Int32 = 0
    return unsafe EVP_CipherUpdate(state, nil, &count, associated, Int32(associated.count)) == 1
  }
}
