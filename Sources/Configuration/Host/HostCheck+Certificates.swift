import TLS

extension HostCheck {
  mutating func judgeCertificates(_ host: Host) {
    for (listener, errors) in host.certificates.enumerated() {
      for (index, error) in errors.enumerated() {
        guard let error else { continue }
        let key = "listeners[\(listener)].tls.certificates[\(index)]"
        report(.error, at: key, "\(key): \(error)", remedy: Self.remedy(error))
      }
    }
    for (key, error) in host.issuers.sorted(by: { $0.key < $1.key }) {
      report(
        .error, at: key, "\(key): \(error)",
        remedy: "name files in PEM that Cordon's user may read, of certificates that are valid now")
    }
  }

  private static func remedy(_ error: CertificateError) -> String {
    switch error {
    case .unreadable, .tooLarge: "name a file in PEM that Cordon's user may read"
    case .noCertificate, .brokenChain:
      "put the certificate first, then the one that has issued it, and so on"
    case .noKey, .otherKey: "name the private key of that certificate"
    case .encryptedKey: "decrypt it (openssl pkey), and let Cordon's user alone read it"
    case .expired, .notYetValid: "renew it, or see to this host's clock"
    case .noStatus, .otherStatus, .unfitStatus:
      "fetch its issuer's answer anew (openssl ocsp -respout), or leave the key status out"
    case .refused: "have a certificate issued that today's clients take"
    }
  }
}
