import TLS

extension ConfigurationReader {
  /// How a listener speaks TLS.
  func tls(_ value: Value) -> TLSSettings? {
    guard let section = Section(value, keys: ["certificates", "profile", "clientCertificates"])
    else { return nil }
    let list = section.required("certificates", "a list of certificates, at least one")
    let profile = section["profile"].map { $0.word(TLSProfile.self) }
    let clients = section["clientCertificates"].map(clientCertificates)
    let items = list?.list(of: "certificates") ?? []
    if items.count > TLSSettings.certificatesMax {
      list?.refuse(expected: "at most \(TLSSettings.certificatesMax) certificates")
    }
    let certificates = items.compactMap(certificate)
    guard !certificates.isEmpty, certificates.count == items.count else { return nil }
    return TLSSettings(
      certificates: certificates, profile: (profile ?? nil) ?? .intermediate,
      clientCertificates: clients ?? nil)
  }

  private func clientCertificates(_ value: Value) -> ClientCertificates? {
    guard let section = Section(value, keys: ["mode", "issuers"]) else { return nil }
    let mode = section.required("mode", "required or optional")?.word(ClientCertificates.Mode.self)
    let issuers = section.required("issuers", "the absolute path of a file in PEM")?.absolutePath()
    guard let mode, let issuers else { return nil }
    return ClientCertificates(mode: mode, issuers: issuers)
  }

  /// Where a certificate is; its key is in the same file where nothing else is said.
  private func certificate(_ value: Value) -> CertificateFiles? {
    guard let section = Section(value, keys: ["certificate", "key", "status"]) else { return nil }
    let certificate = section.required("certificate", "the absolute path of a file in PEM")?
      .absolutePath()
    let key = section["key"].map { $0.absolutePath() }
    let status = section["status"].map { $0.absolutePath() }
    guard let certificate else { return nil }
    if case .some(.none) = key { return nil }
    if case .some(.none) = status { return nil }
    return CertificateFiles(
      certificate: certificate, key: (key ?? nil) ?? certificate, status: status ?? nil)
  }
}
