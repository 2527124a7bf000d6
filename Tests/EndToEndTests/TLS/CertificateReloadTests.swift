import Glibc
import TLS
import Testing

@Suite struct CertificateReloadTests {
  @Test func certificatesAreReloadedWithoutALostConnection() async throws {
    try await onStage { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.tls = try stage.makeCertificates()
      var proxy = try stage.startProxy(settings)
      proxy.client = try stage.tlsClient()
      let old = try proxy.connect()
      try old.upload([1])
      #expect(try old.readAnswer().status == 200)
      try stage.makeCertificate("next", name: "a.test")
      settings.tls = ["certificates:", stage.certificateLine("next")]
      try proxy.reload(settings)
      try eventually("adopted") { try proxy.metrics()[ReloadTests.adopted] == 1 }
      proxy.client = try stage.tlsClient("next")
      try eventually("the new one is shown") { (try? proxy.upload([1]).status) == 200 }
      try old.upload([1, 2])
      #expect(try old.readAnswer().member("bytes") == "2")
      // One that cannot be used changes nothing.
      Files.remove(stage.path("next.key"))
      proxy.process.send(SIGHUP)
      try eventually("refused") { try proxy.metrics()[ReloadTests.refused] == 1 }
      #expect(proxy.process.errorText.contains("next.key"))
      #expect(try proxy.upload([1]).status == 200)
    }
  }

  /// The keys of tickets are neither a configuration's nor a worker's.
  @Test func sessionsGoOnAfterAReload() async throws {
    try await onStage { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.tls = try stage.makeCertificates()
      settings.workers = 2
      let proxy = try stage.startProxy(settings)
      let request = "GET /s HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n"
      func client(_ options: String) throws -> String {
        let command =
          "(sleep 0.1; printf '\(request)'; sleep 0.3) | timeout 20 openssl s_client -connect "
          + "\(proxy.address) -servername x.b.test -CAfile \(stage.path("wild.pem")) \(options) 2>&1"
        return try stage.output("/bin/sh", ["-c", command]).out
      }
      for (number, version) in ["-tls1_2", "-tls1_3"].enumerated() {
        let session = stage.path("session\(number)")
        #expect(try client("\(version) -sess_out \(session)").contains("New, "))
        try proxy.reload(settings)
        try eventually("adopted") { try proxy.metrics()[ReloadTests.adopted] == number + 1 }
        for _ in 0..<3 {
          #expect(try client("\(version) -sess_in \(session)").contains("Reused, "), "\(version)")
        }
      }
    }
  }

  @Test func aCertificateThatCannotBeUsedIsRefusedBeforeAnythingStarts() async throws {
    try await onStage { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      _ = try stage.makeCertificates()
      settings.tls = [
        "certificates:",
        "  - { certificate: \(stage.path("ec.pem")), key: \(stage.path("rsa.key")) }",
      ]
      try Files.write(stage.path("cordon.yaml"), settings.text(stage))
      for command in ["check", "run"] {
        let result = try stage.run([command, "--config", stage.path("cordon.yaml")])
        #expect(result.ending == 1)
        #expect(result.error.contains("listeners[0].tls.certificates[0]: "), "\(result.error)")
        #expect(result.error.contains("rsa.key: not the key of"), "\(result.error)")
      }
    }
  }
}
