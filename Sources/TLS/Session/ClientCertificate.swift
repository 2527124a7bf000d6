internal import COpenSSL
import Primitives

/// A certificate that a client has shown and that is trusted, in the forms in which upstreams are told of it.
///
/// All are of printable characters of ASCII.
public struct ClientCertificate: Sendable, Equatable {
  /// Its DER in base64.
  public let encoded: [UInt8]
  /// The same of each certificate between it and the one that is trusted, in that order.
  public let issuersEncoded: [[UInt8]]
  /// Whose it is (RFC 4514), as in `CN=shop,O=Example`.
  public let subject: [UInt8]
  /// Its serial number in upper-case hexadecimal digits.
  public let serial: [UInt8]
  /// The SHA-256 of its DER in lower-case hexadecimal digits.
  public let fingerprint: [UInt8]

  /// What the client of an established session has shown; `nil`: nothing.
  init?(of session: OpaquePointer) {
    let count = unsafe cordon_tls_verified_count(session)
    guard count > 0, let leaf = unsafe cordon_tls_verified_at(session, 0),
      unsafe SSL_get_verify_result(session) == X509_V_OK
    else { return nil }
    let der = unsafe Self.der(leaf)
    encoded = Self.base64(der)
    issuersEncoded = (1..<max(1, count - 1)).compactMap { index in
      unsafe cordon_tls_verified_at(session, index).map { unsafe Self.base64(Self.der($0)) }
    }
    subject = unsafe Self.text { memory in
      unsafe X509_NAME_print_ex(memory, X509_get_subject_name(leaf), 0, cordon_tls_name_form)
    }
    serial = unsafe Self.text { memory in
      unsafe i2a_ASN1_INTEGER(memory, X509_get0_serialNumber(leaf))
    }
    fingerprint = Array(Hexadecimal.text(SHA256.digest(der)).utf8)
  }

  private static func der(_ certificate: OpaquePointer) -> [UInt8] {
    let count = unsafe i2d_X509(certificate, nil)
    guard count > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: Int(count))
    unsafe bytes.withUnsafeMutableBufferPointer { memory in
      var place = memory.baseAddress
      _ = unsafe i2d_X509(certificate, &place)
    }
    return bytes
  }

  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    // With the end of a C string.
    var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let count = unsafe EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
    return Array(text[..<Int(count)])
  }

  /// What OpenSSL writes. Its form escapes what is not printable; what it left would be a question mark.
  private static func text(_ write: (OpaquePointer) -> Int32) -> [UInt8] {
    guard let memory = unsafe BIO_new(BIO_s_mem()) else { return [] }
    defer { unsafe BIO_free(memory) }
    guard unsafe write(memory) >= 0 else { return [] }
    var bytes = unsafe UnsafeMutablePointer<CChar>?.none
    let count = unsafe cordon_tls_memory(memory, &bytes)
    guard let bytes = unsafe bytes, count > 0 else { return [] }
    return unsafe UnsafeBufferPointer(start: bytes, count: count).map { character in
      let byte = UInt8(bitPattern: character)
      return byte >= 0x20 && byte < 0x7F ? byte : UInt8(ascii: "?")
    }
  }
}
