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

  /// How a backend's upstreams speak TLS.
  func upstreamTLS(_ value: Value) -> UpstreamTLS? {
    let keys = ["verify", "name", "issuers", "certificate", "key", "profile"]
    guard let section = Section(value, keys: keys) else { return nil }
    var tls = UpstreamTLS()
    if let verifies = section["verify"]?.flag() { tls.verifies = verifies }
    if let profile = section["profile"]?.word(TLSProfile.self) { tls.profile = profile }
    if let name = section["name"] { tls.name = hostName(name) }
    if let issuers = section["issuers"] { tls.issuers = issuers.absolutePath() }
    let certificate = section["certificate"].map { $0.absolutePath() }
    let key = section["key"].map { $0.absolutePath() }
    if let file = certificate ?? nil {
      tls.certificate = CertificateFiles(certificate: file, key: (key ?? nil) ?? file)
    } else if certificate == nil, let key = section["key"] {
      key.refuse(expected: "a certificate beside it")
    }
    if !tls.verifies, let issuers = section["issuers"] {
      issuers.refuse(expected: "verify: true, as nobody is asked otherwise")
    }
    return tls
  }

  /// The name of a host, as certificates have it.
  private func hostName(_ value: Value) -> String? {
    let expected = "the name of a host, as in app.example.com"
    guard let text = value.text(expected: expected) else { return nil }
    guard text.utf8.count <= 253, !text.hasPrefix("."), text.utf8.allSatisfy(\.isNameByte) else {
      value.refuse(expected: expected)
      return nil
    }
    return text.lowercased()
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
