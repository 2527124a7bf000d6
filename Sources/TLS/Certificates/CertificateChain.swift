internal import COpenSSL

/// A certificate with its key and the certificates that lead to its issuer: read, and found to fit together.
@safe
public final class CertificateChain: @unchecked Sendable {
  // Immutable once made, and OpenSSL counts references to its objects atomically.
  let leaf: OpaquePointer
  /// `EVP_PKEY`.
  let key: OpaquePointer
  /// What follows the leaf in the file.
  let issuers: [OpaquePointer]
  /// What its issuer says of it, where there is such.
  let status: CertificateStatus?
  /// The host names that it is for, in lower case, as `www.example.com` or `*.example.com`.
  public let names: [String]

  /// The largest file of certificates or keys that is read.
  public static let fileBytesMax = 1 << 20
  /// The most certificates of a chain.
  static let issuersMax = 16

  /// Reads a certificate, its chain and its key, and checks that they fit and are valid now.
  public init(_ files: CertificateFiles) throws(CertificateError) {
    let bytes = try FileBytes.read(files.certificate)
    let list = unsafe try CertificateList.read(
      bytes, files.certificate, countMax: 1 + Self.issuersMax)
    var key = unsafe OpaquePointer?.none
    var status: CertificateStatus?
    do throws(CertificateError) {
      unsafe try Self.check(list, files.certificate)
      unsafe key = try Self.key(of: files)
      guard unsafe X509_check_private_key(list[0], key) == 1 else {
        ERR_clear_error()
        throw .otherKey(key: files.key, certificate: files.certificate)
      }
      if let path = files.status {
        // What signs itself is its own issuer.
        unsafe status = try CertificateStatus(
          path, leaf: list[0], issuer: list[min(1, list.count - 1)],
          certificate: files.certificate)
      }
    } catch {
      for index in unsafe list.indices { unsafe X509_free(list[index]) }
      unsafe EVP_PKEY_free(key)
      throw error
    }
    self.status = status
    unsafe leaf = list[0]
    unsafe issuers = Array(list.dropFirst())
    unsafe self.key = key!
    names = unsafe Self.names(of: list[0])
  }

  deinit {
    unsafe X509_free(leaf)
    for index in unsafe issuers.indices { unsafe X509_free(issuers[index]) }
    unsafe EVP_PKEY_free(key)
  }

  /// What kind of key it has (`EVP_PKEY_RSA`, …): a server may have one certificate of each for a name.
  var keyKind: Int32 { unsafe EVP_PKEY_get_base_id(key) }

  /// Has sessions show it. False where OpenSSL does not take it.
  func use(in state: OpaquePointer) -> Bool {
    let issuers = unsafe issuers.map(Optional.some)
    let chain = unsafe cordon_tls_chain(issuers, Int32(issuers.count))
    defer { unsafe cordon_tls_chain_free(chain) }
    return unsafe cordon_tls_use(state, leaf, key, chain) == 1
  }

  // MARK: Reading

  private static func key(of files: CertificateFiles) throws(CertificateError) -> OpaquePointer {
    var bytes = try FileBytes.read(files.key)
    let key = unsafe bytes.withUnsafeMutableBytes { memory -> OpaquePointer? in
      defer { unsafe OPENSSL_cleanse(memory.baseAddress, memory.count) }
      guard let source = unsafe BIO_new_mem_buf(memory.baseAddress, Int32(memory.count)) else {
        return nil
      }
      defer { unsafe BIO_free(source) }
      return unsafe PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
    }
    let code = ERR_peek_last_error()
    ERR_clear_error()
    if let key = unsafe key { return unsafe key }
    let asksPassword = [PEM_R_BAD_PASSWORD_READ, PEM_R_PROBLEMS_GETTING_PASSWORD].contains(
      ERR_GET_REASON(code))
    throw asksPassword ? .encryptedKey(files.key) : .noKey(files.key)
  }

  // MARK: Checking

  private static func check(
    _ list: [OpaquePointer], _ file: String
  ) throws(CertificateError) {
    unsafe try CertificateList.checkDates(list, file)
    for index in unsafe list.indices.dropFirst() {
      guard unsafe X509_check_issued(list[index], list[index - 1]) == X509_V_OK else {
        throw .brokenChain(file, place: index + 1)
      }
    }
  }

  private static func names(of leaf: OpaquePointer) -> [String] {
    guard let all = unsafe cordon_tls_names(leaf) else { return [] }
    defer { unsafe GENERAL_NAMES_free(all) }
    var names: [String] = []
    for index in 0..<(unsafe cordon_tls_names_count(all)) {
      var count: Int32 = 0
      guard let bytes = unsafe cordon_tls_name_at(all, index, &count), count > 0 else { continue }
      let name = unsafe UnsafeBufferPointer(start: bytes, count: Int(count))
      names.append(unsafe String(decoding: name, as: UTF8.self).lowercased())
    }
    return names
  }
}
