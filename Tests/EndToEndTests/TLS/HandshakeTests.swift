import Glibc
import TLS
import Testing

@Suite struct HandshakeTests {
  /// How many sessions failed for a reason.
  static func failures(_ proxy: Proxy, _ reason: String) throws -> Int {
    try proxy.metrics()["cordon_tls_failures_total{reason=\"\(reason)\"}"]
  }

  @Test func aRequestInTheClearIsToldSo() async throws {
    try await onStage { stage in
      let proxy = try SecureUploadTests.start(
        stage, ProxySettings(try stage.startSampleBackend()))
      let wire = try Wire(proxy.address)
      try wire.upload([1, 2, 3])
      let answer = try wire.readAnswer()
      #expect(answer.status == 400)
      #expect(answer.member("reason") == "tls_expected")
      #expect(try wire.isEnded())
      #expect(try Self.failures(proxy, "clear") == 1)
    }
  }

  @Test func aHandshakeThatStallsIsEnded() async throws {
    try await onStage { stage in
      let proxy = try SecureUploadTests.start(
        stage,
        ProxySettings(try stage.startSampleBackend(), limits: ["handshakeTimeout": "200ms"]))
      let silent = try Wire(proxy.address)
      let begun = try Wire(proxy.address)
      try begun.sendRaw([22, 3, 1, 2, 0, 1, 0])
      #expect(try silent.isEnded())
      #expect(try begun.isEnded())
      #expect(try proxy.limitCount("handshakeTimeout") == 2)
      #expect(try Self.failures(proxy, "timeout") == 2)
      #expect(try proxy.upload([1]).status == 200)
    }
  }

  @Test func whatIsNoTLSIsAnsweredWithAnAlert() async throws {
    try await onStage { stage in
      let proxy = try SecureUploadTests.start(
        stage, ProxySettings(try stage.startSampleBackend()))
      let garbage: [[UInt8]] = [
        [22, 3, 3, 0x48, 1], [UInt8](repeating: 0, count: 200_000), [23, 3, 3, 0, 1, 0],
      ]
      for bytes in garbage {
        let wire = try Wire(proxy.address)
        try? wire.sendRaw(bytes)
        wire.endSending()
        #expect(try wire.isReset(orHas: { $0.isEmpty || $0[0] == 21 }), "\(bytes.prefix(8))")
      }
      try eventually("all are counted") { try Self.failures(proxy, "malformed") == garbage.count }
    }
  }

  @Test func aRecordThatWasChangedEndsTheConnection() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try SecureUploadTests.start(stage, ProxySettings(backend.address))
      for place in [0, 4, 5, 40] {
        let wire = try proxy.connect()
        try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n")
        try wire.send(Bodies.bytes(100_000))
        var sealed = try #require(try wire.secured?.seal(Bodies.bytes(16_000)))
        sealed[place] ^= 0x40
        try? wire.sendRaw(sealed)
        #expect(try wire.isReset(orHas: { _ in true }))
      }
      #expect(backend.connections == 0)
    }
  }

  @Test func aClientThatSaysThatItSendsNoMoreIsStillAnswered() async throws {
    try await onStage { stage in
      let proxy = try SecureUploadTests.start(
        stage,
        ProxySettings(try stage.startSampleBackend(["--delay-milliseconds", "200"])))
      let wire = try proxy.connect()
      try wire.upload(Bodies.bytes(1000))
      wire.endSending()
      #expect(try wire.readAnswer().status == 200)
      #expect(try wire.isEnded())
      // And one that has nothing to ask.
      let idle = try proxy.connect()
      idle.endSending()
      #expect(try idle.isEnded())
    }
  }

  @Test func anUploadThatIsCutIsNotDelivered() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try SecureUploadTests.start(stage, ProxySettings(backend.address))
      for isSaid in [true, false] {
        let wire = try proxy.connect()
        try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000\r\n\r\n")
        try wire.send(Bodies.bytes(2000))
        if isSaid { wire.endSending() } else { shutdown(wire.descriptor, Int32(SHUT_WR)) }
        _ = try? wire.readToEnd()
      }
      try eventually("both are counted") { try proxy.outcomeCount("client_aborted") == 2 }
      #expect(backend.connections == 0)
    }
  }

  /// A drain, a time limit and an answer that ends a connection say so before they close.
  @Test func connectionsEndWithTheWordThatIsDue() async throws {
    try await onStage { stage in
      let proxy = try SecureUploadTests.start(
        stage, ProxySettings(try stage.startSampleBackend(), limits: ["idleTimeout": "200ms"]))
      let idle = try proxy.connect()
      try idle.upload([1])
      #expect(try idle.readAnswer().status == 200)
      #expect(try idle.receiveSome().isEmpty)
      #expect(idle.secured?.hasEnded == true)
      let last = try proxy.connect()
      try last.upload([1], fields: "Connection: close\r\n")
      #expect(try last.readAnswer().status == 200)
      #expect(try last.receiveSome().isEmpty)
      #expect(last.secured?.hasEnded == true)
    }
  }

  @Test func clientsThatAskAreToldWhatTheIssuerSays() async throws {
    try await onStage { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      try stage.makeCertificate("a", name: "a.test")
      try stage.makeCertificate("b", name: "b.test")
      settings.tls = ["certificates:", try stage.makeStatus("a"), stage.certificateLine("b")]
      let proxy = try stage.startProxy(settings)
      for (name, answer) in [("a", "OCSP Response Status: successful"), ("b", "no response sent")] {
        for version in ["-tls1_2", "-tls1_3"] {
          let command =
            "timeout 20 openssl s_client -connect \(proxy.address) -servername \(name).test "
            + "\(version) -status </dev/null 2>&1"
          #expect(try stage.output("/bin/sh", ["-c", command]).out.contains(answer), "\(name)")
        }
      }
    }
  }

  /// The listener's order counts, but for clients that want ChaCha20 most.
  private static let ciphers = [
    ("-ciphersuites TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
    (
      "-ciphersuites TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256",
      "TLS_CHACHA20_POLY1305_SHA256"
    ),
    (
      "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256",
      "ECDHE-ECDSA-AES128-GCM-SHA256"
    ),
  ]

  /// OpenSSL's own client: versions, sessions that go on from earlier ones, renegotiation, protocols.
  @Test func anotherImplementationIsUnderstood() async throws {
    try await onStage { stage in
      let proxy = try SecureUploadTests.start(
        stage, ProxySettings(try stage.startSampleBackend()))
      let request = "GET /s HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n"
      func client(_ options: String, says: String = "printf '\(request)'") throws -> String {
        let command =
          "(sleep 0.2; \(says); sleep 0.4) | timeout 20 openssl s_client -connect "
          + "\(proxy.address) -servername a.test -CAfile \(stage.path("ec.pem")) \(options) 2>&1"
        return try stage.output("/bin/sh", ["-c", command]).out
      }
      let session = stage.path("session")
      for version in ["-tls1_2", "-tls1_3"] {
        #expect(try client("\(version) -sess_out \(session)").contains("HTTP/1.1 200"))
        #expect(try client("\(version) -sess_in \(session)").contains("Reused, "), "\(version)")
      }
      #expect(
        try proxy.metrics()["cordon_tls_handshakes_total{kind=\"resumed\"}"] == 2)
      #expect(
        try client("-tls1_2", says: "echo R; sleep 0.3; printf '\(request)'")
          .contains("no renegotiation"))
      #expect(try client("-alpn http/1.1,h2").contains("ALPN protocol: h2"))
      #expect(try client("-alpn spdy/3,http/1.1").contains("ALPN protocol: http/1.1"))
      for (offered, chosen) in Self.ciphers {
        #expect(try client(offered).contains("Cipher is \(chosen)"), "\(offered)")
      }
      #expect(try client("-alpn spdy/3").contains("no application protocol"))
      #expect(
        try client("-tls1_1 -cipher DEFAULT@SECLEVEL=0").contains("alert protocol version"))
      try eventually("failures are counted") { try Self.failures(proxy, "unsupported") == 2 }
    }
  }
}

extension Wire {
  /// Whether the connection ends, with what comes before that as it must be. A reset counts as an end.
  func isReset(orHas isDue: ([UInt8]) -> Bool) throws -> Bool {
    var all: [UInt8] = []
    do {
      while true {
        let part = try receiveRaw()
        if part.isEmpty { return isDue(all) }
        all += part
      }
    } catch let failure as Sockets.Failure where failure.isReset {
      return isDue(all)
    }
  }
}
