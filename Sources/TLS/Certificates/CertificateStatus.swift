internal import COpenSSL
import Glibc
import Primitives

/// What a certificate's issuer says of it: an OCSP response, as clients that ask for it get it with the
/// certificate.
struct CertificateStatus {
  /// In DER.
  let bytes: [UInt8]
  /// The end of its validity in seconds of the wall clock since 1970; after it, it is not given any more.
  private let endSeconds: UInt64

  /// Reads a response, and checks that it says that the certificate is good, now.
  ///
  /// Its signature is not checked: that is for clients, who know whom to trust.
  init(
    _ path: String, leaf: OpaquePointer, issuer: OpaquePointer, certificate: String
  ) throws(CertificateError) {
    bytes = try FileBytes.read(path)
    defer { ERR_clear_error() }
    guard let basic = unsafe Self.response(bytes) else { throw .noStatus(path) }
    defer { unsafe OCSP_BASICRESP_free(basic) }
    guard let name = unsafe OCSP_cert_to_id(nil, leaf, issuer) else { throw .noStatus(path) }
    defer { unsafe OCSP_CERTID_free(name) }
    var state: Int32 = -1
    var reason: Int32 = 0
    var start = unsafe UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?.none
    var end = unsafe UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?.none
    guard
      unsafe OCSP_resp_find_status(basic, name, &state, &reason, nil, &start, &end) == 1
    else { throw .otherStatus(path, certificate: certificate) }
    guard state == V_OCSP_CERTSTATUS_GOOD else {
      throw .unfitStatus(path, reason: "does not say that the certificate is good")
    }
    // The clocks of two hosts may differ by minutes.
    guard unsafe OCSP_check_validity(start, end, 300, -1) == 1 else {
      throw .unfitStatus(path, reason: "is not valid now")
    }
    endSeconds = unsafe Self.seconds(end)
  }

  /// Whether it is still valid.
  var isCurrent: Bool { Clock.wallNanoseconds() / Clock.nanosecondsPerSecond < endSeconds }

  private static func response(_ bytes: [UInt8]) -> OpaquePointer? {
    unsafe bytes.withUnsafeBufferPointer { memory in
      var place = memory.baseAddress
      guard let response = unsafe d2i_OCSP_RESPONSE(nil, &place, memory.count) else { return nil }
      defer { unsafe OCSP_RESPONSE_free(response) }
      guard unsafe OCSP_response_status(response) == OCSP_RESPONSE_STATUS_SUCCESSFUL else {
        return nil
      }
      return unsafe OCSP_response_get1_basic(response)
    }
  }

  /// A time as seconds since 1970; a response that names no end has none.
  private static func seconds(_ time: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?) -> UInt64 {
    var parts = unsafe tm()
    guard let time = unsafe time, unsafe ASN1_TIME_to_tm(time, &parts) == 1 else { return .max }
    return unsafe UInt64(max(0, timegm(&parts)))
  }
}
