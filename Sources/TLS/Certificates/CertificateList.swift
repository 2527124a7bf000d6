internal import COpenSSL
import Glibc

/// Certificates in a file in PEM. Who reads a list owns its members.
enum CertificateList {
  /// Reads them; none, or more than so many, are none.
  static func read(
    _ bytes: [UInt8], _ file: String, countMax: Int
  ) throws(CertificateError) -> [OpaquePointer] {
    ERR_clear_error()
    var list = unsafe [OpaquePointer]()
    unsafe bytes.withUnsafeBytes { memory in
      guard let source = unsafe BIO_new_mem_buf(memory.baseAddress, Int32(memory.count)) else {
        return
      }
      defer { unsafe BIO_free(source) }
      // In place of OpenSSL's own question for a password, which would be at the terminal.
      while unsafe list.count <= countMax,
        let next = unsafe PEM_read_bio_X509(source, nil, { _, _, _, _ in -1 }, nil)
      {
        unsafe list.append(next)
      }
    }
    // Reading on ends with "no start line" where nothing more follows.
    let code = ERR_peek_last_error()
    let isEnd = code == 0 || ERR_GET_REASON(code) == PEM_R_NO_START_LINE
    ERR_clear_error()
    guard unsafe !list.isEmpty, unsafe list.count <= countMax, isEnd else {
      unsafe free(list)
      throw .noCertificate(file)
    }
    return unsafe list
  }

  /// Gives the members back.
  static func free(_ list: [OpaquePointer]) {
    for index in unsafe list.indices { unsafe X509_free(list[index]) }
  }

  /// Throws the first that is not valid now.
  static func checkDates(_ list: [OpaquePointer], _ file: String) throws(CertificateError) {
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
}
