internal import COpenSSL

/// Why a session has failed, in OpenSSL's words.
public struct FailureReason: BitwiseCopyable, Sendable {
  /// The number of the error.
  private let code: UInt
  /// What was found out about the other side's certificate.
  private let verification: Int

  init(code: UInt, verification: Int) {
    self.code = code
    self.verification = verification
  }

  /// As in `certificate has expired`; empty where OpenSSL says nothing.
  public var text: Span<UInt8> {
    @_lifetime(immortal) get {
      // OpenSSL's texts are constants.
      ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED
        ? unsafe ConstantText.span(X509_verify_cert_error_string(verification))
        : unsafe ConstantText.span(ERR_reason_error_string(code))
    }
  }
}
