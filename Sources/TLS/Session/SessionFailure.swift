internal import COpenSSL

/// Why a session cannot go on.
public enum SessionFailure: UInt8, CaseIterable, Sendable {
  /// The two have no version, cipher, group, signature or protocol in common.
  case unsupported
  /// What came is no TLS, or a record that was changed on its way.
  case malformed
  /// The other side has said that it cannot go on: it does not trust the certificate, for example.
  case refused
  /// The other side's certificate is missing or not trusted.
  case untrusted
  /// OpenSSL failed, for want of memory for example.
  case internalError

  /// The reason of OpenSSL's last failure on this thread, and its number there. Empties its queue.
  static func take() -> (failure: SessionFailure, code: UInt) {
    // The first error is the cause; those behind it are what followed from it.
    let code = ERR_peek_error()
    ERR_clear_error()
    return (failure(of: code), code)
  }

  private static func failure(of code: UInt) -> SessionFailure {
    let reason = ERR_GET_REASON(code)
    guard ERR_GET_LIB(code) == ERR_LIB_SSL else { return .malformed }
    if reason > SSL_AD_REASON_OFFSET { return .refused }
    switch reason {
    case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_NO_SHARED_CIPHER,
      SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,
      SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, SSL_R_NO_SHARED_GROUPS, SSL_R_NO_APPLICATION_PROTOCOL,
      SSL_R_INAPPROPRIATE_FALLBACK, SSL_R_NO_CIPHERS_AVAILABLE, SSL_R_UNKNOWN_PROTOCOL:
      return .unsupported
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, SSL_R_CERTIFICATE_VERIFY_FAILED:
      return .untrusted
    case Int32(ERR_R_MALLOC_FAILURE), Int32(ERR_R_INTERNAL_ERROR): return .internalError
    default: return .malformed
    }
  }
}
