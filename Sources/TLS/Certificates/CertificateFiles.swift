/// Where a certificate and its key are.
public struct CertificateFiles: Hashable, Sendable {
  /// A file in PEM: the certificate itself first, then those that lead to its issuer, in order.
  public var certificate: String
  /// A file in PEM with its private key, not encrypted. May be the same file.
  public var key: String
  /// A file in DER with what its issuer says of it (an OCSP response), for clients that ask; `nil` where
  /// there is none.
  public var status: String?

  /// Names them.
  public init(certificate: String, key: String, status: String? = nil) {
    self.certificate = certificate
    self.key = key
    self.status = status
  }
}
