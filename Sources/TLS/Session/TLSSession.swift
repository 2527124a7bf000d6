internal import COpenSSL

/// One side of a TLS connection: ciphertext in, plaintext out, and the other way round. It knows no socket.
///
/// Whoever has it gives it what was received (``open(_:into:answering:)``), sends what it answers, and gives it
/// what is to be sent (``seal(_:into:)``). It keeps at most the beginning of a record.
@safe
public struct TLSSession: ~Copyable {
  private let state: OpaquePointer
  private let wire: SessionWire
  /// What the session is made of, which OpenSSL's callbacks use.
  private let origin: AnyObject
  /// Whether the handshake is done.
  public private(set) var isEstablished = false
  /// Whether anything of the other side has been read.
  public private(set) var hasReceived = false
  /// Whether the other side is a client that is asked for a certificate.
  public let asksClient: Bool
  /// The certificate that a client has shown; `nil`: none, or the handshake is not done.
  public private(set) var clientCertificate: ClientCertificate?
  /// Which server it is with.
  private var serverNumber: Int?
  /// The number of the error that ended it.
  private var failureCode: UInt = 0

  /// The most plaintext of one record (RFC 8446, section 5.1).
  public static let recordBytesMax = 16_384
  /// Bytes of room that ``seal(_:into:)`` wants beside a record's plaintext: its header and tag, and a change of
  /// keys that may go before it.
  public static let recordRoom = 512

  /// The server's side; `nil` for want of memory.
  public init?(server: TLSServer, wire: SessionWire) {
    guard let state = unsafe Self.make(server.first, wire) else { return nil }
    unsafe SSL_set_accept_state(state)
    unsafe server.attach(to: state)
    unsafe self.init(state, wire, origin: server, asksClient: server.asksClients)
  }

  /// The client's side; `nil` for want of memory, or where the name or the address is none.
  ///
  /// - Parameters:
  ///   - name: the host that is asked for, and that the server's certificate must be for.
  ///   - address: what the certificate must be for where no name is asked for.
  ///   - number: which server it is, for sessions to go on from; `nil`: it goes on from none.
  public init?(
    client: TLSClient, name: String?, address: String? = nil, number: Int? = nil, wire: SessionWire
  ) {
    guard let state = unsafe Self.make(client.state, wire) else { return nil }
    unsafe SSL_set_connect_state(state)
    var isSet = true
    if let name {
      isSet = unsafe cordon_tls_set_name(state, name) == 1 && SSL_set1_host(state, name) == 1
    } else if let address {
      isSet = unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(state), address) == 1
    }
    guard isSet else {
      unsafe SSL_free(state)
      return nil
    }
    if let number { unsafe client.attach(to: state, server: number) }
    unsafe self.init(state, wire, origin: client, asksClient: false)
    serverNumber = number
  }

  private init(
    _ state: OpaquePointer, _ wire: SessionWire, origin: AnyObject, asksClient: Bool
  ) {
    unsafe self.state = state
    self.wire = wire
    self.origin = origin
    self.asksClient = asksClient
  }

  private static func make(_ shared: OpaquePointer, _ wire: SessionWire) -> OpaquePointer? {
    guard let state = unsafe SSL_new(shared) else { return nil }
    guard let bio = unsafe wire.makeBIO() else {
      unsafe SSL_free(state)
      return nil
    }
    // The session owns the BIO, once for both directions.
    unsafe SSL_set_bio(state, bio, bio)
    return unsafe state
  }

  deinit {
    // What has ended without `close_notify` may still be gone on from (RFC 5246, section 7.2.1): without this
    // OpenSSL never goes on from it.
    unsafe SSL_set_shutdown(state, SSL_SENT_SHUTDOWN)
    unsafe SSL_free(state)
  }

  // MARK: Receiving

  /// What a session needs to go on, or why it does not.
  public enum Outcome: Equatable, Sendable {
    /// All of the ciphertext is used: more is to come.
    case needsInput
    /// There may be more plaintext, and no room for it.
    case needsRoom
    /// There is more to answer than room for it.
    case needsAnswerRoom
    /// The other side sends no more, and has said so.
    case ended
    /// Nothing more can be received or sent but what is in the answer.
    case failed(SessionFailure)
  }

  /// What became of received ciphertext.
  public struct Opened: Sendable {
    /// Bytes of ciphertext used.
    public var consumed = 0
    /// Bytes of plaintext.
    public var produced = 0
    /// Bytes of ciphertext to be sent in answer: of the handshake, alerts, changes of keys.
    public var answered = 0
    /// What is needed next.
    public var outcome = Outcome.needsInput
  }

  /// Takes ciphertext that was received.
  ///
  /// - Parameters:
  ///   - sealed: the ciphertext, cut anywhere.
  ///   - plain: where plaintext goes, from the beginning.
  ///   - answer: where ciphertext goes that is to be sent.
  public mutating func open(
    _ sealed: UnsafeRawBufferPointer, into plain: UnsafeMutableRawBufferPointer,
    answering answer: UnsafeMutableRawBufferPointer
  ) -> Opened {
    var opened = Opened()
    var isEstablished = isEstablished
    var failureCode = failureCode
    let used = unsafe wire.lay(sealed, answer) {
      ERR_clear_error()
      opened.outcome = unsafe Self.receive(
        state, plain, &isEstablished, &opened.produced, &failureCode)
    }
    self.failureCode = failureCode
    if isEstablished, !self.isEstablished { established() }
    self.isEstablished = isEstablished
    (opened.consumed, opened.answered) = used
    if opened.consumed > 0 { hasReceived = true }
    return opened
  }

  private mutating func established() {
    if asksClient { clientCertificate = unsafe ClientCertificate(of: state) }
    if let serverNumber, let client = origin as? TLSClient {
      unsafe client.keepAgain(state, server: serverNumber)
    }
  }

  private static func receive(
    _ state: OpaquePointer, _ plain: UnsafeMutableRawBufferPointer, _ isEstablished: inout Bool,
    _ produced: inout Int, _ failureCode: inout UInt
  ) -> Outcome {
    if !isEstablished {
      let result = unsafe SSL_do_handshake(state)
      guard result == 1 else { return unsafe outcome(state, result, &failureCode) }
      isEstablished = true
    }
    while produced < plain.count {
      var count = 0
      let result = unsafe SSL_read_ex(
        state, plain.baseAddress! + produced, plain.count - produced, &count)
      guard result == 1 else { return unsafe outcome(state, result, &failureCode) }
      produced += count
    }
    return .needsRoom
  }

  private static func outcome(
    _ state: OpaquePointer, _ result: Int32, _ failureCode: inout UInt
  ) -> Outcome {
    switch unsafe SSL_get_error(state, result) {
    case SSL_ERROR_WANT_READ: return .needsInput
    case SSL_ERROR_WANT_WRITE: return .needsAnswerRoom
    case SSL_ERROR_ZERO_RETURN: return .ended
    default:
      let taken = SessionFailure.take()
      failureCode = taken.code
      return .failed(taken.failure)
    }
  }

  // MARK: Sending

  /// What became of plaintext that is to be sent.
  public struct Sealed: Sendable {
    /// Bytes of plaintext used.
    public var consumed = 0
    /// Bytes of ciphertext.
    public var written = 0
    /// Why the session cannot go on, if so.
    public var failure: SessionFailure?
  }

  /// Makes records of plaintext, as many as there is room for. Only after the handshake.
  ///
  /// - Parameters:
  ///   - plain: the plaintext.
  ///   - sealed: where the records go; without ``recordRoom`` more than the plaintext, less may be used.
  public mutating func seal(
    _ plain: UnsafeRawBufferPointer, into sealed: UnsafeMutableRawBufferPointer
  ) -> Sealed {
    precondition(isEstablished)
    var result = Sealed()
    var failureCode = failureCode
    let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    let used = unsafe wire.lay(nothing, sealed) {
      ERR_clear_error()
      while result.consumed < plain.count {
        let count = min(
          Self.recordBytesMax, plain.count - result.consumed, wire.room - Self.recordRoom)
        guard count > 0 else { return }
        var taken = 0
        let code = unsafe SSL_write_ex(
          state, plain.baseAddress! + result.consumed, count, &taken)
        guard code == 1 else {
          if case .failed(let failure) = unsafe Self.outcome(state, code, &failureCode) {
            result.failure = failure
          }
          return
        }
        result.consumed += taken
      }
    }
    self.failureCode = failureCode
    result.written = used.written
    return result
  }

  /// Says that no more will be sent (`close_notify`); how many bytes that takes. Nothing before the handshake.
  public mutating func finish(into sealed: UnsafeMutableRawBufferPointer) -> Int {
    guard isEstablished else { return 0 }
    let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    let used = unsafe wire.lay(nothing, sealed) {
      ERR_clear_error()
      _ = unsafe SSL_shutdown(state)
      ERR_clear_error()
    }
    return used.written
  }

  /// Whether there is plaintext of a record that has been opened already.
  public var hasPlaintext: Bool { unsafe SSL_pending(state) > 0 }

  /// Why it has failed, where it has.
  public var failureReason: FailureReason {
    unsafe FailureReason(code: failureCode, verification: SSL_get_verify_result(state))
  }

  // MARK: What was agreed on

  /// Whether it goes on from an earlier session.
  public var isResumed: Bool { unsafe SSL_session_reused(state) == 1 }

  /// Whether HTTP/2 is spoken inside (ALPN).
  public var speaksHTTP2: Bool {
    var name: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    unsafe SSL_get0_alpn_selected(state, &name, &count)
    guard count == 2, let name = unsafe name else { return false }
    return unsafe name[0] == UInt8(ascii: "h") && name[1] == UInt8(ascii: "2")
  }

  /// The version, as in `TLSv1.3`.
  public var version: Span<UInt8> {
    @_lifetime(immortal) get { unsafe ConstantText.span(SSL_get_version(state)) }
  }

  /// The cipher, as in `TLS_AES_128_GCM_SHA256`.
  public var cipher: Span<UInt8> {
    @_lifetime(immortal) get {
      guard let cipher = unsafe SSL_get_current_cipher(state) else { return Span() }
      return unsafe ConstantText.span(SSL_CIPHER_standard_name(cipher))
    }
  }

  /// The host name that the client asked for; empty where it named none. To be used at once: it goes with the
  /// session.
  public var serverName: Span<UInt8> {
    @_lifetime(immortal) get {
      unsafe ConstantText.span(SSL_get_servername(state, TLSEXT_NAMETYPE_host_name))
    }
  }
}
