internal import COpenSSL

/// What sessions of a listener's clients are made of: certificates, versions and ciphers. Never changed once
/// made, so that all workers may use it.
@safe
public final class TLSServer: @unchecked Sendable {
  /// `SSL_CTX`: one for each set of certificates that some name has; the first is for all other names.
  private let states: [OpaquePointer]
  private let names: ServerNames
  private let chains: [CertificateChain]
  private let tickets: TicketKeys
  /// Whether clients are asked for certificates.
  public let asksClients: Bool
  /// Whether HTTP/2 is spoken with clients that offer it (ALPN).
  public let offersHTTP2: Bool

  /// The one that a session begins with.
  var first: OpaquePointer { unsafe states[0] }

  /// Reads the certificates and keys.
  ///
  /// - Parameters:
  ///   - settings: what there is to read, and what is spoken.
  ///   - tickets: what clients' earlier sessions are known by.
  ///   - offersHTTP2: whether HTTP/2 is spoken with clients that offer it; else HTTP/1.1 alone.
  /// - Throws: the first that cannot be used, with its file and the reason.
  public init(
    _ settings: TLSSettings, tickets: TicketKeys = TicketKeys(), offersHTTP2: Bool = false
  ) throws(CertificateError) {
    precondition(!settings.certificates.isEmpty)
    var chains: [CertificateChain] = []
    for files in settings.certificates { chains.append(try CertificateChain(files)) }
    let names = ServerNames(chains)
    let issuers = try settings.clientCertificates.map { (asked) throws(CertificateError) in
      try TrustedIssuers(asked.issuers)
    }
    var states = unsafe [OpaquePointer]()
    do throws(CertificateError) {
      for set in names.sets {
        unsafe states.append(try Self.state(settings, chains, set))
        if let asked = settings.clientCertificates, let issuers,
          unsafe !Self.ask(asked, issuers, in: states[states.count - 1])
        {
          throw CertificateError.refused(asked.issuers, reason: OpenSSLError.takeReason())
        }
      }
    } catch {
      for index in unsafe states.indices { unsafe SSL_CTX_free(states[index]) }
      throw error
    }
    self.names = names
    self.chains = chains
    self.tickets = tickets
    asksClients = issuers != nil
    self.offersHTTP2 = offersHTTP2
    unsafe self.states = states
    let argument = unsafe Unmanaged.passUnretained(self).toOpaque()
    // Each session keeps this object alive, and begins with the first of the states, to which its tickets
    // belong.
    unsafe cordon_tls_set_name_callback(states[0], Self.nameAsked, argument)
    unsafe SSL_CTX_set_tlsext_ticket_key_evp_cb(states[0], Self.ticketAsked)
    unsafe SSL_CTX_set_timeout(states[0], Int(TicketKeyRing.periodSeconds))
  }

  deinit {
    for index in unsafe states.indices { unsafe SSL_CTX_free(states[index]) }
  }

  private static func state(
    _ settings: TLSSettings, _ chains: [CertificateChain], _ set: [Int]
  ) throws(CertificateError) -> OpaquePointer {
    let files = settings.certificates
    guard let state = unsafe SSL_CTX_new(TLS_server_method()) else {
      throw .refused(files[set[0]].certificate, reason: OpenSSLError.takeReason())
    }
    let profile = settings.profile
    unsafe SSL_CTX_set_options(state, UInt64(cordon_tls_options | cordon_tls_own_order))
    unsafe cordon_tls_set_mode(state, cordon_tls_mode)
    unsafe cordon_tls_disable_cache(state)
    unsafe SSL_CTX_set_alpn_select_cb(state, protocolsOffered, nil)
    unsafe cordon_tls_set_status_callback(state, statusAsked)
    let isSet =
      unsafe cordon_tls_set_versions(state, profile.versionMin, TLS1_3_VERSION) == 1
      && SSL_CTX_set_cipher_list(state, profile.ciphers) == 1
      && SSL_CTX_set_ciphersuites(state, profile.suites) == 1
      && cordon_tls_set_groups(state, profile.groups) == 1
    for index in set where isSet {
      guard unsafe chains[index].use(in: state) else {
        unsafe SSL_CTX_free(state)
        throw .refused(files[index].certificate, reason: OpenSSLError.takeReason())
      }
    }
    guard isSet else {
      unsafe SSL_CTX_free(state)
      throw .refused(files[set[0]].certificate, reason: OpenSSLError.takeReason())
    }
    return unsafe state
  }

  /// Has clients asked for certificates. False for want of memory.
  ///
  /// Each handshake is a full one, with the certificate shown anew: what an earlier session has shown may
  /// have expired since, or its issuer be trusted no more. The sessions' name keeps those of other listeners
  /// out, too.
  private static func ask(
    _ asked: ClientCertificates, _ issuers: TrustedIssuers, in state: OpaquePointer
  ) -> Bool {
    let isRequired = asked.mode == .required
    unsafe SSL_CTX_set_verify(
      state, SSL_VERIFY_PEER | (isRequired ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nil)
    unsafe SSL_CTX_set_verify_depth(state, ClientCertificates.depthMax)
    unsafe cordon_tls_set_certificates_max(state, ClientCertificates.bytesMax)
    unsafe SSL_CTX_set_options(state, UInt64(cordon_tls_no_tickets))
    let name = issuers.digest
    return unsafe SSL_CTX_set_num_tickets(state, 0) == 1
      && SSL_CTX_set_session_id_context(state, name, UInt32(name.count)) == 1
      && issuers.vouch(in: state, areNamed: true)
  }

  // MARK: What OpenSSL asks in a handshake

  /// Where OpenSSL's session has the server that it belongs to.
  private static let place = CRYPTO_get_ex_new_index(
    CRYPTO_EX_INDEX_SSL, 0, nil, nil, nil, nil)

  /// Lets OpenSSL's session find this, also where the name that was asked for has changed its state.
  func attach(to session: OpaquePointer) {
    unsafe SSL_set_ex_data(session, Self.place, Unmanaged.passUnretained(self).toOpaque())
  }

  /// A ticket is to be made, or one has come.
  private static let ticketAsked:
    @convention(c) (
      OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?, OpaquePointer?,
      OpaquePointer?, Int32
    ) -> Int32 = { session, name, vector, cipher, authentication, isSealing in
      guard let session = unsafe session, let name = unsafe name, let vector = unsafe vector,
        let cipher = unsafe cipher, let authentication = unsafe authentication,
        let argument = unsafe SSL_get_ex_data(session, place)
      else { return 0 }
      let server = unsafe Unmanaged<TLSServer>.fromOpaque(argument).takeUnretainedValue()
      // With TLS 1.3 a client uses a ticket once (RFC 8446, appendix C.4).
      let renews = unsafe SSL_version(session) == TLS1_3_VERSION
      return unsafe server.tickets.prepare(
        name, vector, cipher, authentication, isSealing: isSealing == 1, renews: renews)
    }

  /// The client asks what the issuer says of the certificate that was chosen.
  private static let statusAsked:
    @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = { session, _ in
      guard let session = unsafe session, let argument = unsafe SSL_get_ex_data(session, place),
        let leaf = unsafe SSL_get_certificate(session)
      else { return SSL_TLSEXT_ERR_NOACK }
      let server = unsafe Unmanaged<TLSServer>.fromOpaque(argument).takeUnretainedValue()
      guard let status = server.chains.first(where: { unsafe $0.leaf == leaf })?.status,
        status.isCurrent,
        unsafe cordon_tls_staple(session, status.bytes, status.bytes.count) == 1
      else { return SSL_TLSEXT_ERR_NOACK }
      return SSL_TLSEXT_ERR_OK
    }

  /// The client has named the host that it wants.
  private static let nameAsked:
    @convention(c) (OpaquePointer?, UnsafeMutablePointer<Int32>?, UnsafeMutableRawPointer?) -> Int32 =
      { session, _, argument in
        guard let session = unsafe session, let argument = unsafe argument,
          let name = unsafe SSL_get_servername(session, TLSEXT_NAMETYPE_host_name)
        else { return SSL_TLSEXT_ERR_NOACK }
        let server = unsafe Unmanaged<TLSServer>.fromOpaque(argument).takeUnretainedValue()
        let set = unsafe server.names.set(for: String(cString: name))
        if set > 0 { unsafe SSL_set_SSL_CTX(session, server.states[set]) }
        return SSL_TLSEXT_ERR_OK
      }

  /// The client has named the protocols that it speaks inside: HTTP/2 goes before HTTP/1.1 where the listener
  /// has both. One that speaks neither must not take this for what it speaks (RFC 7301, section 3.2).
  private static let protocolsOffered: SSL_CTX_alpn_select_cb_func = {
    session, chosen, chosenCount, offered, count, _ in
    guard let session = unsafe session, let chosen = unsafe chosen,
      let chosenCount = unsafe chosenCount, let offered = unsafe offered,
      let argument = unsafe SSL_get_ex_data(session, place)
    else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    let server = unsafe Unmanaged<TLSServer>.fromOpaque(argument).takeUnretainedValue()
    let list = unsafe UnsafeBufferPointer(start: offered, count: Int(count))
    var found: Range<Int>?
    if server.offersHTTP2 { found = unsafe ProtocolList.place(of: "h2", in: list.span) }
    if found == nil { found = unsafe ProtocolList.place(of: "http/1.1", in: list.span) }
    guard let name = found else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    unsafe chosen.pointee = unsafe offered + name.lowerBound
    unsafe chosenCount.pointee = UInt8(name.count)
    return SSL_TLSEXT_ERR_OK
  }
}
