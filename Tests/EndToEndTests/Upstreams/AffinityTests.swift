import Glibc
import Primitives
import Testing

/// Clients that come back to the same upstream.
@Suite struct AffinityTests {
  @Test func aClientIsBoundToTheUpstreamThatHasServedIt() async throws {
    try await onStage { stage in
      let backends = try (0..<3).map { _ in try stage.startBackend() }
      var settings = ProxySettings(upstreams: backends.map(\.address))
      settings.workers = 2
      settings.backend = [
        "balance: roundRobin",
        "sticky: { cookie: route, path: /app, sameSite: strict, maxAge: 1h }",
      ]
      let proxy = try stage.startProxy(settings)
      var values: Set<String> = []
      for _ in 0..<9 {
        let before = backends.map(\.received.count)
        let first = try #require(try proxy.upload([1]).head["set-cookie"])
        #expect(first.hasPrefix("route="))
        #expect(first.hasSuffix("; Path=/app; Max-Age=3600; HttpOnly; SameSite=Strict"))
        let value = String(first.dropFirst(6).prefix { $0 != ";" })
        let home = try #require(
          backends.indices.first { backends[$0].received.count > before[$0] })
        values.insert(value)
        let ways = ["a=b; route=\(value); c=d", "a\r\nCookie: route=\(value)"]
        for fields in ways.map({ "Cookie: \($0)\r\n" }) {
          let again = try proxy.upload([1], fields: fields)
          #expect(again.status == 200 && again.head["set-cookie"] == nil)
        }
        #expect(backends[home].received.count == before[home] + 3)
      }
      #expect(values.count == 3)
      for value in values {
        #expect(value.utf8.count == 24 && value.allSatisfy(\.isHexDigit))
        #expect(!backends.contains { value.contains("\($0.address.port!)") })
      }
      #expect(try proxy.metrics()["cordon_sticky_assigned_total"] == 9)
    }
  }

  @Test func aCookieOfAnUpstreamThatIsGoneIsReplaced() async throws {
    try await onStage { stage in
      let backends = try (0..<2).map { _ in try stage.startBackend() }
      var settings = ProxySettings(upstreams: backends.map(\.address))
      settings.backend = ["sticky: { cookie: route }", "maxFails: 1", "eject: 1m"]
      let proxy = try stage.startProxy(settings)
      let long = String(repeating: "é", count: 999)
      for strange in ["", "x", String(repeating: "a", count: 24), long] {
        let answer = try proxy.upload([1], fields: "Cookie: route=\(strange)\r\n")
        #expect(answer.status == 200 && answer.head["set-cookie"] != nil)
      }
      let first = try proxy.upload([1])
      let cookie = try #require(first.head["set-cookie"]).prefix { $0 != ";" }
      // Whichever it was: the other one is left.
      let bound = backends.firstIndex { backend in
        let before = backend.received.count
        _ = try? proxy.upload([1], fields: "Cookie: \(cookie)\r\n")
        return backend.received.count > before
      }
      let gone = try #require(bound)
      settings.upstreams = [backends[1 - gone].address]
      try proxy.reload(settings)
      try eventually("adopted") {
        try proxy.metrics()["cordon_reloads_total{result=\"adopted\"}"] == 1
      }
      let answer = try proxy.upload([1], fields: "Cookie: \(cookie)\r\n")
      #expect(answer.status == 200)
      let other = try #require(answer.head["set-cookie"]).prefix { $0 != ";" }
      #expect(other != cookie)
      // With both, and over reloads, each is what it was.
      settings.upstreams = backends.map(\.address)
      try proxy.reload(settings)
      try eventually("adopted") {
        try proxy.metrics()["cordon_reloads_total{result=\"adopted\"}"] == 2
      }
      for known in [cookie, other] {
        #expect(try proxy.upload([1], fields: "Cookie: \(known)\r\n").head["set-cookie"] == nil)
      }
    }
  }

  @Test func cookiesWithASecretAreTheSameAfterARestart() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      let secret = stage.path("secret")
      settings.backend = ["sticky: { cookie: route, secretFile: \(secret) }"]
      try Files.write(stage.path("cordon.yaml"), settings.text(stage))
      let check = try stage.run(["check", "--quiet", "--config", stage.path("cordon.yaml")])
      #expect(check.ending == 1 && check.error.contains(secret))
      var cookies: [String] = []
      let secrets = ["a secret of the operator's", "another secret, as long"]
      for text in [secrets[0], secrets[0], secrets[1]] {
        try Files.write(secret, text)
        settings.listen = Ports.address()
        settings.admin = Ports.address()
        let proxy = try stage.startProxy(settings)
        cookies.append(try #require(try proxy.upload([1]).head["set-cookie"]))
        proxy.process.send(SIGTERM)
        _ = try proxy.process.waitForEnd()
      }
      #expect(cookies[0] == cookies[1] && cookies[1] != cookies[2])
    }
  }

  @Test func overTLSTheCookieIsForTLSAlone() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      settings.backend = ["sticky: { cookie: route }"]
      let proxy = try SecureUploadTests.start(stage, settings)
      let cookie = try #require(try proxy.upload([1]).head["set-cookie"])
      #expect(cookie.hasSuffix("; Secure"))
    }
  }

  @Test(arguments: ["hash: { header: X-Tenant }", "hash: { cookie: tenant }"])
  func requestsOfOneValueGoToOneUpstream(hash: String) async throws {
    try await onStage { stage in
      let backends = try (0..<3).map { _ in try stage.startBackend() }
      var settings = ProxySettings(upstreams: backends.map(\.address))
      settings.workers = 2
      settings.backend = ["balance: consistentHash", hash]
      let proxy = try stage.startProxy(settings)
      var homes: Set<Int> = []
      for tenant in 0..<12 {
        let before = backends.map(\.received.count)
        for _ in 0..<4 {
          let fields =
            hash.contains("cookie")
            ? "Cookie: x=y; tenant=t\(tenant)\r\n" : "x-TENANT: t\(tenant)\r\n"
          #expect(try proxy.upload([1], fields: fields).status == 200)
        }
        let grown = backends.indices.filter { backends[$0].received.count > before[$0] }
        #expect(grown.count == 1)
        homes.formUnion(grown)
      }
      #expect(homes.count > 1)
    }
  }

  @Test func requestsOfOneClientGoToOneUpstream() async throws {
    try await onStage { stage in
      let backends = try (0..<3).map { _ in try stage.startBackend() }
      var settings = ProxySettings(upstreams: backends.map(\.address))
      settings.backend = ["balance: sourceHash"]
      let proxy = try stage.startProxy(settings)
      for _ in 0..<9 { #expect(try proxy.upload([1]).status == 200) }
      #expect(backends.map(\.received.count).sorted() == [0, 0, 9])
    }
  }
}
