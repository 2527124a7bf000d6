internal import COpenSSL

/// The certificates that vouch for the other side's, from a file in PEM.
///
/// Each of them is trusted by itself, whether it has signed itself or not.
@safe
public final class TrustedIssuers: @unchecked Sendable {
  // Immutable once made, and OpenSSL counts references to its objects atomically.
  private let list: [OpaquePointer]
  /// SHA-256 of the file: others where one is added or taken away.
  let digest: [UInt8]

  /// The most certificates of a file: clients are told the name of each in each handshake.
  public static let countMax = 128

  /// Reads a file of at most ``countMax`` certificates that are valid now.
  public init(_ file: String) throws(CertificateError) {
    let bytes = try FileBytes.read(file)
    let list = unsafe try CertificateList.read(bytes, file, countMax: Self.countMax)
    do throws(CertificateError) {
      unsafe try CertificateList.checkDates(list, file)
    } catch {
      unsafe CertificateList.free(list)
      throw error
    }
    unsafe self.list = list
    digest = SHA256.digest(bytes)
  }

  deinit { unsafe CertificateList.free(list) }

  /// Has sessions trust them, and where they are clients', tell those whom they trust. False for want of
  /// memory.
  func vouch(in state: OpaquePointer, areNamed: Bool) -> Bool {
    guard let store = unsafe SSL_CTX_get_cert_store(state) else { return false }
    for index in unsafe list.indices {
      guard unsafe X509_STORE_add_cert(store, list[index]) == 1,
        unsafe !areNamed || SSL_CTX_add_client_CA(state, list[index]) == 1
      else { return false }
    }
    return unsafe X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN)) == 1
  }
}
