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
  ///   - certificate: what is shown to servers that ask for a certificate.
  public convenience init(
    issuers: String? = nil, verifies: Bool = true, profile: TLSProfile = .intermediate,
    certificate: CertificateFiles? = nil
  ) throws(CertificateError) {
    try self.init(issuers, verifies, profile, certificate, versionMax: TLS1_3_VERSION)
  }

  /// Those of tests may be older than they need to be.
  package convenience init(
    oldest issuers: String, certificate: CertificateFiles? = nil
  ) throws(CertificateError) {
    try self.init(issuers, true, .intermediate, certificate, versionMax: TLS1_2_VERSION)
  }

  private init(
    _ issuers: String?, _ verifies: Bool, _ profile: TLSProfile, _ certificate: CertificateFiles?,
    versionMax: Int32
  ) throws(CertificateError) {
    let trusted = try issuers.map { (file) throws(CertificateError) in try TrustedIssuers(file) }
    let shown = try certificate.map { (files) throws(CertificateError) in
      try CertificateChain(files)
    }
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
      && (trusted.map { unsafe $0.vouch(in: state, areNamed: false) }
        ?? (SSL_CTX_set_default_verify_paths(state) == 1))
    guard isSet else { throw .refused(issuers ?? "TLS", reason: OpenSSLError.takeReason()) }
    guard unsafe shown?.use(in: state) ?? true else {
      throw .refused(certificate?.certificate ?? "TLS", reason: OpenSSLError.takeReason())
    }
  }

  deinit { unsafe SSL_CTX_free(state) }
}
