/// How a listener speaks TLS.
public struct TLSSettings: Sendable, Equatable {
  /// At least one. The first is for clients that ask for no name or for one that none is for.
  public var certificates: [CertificateFiles]
  /// Which versions and ciphers are offered.
  public var profile: TLSProfile
  /// Which certificates clients show; `nil` where they are not asked for any.
  public var clientCertificates: ClientCertificates?

  /// The most certificates of a listener: each takes memory, and time at a start.
  public static let certificatesMax = 1024

  /// See the properties.
  public init(
    certificates: [CertificateFiles], profile: TLSProfile = .intermediate,
    clientCertificates: ClientCertificates? = nil
  ) {
    self.certificates = certificates
    self.profile = profile
    self.clientCertificates = clientCertificates
  }
}
