internal import COpenSSL

/// What sessions with servers are made of. Never changed once made.
@safe
public final class TLSClient: @unchecked Sendable {
  /// `SSL_CTX`.
  let state: OpaquePointer

  /// Sessions that trust the issuers in a file (PEM), or those of the host where there is none.
  ///
  /// - Parameters:
  ///   - issuers: the file.
  ///   - verifies: whether a server must show a certificate of such an issuer for the name that is asked for.
  ///   - profile: versions and ciphers.
  public convenience init(
    issuers: String? = nil, verifies: Bool = true, profile: TLSProfile = .intermediate
  ) throws(CertificateError) {
    try self.init(issuers, verifies, profile, versionMax: TLS1_3_VERSION)
  }

  /// Those of tests may be older than they need to be.
  package convenience init(oldest issuers: String) throws(CertificateError) {
    try self.init(issuers, true, .intermediate, versionMax: TLS1_2_VERSION)
  }

  private init(
    _ issuers: String?, _ verifies: Bool, _ profile: TLSProfile, versionMax: Int32
  ) throws(CertificateError) {
    guard let state = unsafe SSL_CTX_new(TLS_client_method()) else {
      throw .refused("TLS", reason: OpenSSLError.takeReason())
    }
    unsafe self.state = state
    unsafe SSL_CTX_set_options(state, UInt64(cordon_tls_options))
    unsafe cordon_tls_set_mode(state, cordon_tls_mode)
    unsafe cordon_tls_disable_cache(state)
    unsafe SSL_CTX_set_verify(state, verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
    let isSet =
      unsafe cordon_tls_set_versions(state, profile.versionMin, versionMax) == 1
      && SSL_CTX_set_cipher_list(state, profile.ciphers) == 1
      && cordon_tls_set_groups(state, profile.groups) == 1
      && (issuers.map { unsafe SSL_CTX_load_verify_file(state, $0) }
        ?? SSL_CTX_set_default_verify_paths(state)) == 1
    guard isSet else { throw .refused(issuers ?? "TLS", reason: OpenSSLError.takeReason()) }
  }

  deinit { unsafe SSL_CTX_free(state) }
}
