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

  /// Makes a certificate that another has issued.
  func issueCertificate(_ file: String, by issuer: String) throws {
    let (own, other) = (path(file), path(issuer))
    let command = """
      set -e
      openssl req -new -nodes -subj /O=Example/CN=\(file) -newkey ec \
        -pkeyopt ec_paramgen_curve:P-256 -keyout \(own).key -out \(own).csr
      echo basicConstraints=CA:FALSE > \(own).ext
      openssl x509 -req -in \(own).csr -CA \(other).pem -CAkey \(other).key -set_serial 0x0ABC \
        -days 30 -extfile \(own).ext -out \(own).pem
      """
    let result = try output("/bin/sh", ["-c", command])
    guard result.ending == 0 else { throw Expired(description: "openssl: \(result.error)") }
  }

  /// Makes what the issuer of a self-signed certificate says of it; the line of a listener's certificate.
  func makeStatus(_ file: String) throws -> String {
    let (pem, key) = (path("\(file).pem"), path("\(file).key"))
    let command = """
      set -e
      serial=$(openssl x509 -in \(pem) -noout -serial | cut -d= -f2)
      printf 'V\\t300101000000Z\\t\\t%s\\tunknown\\t/CN=x\\n' $serial > \(path("index.txt"))
      openssl ocsp -index \(path("index.txt")) -CA \(pem) -rsigner \(pem) -rkey \(key) \
        -issuer \(pem) -cert \(pem) -ndays 1 -respout \(path("\(file).ocsp"))
      """
    let result = try output("/bin/sh", ["-c", command])
    guard result.ending == 0 else { throw Expired(description: "openssl: \(result.error)") }
    return "  - { certificate: \(pem), key: \(key), status: \(path("\(file).ocsp")) }"
  }

  /// What a backend of a test speaks TLS with.
  func tlsServer(
    _ file: String = "ec", profile: TLSProfile = .intermediate, clients: ClientCertificates? = nil
  ) throws -> TLSServer {
    let files = CertificateFiles(
      certificate: path("\(file).pem"), key: path("\(file).key"))
    return try TLSServer(
      TLSSettings(certificates: [files], profile: profile, clientCertificates: clients))
  }

  /// Starts a backend in this process that speaks TLS and ends with the test.
  func startSecureBackend(
    _ server: TLSServer, script: @escaping Backend.Script = Backend.answering()
  ) throws -> Backend {
    try startBackend { wire, number, backend in
      try wire.secure(server)
      try script(wire, number, backend)
    }
  }

  /// A client that trusts the certificates of that name alone.
  func tlsClient(
    _ file: String = "ec", isOld: Bool = false, shows own: String? = nil
  ) throws -> TLSClient {
    let files = own.map {
      CertificateFiles(certificate: path("\($0).pem"), key: path("\($0).key"))
    }
    return isOld
      ? try TLSClient(oldest: path("\(file).pem"), certificate: files)
      : try TLSClient(issuers: path("\(file).pem"), certificate: files)
  }
}
