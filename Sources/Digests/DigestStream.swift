internal import CCrypto

/// Why a digest cannot be computed on this host.
public enum DigestError: Error, Equatable, CustomStringConvertible {
  /// libcrypto's providers do not offer the algorithm (a FIPS configuration has no MD5).
  case unavailable(DigestAlgorithm)

  public var description: String {
    switch self {
    case .unavailable(let algorithm):
      "libcrypto does not offer \(algorithm.providerName) here (see openssl.cnf, FIPS)"
    }
  }
}

extension DigestAlgorithm {
  /// The digest of bytes that are at hand.
  public func digest(of bytes: UnsafeRawBufferPointer) throws(DigestError) -> Digest {
    var stream = try DigestStream(self)
    unsafe stream.update(bytes)
    return stream.finish()
  }
}

/// A digest under computation, over libcrypto's EVP interface.
///
/// The stream allocates when it is made and never again: ``reset()``, ``update(_:)`` and
/// ``finish()`` work in place, so a scan session keeps one for each algorithm.
@safe
public struct DigestStream: ~Copyable {
  /// What is computed.
  public let algorithm: DigestAlgorithm

  private let state: OpaquePointer

  /// Makes a stream that is ready for the first byte.
  public init(_ algorithm: DigestAlgorithm) throws(DigestError) {
    guard let method = unsafe EVP_MD_fetch(nil, algorithm.providerName, nil) else {
      throw .unavailable(algorithm)
    }
    // The EVP state keeps its own reference to the method.
    defer { unsafe EVP_MD_free(method) }
    guard let state = unsafe EVP_MD_CTX_new() else { throw .unavailable(algorithm) }
    guard unsafe EVP_DigestInit_ex2(state, method, nil) == 1 else {
      unsafe EVP_MD_CTX_free(state)
      throw .unavailable(algorithm)
    }
    self.algorithm = algorithm
    unsafe self.state = state
  }

  deinit {
    unsafe EVP_MD_CTX_free(state)
  }

  /// Forgets what was added, without allocating.
  public mutating func reset() {
    let result = unsafe EVP_DigestInit_ex2(state, nil, nil)
    precondition(result == 1, "libcrypto cannot restart a digest")
  }

  /// Adds bytes. They are not kept.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    let result = unsafe EVP_DigestUpdate(state, bytes.baseAddress, bytes.count)
    precondition(result == 1, "libcrypto cannot continue a digest")
  }

  /// Adds bytes. They are not kept.
  public mutating func update(_ bytes: borrowing RawSpan) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// Gives the digest of all that was added, and starts anew.
  public mutating func finish() -> Digest {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let result = unsafe withUnsafeMutableBytes(of: &words) { raw in
      unsafe EVP_DigestFinal_ex(
        state, raw.baseAddress!.assumingMemoryBound(to: UInt8.self), nil)
    }
    precondition(result == 1, "libcrypto cannot finish a digest")
    reset()
    return Digest(words: words, count: algorithm.digestBytes)
  }
}

extension DigestStream: @unchecked Sendable {}
