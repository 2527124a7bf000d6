internal import COpenSSL

/// What sessions with servers are made of: never changed once made, but for the sessions that it keeps.
@safe
public final class TLSClient: @unchecked Sendable {
  /// `SSL_CTX`.
  let state: OpaquePointer
  let sessions = KeptSessions()

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

  /// Sessions with the upstreams of a backend.
  public convenience init(_ settings: UpstreamTLS) throws(CertificateError) {
    try self.init(
      issuers: settings.issuers, verifies: settings.verifies, profile: settings.profile,
      certificate: settings.certificate)
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
    unsafe cordon_tls_keep_sessions(state, Self.sessionMade)
    unsafe SSL_CTX_set_alpn_protos(state, Self.protocols, UInt32(Self.protocols.count))
    unsafe SSL_CTX_set_verify(state, verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
    let isSet =
      unsafe cordon_tls_set_versions(state, profile.versionMin, versionMax) == 1
      && SSL_CTX_set_cipher_list(state, profile.ciphers) == 1
      && SSL_CTX_set_ciphersuites(state, profile.suites) == 1
      && cordon_tls_set_groups(state, profile.groups) == 1
      && (trusted.map { unsafe $0.vouch(in: state, areNamed: false) }
        ?? (SSL_CTX_set_default_verify_paths(state) == 1))
    guard isSet else { throw .refused(issuers ?? "TLS", reason: OpenSSLError.takeReason()) }
    guard unsafe shown?.use(in: state) ?? true else {
      throw .refused(certificate?.certificate ?? "TLS", reason: OpenSSLError.takeReason())
    }
  }

  deinit { unsafe SSL_CTX_free(state) }

  /// What is spoken inside (RFC 7301): an upstream that speaks HTTP/2 as well must not choose that.
  private static let protocols = Array("\u{8}http/1.1".utf8)

  /// Where OpenSSL's session has the number of its server, and one more: zero is nobody's.
  static let place = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, nil, nil, nil, nil)
  /// Where it has the client that it is made of, which lives as long as the session.
  static let ownerPlace = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, nil, nil, nil, nil)

  /// A server has given a session to go on from. The result says whether the reference is kept.
  private static let sessionMade: @convention(c) (OpaquePointer?, OpaquePointer?) -> Int32 = {
    connection, session in
    guard let connection = unsafe connection, let session = unsafe session,
      let owner = unsafe SSL_get_ex_data(connection, ownerPlace),
      let number = unsafe SSL_get_ex_data(connection, place)
    else { return 0 }
    let client = unsafe Unmanaged<TLSClient>.fromOpaque(owner).takeUnretainedValue()
    unsafe client.sessions.keep(session, of: Int(bitPattern: number) - 1)
    return 1
  }

  /// Has a session go on from an earlier one with the same server, and keeps what that gives.
  func attach(to session: OpaquePointer, server: Int) {
    unsafe SSL_set_ex_data(session, Self.place, UnsafeMutableRawPointer(bitPattern: server + 1))
    unsafe SSL_set_ex_data(session, Self.ownerPlace, Unmanaged.passUnretained(self).toOpaque())
    guard let earlier = unsafe sessions.take(of: server) else { return }
    // Where it cannot be used, the handshake is a full one.
    unsafe SSL_set_session(session, earlier)
    unsafe SSL_SESSION_free(earlier)
  }

  /// Keeps the session that a connection of the older version has gone on from: with that version it may be
  /// used again, and no new one may have come.
  func keepAgain(_ session: OpaquePointer, server: Int) {
    guard unsafe SSL_version(session) == TLS1_2_VERSION, unsafe SSL_session_reused(session) == 1,
      let earlier = unsafe SSL_get1_session(session)
    else { return }
    unsafe sessions.keep(earlier, of: server)
  }
}
