import Glibc
import Synchronization
import TLS
import Testing

@Suite struct UpstreamTLSTests {
  /// Settings of a proxy whose backend speaks TLS under the name `a.test`, certified by `ec`.
  static func settings(
    _ stage: Stage, _ backend: Backend, tls: String = "name: a.test",
    limits: [String: String] = [:]
  ) -> ProxySettings {
    var settings = ProxySettings(backend.address, limits: limits)
    settings.backend = ["tls: { issuers: \(stage.path("ec.pem")), \(tls) }"]
    return settings
  }

  static let sizes = CleanUploadTests.sizes + [16_384, 16_385, 300_000, 2 << 20]

  /// Bodies that are held, and those that pass, with a length and in chunks, in both directions.
  @Test(arguments: ["hold", "off"], [false, true])
  func whatIsSentArrivesUnaltered(scan: String, isClientSecure: Bool) async throws {
    try await onStage { stage in
      let lines = try stage.makeCertificates()
      let seen = Mutex<[String]>([])
      let server = try stage.tlsServer()
      let backend = try stage.startSecureBackend(server) { wire, _, backend in
        while let request = try wire.readRequest() {
          backend.record(request)
          seen.withLock { $0.append(wire.secured?.serverName ?? "") }
          let head = "HTTP/1.1 200 OK\r\nContent-Length: \(request.body.count)\r\n\r\n"
          try wire.send(Array(head.utf8) + request.body)
        }
      }
      var settings = Self.settings(stage, backend, limits: ["holdBytesMax": "1MiB"])
      settings.scan = scan
      // And clients that speak TLS themselves.
      if isClientSecure { settings.tls = lines }
      var proxy = try stage.startProxy(settings)
      if isClientSecure { proxy.client = try stage.tlsClient() }
      let wire = try proxy.connect()
      for size in Self.sizes {
        let body = Bodies.bytes(size)
        for isChunked in [false, true] {
          if isChunked {
            try wire.uploadChunked(body, chunkBytes: 50_000)
          } else {
            try wire.upload(body)
          }
          let answer = try wire.readAnswer()
          #expect(answer.status == 200)
          #expect(answer.body == body, "\(size) bytes back")
          #expect(backend.received.last?.body == body, "\(size) bytes there")
        }
      }
      #expect(backend.connections == 1)
      #expect(seen.withLock { Set($0) } == ["a.test"])
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_upstream_tls_handshakes_total{kind=\"full\"}"] == 1)
      #expect(metrics["cordon_upstream_tls_failures_total"] == 0)
    }
  }

  @Test func anUpstreamThatIsNotTrustedGetsNothing() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let server = try stage.tlsServer()
      let backend = try stage.startSecureBackend(server)
      let cases = [
        ("{ name: b.test, issuers: \(stage.path("ec.pem")) }", "hostname mismatch"),
        ("{ issuers: \(stage.path("ec.pem")) }", "IP address mismatch"),
        ("{ name: a.test, issuers: \(stage.path("rsa.pem")) }", "self-signed certificate"),
        ("{ name: a.test }", "self-signed certificate"),
      ]
      for (number, (tls, reason)) in cases.enumerated() {
        var settings = ProxySettings(backend.address)
        settings.backend = ["tls: \(tls)", "maxFails: 1000"]
        let proxy = try stage.startProxy(settings)
        let answer = try proxy.upload(Bodies.bytes(100_000))
        #expect(answer.status == 502)
        #expect(!answer.text.contains("certificate") && !answer.text.contains("mismatch"))
        let line = try proxy.deliveryLines(atLeast: number + 1).last ?? ""
        #expect(jsonMember("upstreamError", of: line)?.contains(reason) == true, "\(line)")
        #expect(try proxy.metrics()["cordon_upstream_tls_failures_total"] == 1)
        proxy.process.end()
      }
      #expect(backend.received.isEmpty)
    }
  }

  @Test func anUpstreamNeedNotBeTrustedWhereThatIsSaid() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let server = try stage.tlsServer()
      let backend = try stage.startSecureBackend(server)
      var settings = ProxySettings(backend.address)
      settings.backend = ["tls: { verify: false }"]
      let proxy = try stage.startProxy(settings)
      #expect(try proxy.upload([1]).status == 200)
    }
  }

  @Test(arguments: [TLSProfile.intermediate, .modern])
  func upstreamsThatAskAreShownACertificate(profile: TLSProfile) async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      try stage.makeCertificate("root", name: "root.test")
      try stage.issueCertificate("proxy", by: "root")
      let asked = ClientCertificates(mode: .required, issuers: stage.path("root.pem"))
      let server = try stage.tlsServer(profile: profile, clients: asked)
      let backend = try stage.startSecureBackend(server) { wire, _, _ in
        while try wire.readRequest() != nil {
          let subject = wire.secured?.clientCertificate?.subject ?? []
          try wire.send(Backend.ok(String(decoding: subject, as: UTF8.self)))
        }
      }
      let own = stage.path("proxy")
      let shown = Self.settings(
        stage, backend, tls: "name: a.test, certificate: \(own).pem, key: \(own).key")
      #expect(try stage.startProxy(shown).upload([1]).text == "CN=proxy,O=Example")
      let bare = try stage.startProxy(Self.settings(stage, backend))
      #expect(try bare.upload([1]).status == 502)
      let line = try bare.deliveryLines(atLeast: 2).last ?? ""
      #expect(jsonMember("upstreamError", of: line)?.contains("alert") == true, "\(line)")
    }
  }

  /// Connections that are not kept go on from the sessions of those before them.
  @Test func sessionsGoOnFromEarlierOnes() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let server = try stage.tlsServer()
      let backend = try stage.startSecureBackend(server) { wire, _, _ in
        guard try wire.readRequest() != nil else { return }
        let isResumed = wire.secured?.isResumed ?? false
        try wire.send(Backend.ok("\(isResumed)", fields: "Connection: close\r\n"))
        wire.endSending()
      }
      let proxy = try stage.startProxy(Self.settings(stage, backend))
      let answers = try (0..<5).map { _ in try proxy.upload([1]).text }
      #expect(answers == ["false", "true", "true", "true", "true"])
      #expect(
        try proxy.metrics()["cordon_upstream_tls_handshakes_total{kind=\"resumed\"}"] == 4)
    }
  }

  /// OpenSSL's own server: both versions, and sessions that go on from earlier ones.
  @Test(arguments: ["-tls1_2", "-tls1_3"])
  func anotherImplementationIsUnderstood(version: String) async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let address = Ports.address()
      let server = try ChildProcess(
        "/usr/bin/openssl",
        ["s_server", version, "-www", "-quiet", "-accept", "\(address)"]
          + ["-cert", stage.path("ec.pem"), "-key", stage.path("ec.key")],
        outPath: stage.path("server.out"), errorPath: stage.path("server.error"))
      stage.whenDone { server.end() }
      try eventually("the server listens") { (try? Wire(address)) != nil }
      var settings = ProxySettings(address)
      settings.backend = [
        "tls: { name: a.test, issuers: \(stage.path("ec.pem")) }", "maxFails: 1000",
      ]
      let proxy = try stage.startProxy(settings)
      let answers = try (0..<4).map { _ in
        try proxy.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text
      }
      #expect(answers[0].contains("New, "), "\(answers[0])")
      for answer in answers.dropFirst() { #expect(answer.contains("Reused, "), "\(answer)") }
    }
  }

  @Test func aHandshakeHasTheTimeOfAConnect() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let backend = try stage.startBackend { wire, _, _ in _ = try wire.readToEnd() }
      let proxy = try stage.startProxy(
        Self.settings(stage, backend, limits: ["connectTimeout": "200ms"]))
      #expect(try proxy.upload(Bodies.bytes(50_000)).status == 504)
      #expect(try proxy.limitCount("connectTimeout") == 1)
    }
  }

  @Test func anUpstreamThatSpeaksNoTLSIsABadOne() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let backend = try stage.startBackend { wire, _, _ in
        try wire.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        _ = try wire.readToEnd()
      }
      let proxy = try stage.startProxy(Self.settings(stage, backend))
      #expect(try proxy.upload([1]).status == 502)
      let line = try proxy.deliveryLines(atLeast: 1)[0]
      #expect(jsonMember("upstreamError", of: line)?.isEmpty == false, "\(line)")
    }
  }

  /// One that cannot be spoken to is passed over, with a body that is held whole.
  @Test func anotherUpstreamIsTriedWhereOneIsBad() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let bad = try stage.startSecureBackend(try stage.tlsServer("wild"))
      let good = try stage.startSecureBackend(try stage.tlsServer())
      var settings = Self.settings(stage, bad)
      settings.upstreams = [bad.address, good.address]
      let proxy = try stage.startProxy(settings)
      let body = Bodies.bytes(400_000)
      for _ in 0..<4 { #expect(try proxy.upload(body).status == 200) }
      #expect(good.received.map(\.body) == Array(repeating: body, count: 4))
      #expect(bad.received.isEmpty)
    }
  }

  /// A pooled connection that dies takes a request with it, which is sent again with all of its body.
  @Test func aRequestIsSentAgainWhole() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let server = try stage.tlsServer()
      let backend = try stage.startSecureBackend(server) { wire, number, backend in
        while let request = try wire.readRequest() {
          backend.record(request)
          if number == 0, backend.received.count == 2 { return }
          try wire.send(Backend.ok("ok"))
        }
      }
      var settings = Self.settings(stage, backend)
      settings.route = ["retry: unsafe"]
      let proxy = try stage.startProxy(settings)
      let body = Bodies.bytes(700_000)
      #expect(try proxy.upload([1]).status == 200)
      #expect(try proxy.upload(body).status == 200)
      #expect(backend.received.map(\.body) == [[1], body, body])
      #expect(try proxy.metrics()["cordon_upstream_retries_total"] == 1)
    }
  }

  /// An upstream that is done with is told, and one that is not trusted is told why.
  @Test func connectionsEndWithAWord() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let server = try stage.tlsServer()
      let ends = Mutex<[String]>([])
      let backend = try stage.startBackend { wire, number, _ in
        do {
          try wire.secure(server)
          while try wire.readRequest() != nil {
            // The first connection is kept until it has waited long enough.
            try wire.send(Backend.ok("ok", fields: number == 0 ? "" : "Connection: close\r\n"))
          }
          ends.withLock { $0.append("end") }
        } catch let failure as SecuredWire.Failure {
          ends.withLock { $0.append(failure.outcome == .failed(.refused) ? "alert" : "?") }
        }
      }
      let proxy = try stage.startProxy(
        Self.settings(stage, backend, limits: ["upstreamIdleTimeout": "100ms"]))
      #expect(try proxy.upload([1]).status == 200)
      try eventually("the end of the first is told") { ends.withLock { $0 } == ["end"] }
      #expect(try proxy.upload([1]).status == 200)
      try eventually("the end of the second is told") { ends.withLock { $0 } == ["end", "end"] }
      let other = try stage.startProxy(Self.settings(stage, backend, tls: "name: b.test"))
      #expect(try other.upload([1]).status == 502)
      try eventually("the reason is told") { ends.withLock { $0.last } == "alert" }
    }
  }

  /// Who cuts the connection could make a client take a part for the whole.
  @Test func anAnswerThatIsCutIsNotTakenForWhole() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let server = try stage.tlsServer()
      let backend = try stage.startSecureBackend(server) { wire, number, _ in
        _ = try wire.readRequest()
        try wire.send("HTTP/1.1 200 OK\r\n\r\nall of it, or not")
        if number == 0 { shutdown(wire.descriptor, Int32(SHUT_WR)) } else { wire.endSending() }
        _ = try? wire.readToEnd()
      }
      let proxy = try stage.startProxy(Self.settings(stage, backend))
      let cut = try proxy.connect()
      try cut.upload([1])
      #expect(throws: (any Error).self) { try cut.readAnswer() }
      #expect(try proxy.upload([1]).text == "all of it, or not")
    }
  }

  @Test func anAnswerThatWaitsForASlowReaderComesWhole() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let server = try stage.tlsServer()
      let long = Bodies.bytes(12 << 20)
      let backend = try stage.startSecureBackend(server) { wire, _, _ in
        while try wire.readRequest() != nil {
          try wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(long.count)\r\n\r\n")
          try wire.send(long)
        }
      }
      let proxy = try stage.startProxy(Self.settings(stage, backend))
      let wire = try proxy.connect(receiveBytes: 8192)
      try wire.upload([1])
      try eventually("the proxy waits for its client") {
        try proxy.metrics()["cordon_bytes_total{side=\"client\",direction=\"out\"}"] > 8192
      }
      #expect(try wire.readAnswer().body == long)
    }
  }

  /// A connection of before a reload that asks for another certificate serves no more.
  @Test func aReloadAsksAnew() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let server = try stage.tlsServer()
      let backend = try stage.startSecureBackend(server)
      let proxy = try stage.startProxy(Self.settings(stage, backend))
      #expect(try proxy.upload([1]).status == 200)
      var settings = Self.settings(stage, backend, tls: "name: b.test")
      settings.listen = proxy.address
      settings.admin = proxy.admin
      try proxy.reload(settings)
      try eventually("adopted") { try proxy.metrics()[ReloadTests.adopted] == 1 }
      #expect(try proxy.upload([1]).status == 502)
      #expect(backend.received.count == 1)
    }
  }

  @Test func whatCannotBeUsedIsRefusedBeforeAnythingStarts() async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let backend = try stage.startBackend()
      let settings = Self.settings(
        stage, backend,
        tls: "certificate: \(stage.path("ec.pem")), key: \(stage.path("rsa.key"))")
      try Files.write(stage.path("cordon.yaml"), settings.text(stage))
      for command in ["check", "run"] {
        let result = try stage.run([command, "--config", stage.path("cordon.yaml")])
        #expect(result.ending == 1)
        #expect(result.error.contains("backends.uploads.tls: "), "\(result.error)")
        #expect(result.error.contains("rsa.key: not the key of"), "\(result.error)")
      }
    }
  }
}
