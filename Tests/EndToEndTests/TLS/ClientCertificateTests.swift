import Glibc
import TLS
import Testing

@Suite struct ClientCertificateTests {
  /// Starts a proxy that asks for certificates that `root` vouches for; `shop` has one.
  static func start(
    _ stage: Stage, _ mode: ClientCertificates.Mode, _ settings: ProxySettings
  ) throws -> Proxy {
    var settings = settings
    settings.tls = try lines(stage, mode)
    return try stage.startProxy(settings)
  }

  static func lines(_ stage: Stage, _ mode: ClientCertificates.Mode) throws -> [String] {
    try stage.makeCertificate("root", name: "root.test")
    try stage.issueCertificate("shop", by: "root")
    return try stage.makeCertificates() + [
      "clientCertificates: { mode: \(mode), issuers: \(stage.path("root.pem")) }"
    ]
  }

  static let claims =
    "Client-Cert: :Y2xhaW0=:\r\nX-SSL-Client-Verify: SUCCESS\r\nX-SSL-Client-Subject: CN=claim\r\n"

  @Test(arguments: [false, true])
  func backendsAreToldWhoseCertificateAClientHas(isOld: Bool) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var proxy = try Self.start(stage, .required, ProxySettings(backend.address))
      proxy.client = try stage.tlsClient(isOld: isOld, shows: "shop")
      let wire = try proxy.connect()
      // On each request of a connection, whatever the client says of itself.
      for _ in 0..<2 {
        try wire.upload([1, 2], fields: Self.claims)
        #expect(try wire.readAnswer().status == 200)
      }
      #expect(backend.received.count == 2)
      for request in backend.received {
        #expect(request.head["x-ssl-client-verify"] == "SUCCESS")
        #expect(request.head["x-ssl-client-subject"] == "CN=shop,O=Example")
        #expect(request.head["x-ssl-client-serial"] == "0ABC")
        #expect(request.head["x-ssl-client-fingerprint"]?.count == 64)
        let encoded = try #require(request.head["client-cert"])
        let file = Files.text(stage.path("shop.pem")).split(separator: "\n").dropFirst().dropLast()
        #expect(encoded == ":" + file.joined() + ":")
        #expect(request.head["client-cert-chain"] == nil)
      }
      let line = try proxy.deliveryLines(atLeast: 2)[0]
      #expect(jsonMember("clientSubject", of: line) == "CN=shop,O=Example")
      #expect(try proxy.metrics()["cordon_tls_client_certificates_total"] == 1)
    }
  }

  @Test func whoHasNoneIsServedWhereItIsOptional() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var proxy = try Self.start(stage, .optional, ProxySettings(backend.address))
      proxy.client = try stage.tlsClient()
      #expect(try proxy.upload([1], fields: Self.claims).status == 200)
      let head = try #require(backend.received.first).head
      #expect(head["x-ssl-client-verify"] == "NONE")
      #expect(head["x-ssl-client-subject"] == nil)
      #expect(head["client-cert"] == nil)
      proxy.client = try stage.tlsClient(shows: "shop")
      #expect(try proxy.upload([1]).status == 200)
      #expect(backend.received.last?.head["x-ssl-client-verify"] == "SUCCESS")
      // One that is shown must be trusted.
      proxy.client = try stage.tlsClient(shows: "wild")
      #expect((try? proxy.upload([1])) == nil)
      #expect(backend.received.count == 2)
    }
  }

  @Test(arguments: [false, true])
  func whoHasNoneThatIsTrustedIsRefusedWhereItIsRequired(isOld: Bool) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var proxy = try Self.start(stage, .required, ProxySettings(backend.address))
      for shown in [nil, "wild"] {
        proxy.client = try stage.tlsClient(isOld: isOld, shows: shown)
        #expect((try? proxy.upload([1])) == nil, "\(shown ?? "none")")
      }
      #expect(try HandshakeTests.failures(proxy, "untrusted") == 2)
      #expect(backend.connections == 0)
    }
  }

  /// A session of a listener that asks for no certificate is none of one that does.
  @Test func sessionsOfOtherListenersDoNotCount() async throws {
    try await onStage { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.tls = try stage.makeCertificates()
      let strict = Ports.address()
      settings.otherTLS = (strict, try Self.lines(stage, .required))
      let proxy = try stage.startProxy(settings)
      let request = "GET /s HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n"
      let own = "-cert \(stage.path("shop.pem")) -key \(stage.path("shop.key"))"
      func client(_ address: String, _ options: String) throws -> String {
        let command =
          "(sleep 0.2; printf '\(request)'; sleep 0.4) | timeout 20 openssl s_client -connect "
          + "\(address) -servername a.test -CAfile \(stage.path("ec.pem")) \(options) 2>&1"
        return try stage.output("/bin/sh", ["-c", command]).out
      }
      for (number, version) in ["-tls1_2", "-tls1_3"].enumerated() {
        let session = stage.path("session\(number)")
        let first = try client("\(proxy.address)", "\(version) -sess_out \(session)")
        #expect(first.contains("HTTP/1.1 200"))
        let refused = try client("\(strict)", "\(version) -sess_in \(session)")
        #expect(!refused.contains("HTTP/1.1 200"), "\(version)")
        let full = try client("\(strict)", "\(version) -sess_in \(session) \(own)")
        #expect(full.contains("HTTP/1.1 200") && !full.contains("Reused, "), "\(version)")
        // Nor does one of its own go on: each handshake shows the certificate.
        _ = try client("\(strict)", "\(version) \(own) -sess_out \(session)")
        let again = try client("\(strict)", "\(version) \(own) -sess_in \(session)")
        #expect(again.contains("HTTP/1.1 200") && !again.contains("Reused, "), "\(version)")
      }
    }
  }

  /// A head that leaves no room for what is said of the certificate is too large.
  @Test func aHeadWithoutRoomForTheCertificateIsRefused() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var proxy = try Self.start(
        stage, .required, ProxySettings(backend.address, limits: ["headBytesMax": "16KiB"]))
      proxy.client = try stage.tlsClient(shows: "shop")
      let long = String(repeating: "a", count: 15_900)
      let wire = try proxy.connect()
      for length in [15_900, 100] {
        try wire.upload([1], fields: "X: \(long.prefix(length))\r\n")
        let status = try wire.readAnswer().status
        #expect(status == 200 || status == 431)
        if status == 431 { break }
      }
      #expect(try proxy.upload([1]).status == 200)
    }
  }

  @Test func issuersAreCheckedBeforeAnythingStarts() async throws {
    try await onStage { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.tls =
        try stage.makeCertificates() + [
          "clientCertificates: { mode: required, issuers: \(stage.path("ec.key")) }"
        ]
      try Files.write(stage.path("cordon.yaml"), settings.text(stage))
      for command in ["check", "run"] {
        let result = try stage.run([command, "--config", stage.path("cordon.yaml")])
        #expect(result.ending == 1)
        #expect(
          result.error.contains(
            "listeners[0].tls.clientCertificates.issuers: \(stage.path("ec.key")): no certificate"),
          "\(result.error)")
      }
    }
  }
}
