import Glibc
import Primitives
import Testing

@Suite struct AdminTests {
  @Test func theAdminListenerAnswers() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      #expect(try proxy.askAdmin("/healthz").status == 200)
      #expect(try proxy.askAdmin("/readyz").text == "ready\n")
      #expect(try proxy.askAdmin("/").status == 404)
      let metrics = try proxy.askAdmin("/metrics")
      #expect(metrics.head["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
      let wire = try Wire(proxy.admin)
      try wire.send(
        "HEAD /metrics HTTP/1.1\r\nHost: a\r\n\r\nPOST /metrics HTTP/1.1\r\nHost: a\r\n")
      #expect(try wire.readAnswer(toHead: true).status == 200)
      try wire.send("Content-Length: 0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try wire.readAnswer().status == 405)
      #expect(try wire.readAnswer().status == 200)
      // The listener for uploads has none of it.
      #expect(try proxy.ask("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").member("name") == "sample")
    }
  }

  /// A site whose name leads to loopback is none of the operator's.
  @Test func onLoopbackItAnswersNobodyElsesName() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let answer = { (host: String, path: String) in
        let wire = try Wire(proxy.admin)
        try wire.send("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        return try wire.readAnswer().status
      }
      for host in ["127.0.0.1", "127.0.0.1:9090", "[::1]:9090", "localhost", "localhost:1", "box"] {
        #expect(try answer(host, "/metrics") == 200, "\(host)")
      }
      for host in ["rebound.example", "rebound.example:9090", "127.0.0.1.nip.example", "a."] {
        for path in [
          "/metrics", "/v1/upstreams", "/v1/verdicts/\(String(repeating: "0", count: 32))",
        ] {
          #expect(try answer(host, path) == 421, "\(host)\(path)")
        }
      }
    }
  }

  @Test func itIsNotReadyWithoutSignatures() async throws {
    try await onStage { stage in
      let settings = ProxySettings(try stage.startSampleBackend())
      try Files.write(stage.path("cordon.yaml"), settings.text(stage))
      let process = try stage.start(["run", "--config", stage.path("cordon.yaml")])
      let proxy = Proxy(
        stage: stage, process: process, address: settings.listen, admin: settings.admin)
      try eventually("it is alive; \(process.errorText)") {
        (try? proxy.askAdmin("/healthz").status) == 200
      }
      try eventually("it serves") { try proxy.askAdmin("/readyz").text != "not ready: starting\n" }
      let answer = try proxy.askAdmin("/readyz")
      #expect(answer.status == 503)
      #expect(answer.text.contains("database"))
      try Files.write(stage.path("signatures/test.ndb"), Stage.signatures)
      process.send(SIGHUP)
      try eventually("it is ready") { try proxy.askAdmin("/readyz").status == 200 }
    }
  }

  @Test func everyFamilyHasHelpAndType() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      _ = try proxy.upload(Bodies.bytes(1000))
      _ = try proxy.upload(Eicar.bytes)
      let metrics = try proxy.metrics()
      var (helps, types): (Set<String>, Set<String>) = ([], [])
      for line in metrics.text.split(separator: "\n") where line.hasPrefix("# ") {
        let words = line.split(separator: " ")
        if words[1] == "HELP" {
          #expect(words.count > 3, "\(line)")
          #expect(helps.insert(String(words[2])).inserted, "\(line) again")
        } else if words[1] == "TYPE" {
          #expect(["counter", "gauge", "histogram"].contains(words[3]))
          #expect(types.insert(String(words[2])).inserted, "\(line) again")
        }
      }
      #expect(helps == types)
      for name in metrics.sampledNames {
        let isNamed = ["", "_bucket", "_sum", "_count"].contains { suffix in
          name.hasSuffix(suffix) && types.contains(String(name.dropLast(suffix.utf8.count)))
        }
        #expect(isNamed, "\(name)")
      }
      for family in [
        "cordon_requests_total", "cordon_bytes_total", "cordon_verdicts_total",
        "cordon_limit_reached_total", "cordon_leases", "cordon_hold_bytes",
        "cordon_upstream_active",
        "cordon_database_info", "cordon_database_built_timestamp_seconds",
      ] {
        #expect(types.contains(family), "\(family) is missing from \(types.sorted())")
      }
    }
  }

  @Test func verdictsAreTimedFromTheLastByte() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      for _ in 0..<5 { _ = try proxy.upload(Bodies.bytes(1000)) }
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_verdict_seconds_count"] == 5)
      #expect(metrics["cordon_requests_total{outcome=\"delivered\"}"] == 5)
      #expect(metrics["cordon_verdicts_total{verdict=\"clean\",reason=\"\"}"] == 5)
    }
  }

  @Test func theAccessLogHasALineForEachExchange() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend()
      let proxy = try stage.startProxy(ProxySettings(backend))
      let wire = try proxy.connect()
      try wire.upload(Bodies.bytes(1234), path: "/a%20b?x=\"y\"")
      _ = try wire.readAnswer()
      try wire.upload(Bodies.bytes(1234), path: "/a%20b?x=1")
      let answer = try wire.readAnswer()
      try wire.upload(Eicar.bytes)
      _ = try wire.readAnswer()
      try wire.send("garbage\r\n\r\n")
      _ = try wire.readAnswer()
      var lines: [String] = []
      try eventually("all are logged; \(lines)") {
        lines = Files.text(stage.path("access.log")).split(separator: "\n").map(String.init)
          .filter { jsonMember("listener", of: $0) != "admin" }
        return lines.count >= 3
      }
      let delivered = try #require(lines.first { jsonMember("outcome", of: $0) == "delivered" })
      #expect(jsonMember("status", of: delivered) == "200")
      #expect(jsonMember("bytesIn", of: delivered) == "1234")
      #expect(Int(jsonMember("bytesOut", of: delivered) ?? "") ?? 0 > answer.body.count)
      #expect(jsonMember("verdict", of: delivered) == "clean")
      #expect(jsonMember("method", of: delivered) == "POST")
      #expect(jsonMember("host", of: delivered) == "a")
      #expect(jsonMember("path", of: delivered)?.hasPrefix("/a%20b") == true)
      #expect(jsonMember("backend", of: delivered) == "uploads")
      #expect(jsonMember("upstream", of: delivered) == "\(backend)")
      #expect(jsonMember("client", of: delivered)?.hasPrefix("127.0.0.1") == true)
      let infected = try #require(lines.first { jsonMember("outcome", of: $0) == "infected" })
      #expect(jsonMember("status", of: infected) == "403")
      #expect(jsonMember("id", of: infected) != jsonMember("id", of: delivered))
    }
  }
}
