import TLS
import Testing

@Suite struct UpstreamCheckTests {
  /// Checks speak TLS as requests do, and an upstream that shows another certificate is down.
  @Test(arguments: ["http", "tls"])
  func checksSpeakTLSWhereRequestsDo(kind: String) async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let good = try stage.startSecureBackend(try stage.tlsServer())
      let bad = try stage.startSecureBackend(try stage.tlsServer("wild"))
      var settings = UpstreamTLSTests.settings(stage, good)
      settings.upstreams = [bad.address, good.address]
      settings.backend.append("check: { kind: \(kind), interval: 1s, timeout: 1s, fall: 2 }")
      let proxy = try stage.startProxy(settings)
      func checks(_ backend: Backend, _ result: String) throws -> Int {
        let label = "backend=\"uploads\",upstream=\"\(backend.address)\",result=\"\(result)\""
        return try proxy.metrics()["cordon_upstream_checks_total{\(label)}"]
      }
      func refusals(_ backend: Backend) -> Int {
        proxy.process.errorText.split(separator: "\n").count {
          $0.contains("no session: ") && $0.contains("\(backend.address)")
        }
      }
      try eventually("the bad one is down") { refusals(bad) == 1 }
      try eventually("the good one is well") { try checks(good, "passed") >= 1 }
      let body = Bodies.bytes(1000)
      for _ in 0..<4 { #expect(try proxy.upload(body).status == 200) }
      let line = try proxy.deliveryLines(atLeast: 4).last ?? ""
      #expect(jsonMember("upstreamError", of: line) == nil)
      #expect(refusals(good) == 0)
      #expect(try checks(bad, "passed") == 0)
    }
  }
}
