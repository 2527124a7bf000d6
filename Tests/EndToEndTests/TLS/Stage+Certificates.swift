import TLS

extension Stage {
  /// Makes a certificate for `a.test` with a key of each kind, and one for `*.b.test`; a listener's lines.
  func makeCertificates() throws -> [String] {
    try makeCertificate("ec", name: "a.test")
    try makeCertificate("rsa", name: "a.test", key: ["rsa:2048"])
    try makeCertificate("wild", name: "*.b.test")
    return ["certificates:"] + ["ec", "rsa", "wild"].map(certificateLine)
  }

  /// The line of a listener's certificate.
  func certificateLine(_ file: String) -> String {
    "  - { certificate: \(path("\(file).pem")), key: \(path("\(file).key")) }"
  }

  /// Makes a certificate that is signed with its own key.
  func makeCertificate(
    _ file: String, name: String, key: [String] = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
  ) throws {
    let result = try output(
      "/usr/bin/openssl",
      ["req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=\(file)", "-newkey"] + key
        + ["-addext", "subjectAltName=DNS:\(name)"]
        + ["-keyout", path("\(file).key"), "-out", path("\(file).pem")])
    guard result.ending == 0 else { throw Expired(description: "openssl: \(result.error)") }
  }

  /// A client that trusts the certificates of that name alone.
  func tlsClient(_ file: String = "ec", isOld: Bool = false) throws -> TLSClient {
    isOld
      ? try TLSClient(oldest: path("\(file).pem")) : try TLSClient(issuers: path("\(file).pem"))
  }
}
