/// A message digest that signature databases and logs use.
///
/// MD5 and SHA-1 are here because databases of file hashes use them. They say which known file a
/// body is; they must not be used where somebody gains by a collision.
public enum DigestAlgorithm: UInt8, CaseIterable, Sendable {
  case md5
  case sha1
  case sha256

  /// The length of the digest in bytes: 16, 20 or 32.
  @inlinable public var digestBytes: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha256: 32
    }
  }

  /// The algorithm with digests of that many bytes; `nil` if there is none.
  ///
  /// ClamAV's hash databases name no algorithm: the length of the hash decides.
  public init?(digestBytes: Int) {
    switch digestBytes {
    case 16: self = .md5
    case 20: self = .sha1
    case 32: self = .sha256
    default: return nil
    }
  }

  /// The name under which libcrypto's providers know it.
  var providerName: String {
    switch self {
    case .md5: "MD5"
    case .sha1: "SHA1"
    case .sha256: "SHA256"
    }
  }
}
