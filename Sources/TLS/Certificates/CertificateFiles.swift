/// Where a certificate and its key are.
public struct CertificateFiles: Hashable, Sendable {
  /// A file in PEM: the certificate itself first, then those that lead to its issuer, in order.
  public var certificate: String
  /// A file in PEM with its private key, not encrypted. May be the same file.
  public var key: String

  /// Names both.
  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}
