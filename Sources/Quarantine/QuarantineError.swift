public import Primitives

/// Why something could not be done with a quarantine.
public enum QuarantineError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The system refused what was tried, as the words say.
  case system(String, Errno)
  /// The file holds no key of the kind that was asked for.
  case noKey(String)
  /// The file holds a private key, and the public one was asked for.
  case privateKeyGiven(String)
  /// libcrypto offers no AES-256-GCM, X25519 or HMAC with SHA-256.
  case noCipher
  /// The directory may be read by others, or is another user's.
  case openDirectory(String)
  /// Another process keeps uploads there.
  case inUse(String)
  /// There is no such upload.
  case noEntry(String)
  /// The file is no entry of a quarantine.
  case notAnEntry(String)
  /// The entry was changed or cut, or is another one's.
  case damaged(String)
  /// The entry is encrypted for another key.
  case otherKey(String)
  /// What was to be kept can no longer be read.
  case bodyLost
  /// The upload is larger than all of the quarantine may be.
  case tooLarge
  /// A limit is reached, and what is old cannot be deleted.
  case full

  public var description: String {
    switch self {
    case .system(let what, let code): "\(what): \(code)"
    case .noKey(let path): "\(path): no such key in it (see `cordon quarantine keygen`)"
    case .privateKeyGiven(let path):
      "\(path): a private key; name the public one, and keep this one elsewhere"
    case .noCipher: "libcrypto offers no AES-256-GCM, X25519 or HMAC (see openssl.cnf, FIPS)"
    case .openDirectory(let path):
      "\(path): must be this user's alone (chmod 0700, and its owner)"
    case .inUse(let path): "\(path): another cordon keeps uploads there"
    case .noEntry(let id): "\(id): no such upload in quarantine"
    case .notAnEntry(let id): "\(id): not a quarantined upload"
    case .damaged(let id): "\(id): damaged: it was changed or cut since it was kept"
    case .otherKey(let id): "\(id): encrypted for another key"
    case .bodyLost: "the upload can no longer be read"
    case .tooLarge: "larger than the quarantine"
    case .full: "no room, as what is old cannot be deleted"
    }
  }
}
