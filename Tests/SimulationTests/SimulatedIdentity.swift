import Glibc
import TLS

/// Who the two sides are to each other in the simulation and to the fuzzer: a certificate for a hundred
/// years, which is of no use elsewhere.
enum SimulatedIdentity {
  static let client = makeClient()

  /// One that trusts everybody, and has no sessions to go on from.
  static func makeClient() -> TLSClient {
    do {
      return try TLSClient(verifies: false)
    } catch {
      fatalError("\(error)")
    }
  }

  static let server: TLSServer = {
    var path = Array("/tmp/cordon-identity-XXXXXX".utf8CString)
    let file = unsafe mkstemp(&path)
    let text = Array((certificate + key).utf8)
    guard file >= 0, unsafe write(file, text, text.count) == text.count else {
      fatalError("no file to be had")
    }
    close(file)
    defer { unsafe unlink(path) }
    let name = String(
      decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    do {
      let files = CertificateFiles(certificate: name, key: name)
      return try TLSServer(TLSSettings(certificates: [files]))
    } catch {
      fatalError("\(error)")
    }
  }()

  private static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBlTCCATugAwIBAgIUKJ/7O8gUuKGFzFFAZOVGTrLkdPAwCgYIKoZIzj0EAwIw
    FDESMBAGA1UEAwwJc2ltdWxhdGVkMCAXDTI2MTEyODA0MDQxN1oYDzIxMjYxMTA0
    MDQwNDE3WjAUMRIwEAYDVQQDDAlzaW11bGF0ZWQwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAASyeK672oGsBr2QdQNgyAdDzlXq8iWReUW0SoeukKIOZU0T/ZUPeWf/
    liKwCciiMxu78QWFWSpzoC8qT9f9PcSoo2kwZzAdBgNVHQ4EFgQUcx+euTdeEmXd
    lMbehiRQpmWaLBEwHwYDVR0jBBgwFoAUcx+euTdeEmXdlMbehiRQpmWaLBEwDwYD
    VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglzaW11bGF0ZWQwCgYIKoZIzj0EAwID
    SAAwRQIgZVVC8UV+yZlJAer2FHO+U+ZGWDiWaHtYh/FIN49DYqACIQDygQSd6uGi
    byIh4bkPr2fX+pVRWsT5eEwaa1F4aFr/UA==
    -----END CERTIFICATE-----

    """

  private static let key = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzbDz4QWN1EwCn4I3
    jFvzNP3bA3EO/FW+3+oWWoT8IOOhRANCAASyeK672oGsBr2QdQNgyAdDzlXq8iWR
    eUW0SoeukKIOZU0T/ZUPeWf/liKwCciiMxu78QWFWSpzoC8qT9f9PcSo
    -----END PRIVATE KEY-----

    """
}
