internal import COpenSSL
import Glibc

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
    let list = unsafe try Self.certificates(bytes, files.certificate)
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

  // MARK: Reading

  private static func certificates(
    _ bytes: [UInt8], _ file: String
  ) throws(CertificateError) -> [OpaquePointer] {
    ERR_clear_error()
    var list = unsafe [OpaquePointer]()
    unsafe bytes.withUnsafeBytes { memory in
      guard let source = unsafe BIO_new_mem_buf(memory.baseAddress, Int32(memory.count)) else {
        return
      }
      defer { unsafe BIO_free(source) }
      // In place of OpenSSL's own question for a password, which would be at the terminal.
      while unsafe list.count <= issuersMax,
        let next = unsafe PEM_read_bio_X509(source, nil, { _, _, _, _ in -1 }, nil)
      {
        unsafe list.append(next)
      }
    }
    // Reading on ends with "no start line" where nothing more follows.
    let code = ERR_peek_last_error()
    let isEnd = code == 0 || ERR_GET_REASON(code) == PEM_R_NO_START_LINE
    ERR_clear_error()
    guard unsafe !list.isEmpty, unsafe list.count <= issuersMax, isEnd else {
      for index in unsafe list.indices { unsafe X509_free(list[index]) }
      throw .noCertificate(file)
    }
    return unsafe list
  }

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
    for index in unsafe list.indices {
      let certificate = unsafe list[index]
      if let end = unsafe X509_get0_notAfter(certificate), unsafe X509_cmp_current_time(end) < 0 {
        throw unsafe .expired(file, place: index + 1, day: day(end))
      }
      if let start = unsafe X509_get0_notBefore(certificate),
        unsafe X509_cmp_current_time(start) > 0
      {
        throw unsafe .notYetValid(file, place: index + 1, day: day(start))
      }
      guard index > 0 else { continue }
      guard unsafe X509_check_issued(certificate, list[index - 1]) == X509_V_OK else {
        throw .brokenChain(file, place: index + 1)
      }
    }
  }

  /// A day as `2026-11-28`.
  private static func day(_ time: UnsafePointer<ASN1_TIME>) -> String {
    var parts = unsafe tm()
    guard unsafe ASN1_TIME_to_tm(time, &parts) == 1 else { return "?" }
    let (month, day) = unsafe (Int(parts.tm_mon) + 1, Int(parts.tm_mday))
    return unsafe "\(parts.tm_year + 1900)-\(month < 10 ? "0" : "")\(month)"
      + "-\(day < 10 ? "0" : "")\(day)"
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
