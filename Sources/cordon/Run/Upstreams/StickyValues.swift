import Configuration
import Digests
import Primitives

/// What cookies say that bind clients to upstreams: nothing that names an address, and nothing that could be
/// guessed without the secret.
struct StickyValues {
  /// Stands for a secret that the configuration does not name, as long as the process runs.
  private let drawn: [UInt8]

  /// Draws a secret.
  init() {
    var random = SystemRandomNumberGenerator()
    drawn = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// The values for each backend and each upstream; none for a backend without such a cookie.
  ///
  /// - Throws: that a secret cannot be read.
  func values(of configuration: Configuration) throws -> [[[UInt8]]] {
    try configuration.backends.map { backend in
      guard let sticky = backend.sticky else { return [] }
      let secret = try sticky.secret() ?? drawn
      return try backend.upstreams.map { upstream in
        try Self.value(secret, backend.name, "\(upstream.address)")
      }
    }
  }

  /// Twelve bytes of a digest, as hexadecimal digits. Names and addresses hold no NUL.
  private static func value(
    _ secret: [UInt8], _ backend: String, _ address: String
  ) throws -> [UInt8] {
    let text = secret + [0] + Array(backend.utf8) + [0] + Array(address.utf8) + [0] + secret
    let digest = try unsafe text.withUnsafeBytes { bytes in
      try unsafe DigestAlgorithm.sha256.digest(of: bytes)
    }
    return Array(digest.hex.utf8.prefix(24))
  }
}
