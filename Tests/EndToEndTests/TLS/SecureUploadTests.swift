import Glibc
import Primitives
import TLS
import Testing

@Suite struct SecureUploadTests {
  /// Starts a proxy that speaks TLS, and gives its clients what they need.
  static func start(
    _ stage: Stage, _ settings: ProxySettings, isOld: Bool = false
  ) throws -> Proxy {
    var settings = settings
    settings.tls = try stage.makeCertificates()
    var proxy = try stage.startProxy(settings)
    proxy.client = try stage.tlsClient(isOld: isOld)
    return proxy
  }

  @Test(arguments: [false, true])
  func whatIsSentWithALengthArrivesUnaltered(isOld: Bool) async throws {
    try await onStage { stage in
      let proxy = try Self.start(
        stage, ProxySettings(try stage.startSampleBackend()), isOld: isOld)
      let wire = try proxy.connect()
      for size in CleanUploadTests.sizes + [16_384, 16_385, 5 << 20] {
        let body = Bodies.bytes(size)
        try wire.upload(body)
        let answer = try wire.readAnswer()
        #expect(answer.status == 200)
        #expect(answer.member("sha256") == (try Bodies.sha256(body)), "\(size) bytes")
      }
      let line = try proxy.accessLines(atLeast: 1).first { $0.contains("\"serverName\"") } ?? ""
      #expect(jsonMember("tls", of: line) == (isOld ? "TLSv1.2" : "TLSv1.3"))
      #expect(jsonMember("serverName", of: line) == "a.test")
      #expect(jsonMember("cipher", of: line)?.hasPrefix("TLS_") == true)
    }
  }

  @Test(arguments: [7, 1000, 131_072])
  func whatIsSentInChunksArrivesUnaltered(chunkBytes: Int) async throws {
    try await onStage { stage in
      let proxy = try Self.start(stage, ProxySettings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      for size in CleanUploadTests.sizes where size <= chunkBytes * 3000 {
        let body = Bodies.bytes(size)
        try wire.uploadChunked(body, chunkBytes: chunkBytes)
        #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)), "\(size)")
      }
    }
  }

  /// Past what is held in memory an upload goes to disk, and a body that is passed on does not wait.
  @Test(arguments: ["hold", "off"])
  func largeBodiesPassBothWays(scan: String) async throws {
    try await onStage { stage in
      var settings = ProxySettings(
        try stage.startSampleBackend(["--padding-bytes", "16777216"]),
        limits: ["holdBytesMax": "1MiB", "inspectionTimeout": "5m"])
      settings.scan = scan
      let proxy = try Self.start(stage, settings)
      let body = Bodies.bytes(6 << 20)
      let wire = try proxy.connect()
      for _ in 0..<2 {
        try wire.upload(body)
        let answer = try wire.readAnswer()
        #expect(answer.status == 200)
        #expect(answer.body.count > 16 << 20)
        #expect(answer.member("sha256") == (try Bodies.sha256(body)))
      }
    }
  }

  @Test func anInfectedUploadIsRefusedWhereverRecordsCutIt() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try Self.start(stage, ProxySettings(backend.address))
      let wire = try proxy.connect()
      for split in stride(from: 1, to: Eicar.bytes.count, by: 3) {
        try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(Eicar.bytes.count)\r\n\r\n")
        try wire.send(Eicar.bytes[..<split])
        try wire.send(Eicar.bytes[split...])
        #expect(try wire.readAnswer().status == 403, "split at \(split)")
      }
      var body = Bodies.bytes(1 << 20)
      for place in [16_384 - 30, 131_072 - 1024 - 20, 500_000] {
        body.replaceSubrange(place..<place + Eicar.bytes.count, with: Eicar.bytes)
        try wire.upload(body)
        #expect(try wire.readAnswer().status == 403, "at \(place)")
      }
      #expect(backend.connections == 0)
    }
  }

  @Test func aRequestIsReadHoweverItsBytesArrive() async throws {
    try await onStage { stage in
      let proxy = try Self.start(stage, ProxySettings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      let request = Array("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".utf8)
      let sealed = try #require(try wire.secured?.seal(request))
      for byte in sealed { try wire.sendRaw([byte]) }
      #expect(try wire.readAnswer().member("bytes") == "3")
      // And a byte a record.
      for byte in request { try wire.send([byte]) }
      #expect(try wire.readAnswer().member("path") == "/slow")
      // And many requests in one go.
      try wire.send(Array(repeating: request, count: 20).flatMap(\.self))
      for _ in 0..<20 { #expect(try wire.readAnswer().status == 200) }
    }
  }

  @Test func theBackendHearsThatTheClientSpokeTLS() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try Self.start(stage, ProxySettings(backend.address))
      _ = try proxy.upload([1, 2, 3])
      let fields = try #require(backend.received.first).head
      #expect(fields["x-forwarded-proto"] == "https")
    }
  }

  @Test func curlUploadsAndWaitsForTheContinuation() async throws {
    try await onStage { stage in
      let proxy = try Self.start(stage, ProxySettings(try stage.startSampleBackend()))
      let body = Bodies.bytes(300_000)
      try Files.write(stage.path("upload"), body)
      let port = proxy.address.port ?? 0
      for version in ["1.2", "1.3"] {
        for (issuer, host) in [("ec", "a.test"), ("wild", "x.b.test")] {
          let (ending, out) = try stage.curl([
            "--tls-max", version, "--cacert", stage.path("\(issuer).pem"), "--resolve",
            "\(host):\(port):127.0.0.1", "-H", "Expect: 100-continue", "-H",
            "Content-Type: application/octet-stream", "--expect100-timeout", "30", "--data-binary",
            "@\(stage.path("upload"))", "https://\(host):\(port)/x",
          ])
          #expect(ending == 0)
          #expect(jsonMember("sha256", of: out) == (try Bodies.sha256(body)))
        }
      }
    }
  }
}
