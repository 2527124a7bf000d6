/// How a backend's upstreams speak TLS.
public struct UpstreamTLS: Sendable, Equatable {
  /// Whether an upstream must show a certificate that is trusted and for its name.
  public var verifies: Bool
  /// The host that is asked for, and that the certificate must be for; `nil`: no name is asked for, and the
  /// certificate must be for the upstream's address.
  public var name: String?
  /// A file in PEM: the certificates that vouch for upstreams'; `nil`: those that the host trusts.
  public var issuers: String?
  /// What is shown to an upstream that asks for a certificate.
  public var certificate: CertificateFiles?
  /// Which versions and ciphers are offered.
  public var profile: TLSProfile

  /// See the properties.
  public init(
    verifies: Bool = true, name: String? = nil, issuers: String? = nil,
    certificate: CertificateFiles? = nil, profile: TLSProfile = .intermediate
  ) {
    self.verifies = verifies
    self.name = name
    self.issuers = issuers
    self.certificate = certificate
    self.profile = profile
  }
}
