import Glibc
import Primitives
import Testing

/// Who may connect, whose requests are taken, and who is believed of where clients are.
@Suite struct AddressListTests {
  private static func denied(_ proxy: Proxy) throws -> Int {
    try proxy.metrics()["cordon_connections_denied_total"]
  }

  @Test(arguments: ["allow: [192.0.2.0/24]", "deny: [127.0.0.1]"])
  func aConnectionOfAStrangerIsClosed(line: String) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      settings.listener = [line]
      settings.workers = 2
      let proxy = try stage.startProxy(settings)
      for number in 1...3 {
        let wire = try proxy.connect()
        #expect(try wire.isEnded())
        #expect(try Self.denied(proxy) == number)
      }
      #expect(backend.connections == 0)
      #expect(try proxy.metrics().sum("cordon_connections") == 1)
      // A reload lets it in.
      settings.listener = ["allow: [127.0.0.0/8]"]
      try proxy.reload(settings)
      try eventually("adopted") { try proxy.metrics()[ReloadTests.adopted] == 1 }
      #expect(try proxy.upload([1]).status == 200)
    }
  }

  /// Lists hold for whom a proxy stands for, not for the proxy.
  @Test func aPROXYHeadersAddressIsJudged() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(
        ProxyProtocolTests.settings(
          backend.address, ["allow: [192.0.2.0/24]", "deny: [192.0.2.66]"]))
      func status(_ address: String) throws -> Int? {
        let wire = try proxy.connect()
        try wire.send(
          "PROXY TCP4 \(address) 198.51.100.7 1 1\r\n\(ProxyProtocolTests.request)")
        do { return try wire.readAnswer().status } catch { return nil }
      }
      #expect(try status("192.0.2.1") == 200)
      #expect(try status("192.0.2.66") == nil)
      #expect(try status("127.0.0.1") == nil)
      #expect(try Self.denied(proxy) == 2)
      #expect(backend.received.count == 1)
    }
  }

  @Test func aRoutesListsAnswer403() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      settings.listener = ["trustedProxies: [127.0.0.1]"]
      settings.route = ["allow: [192.0.2.0/24, 127.0.0.1]", "deny: [192.0.2.66]"]
      let proxy = try stage.startProxy(settings)
      func answer(_ address: String?) throws -> Answer {
        try proxy.upload([1], fields: address.map { "X-Forwarded-For: \($0)\r\n" } ?? "")
      }
      #expect(try answer("192.0.2.1").status == 200)
      #expect(try answer(nil).status == 200)
      for address in [
        "192.0.2.66", "198.51.100.1", "192.0.2.1, 192.0.2.66", "2001:db8::1", "192.0.2.1, unknown",
      ] {
        let refused = try answer(address)
        #expect(refused.status == 403, "\(address)")
        #expect(refused.member("reason") == "address_denied")
      }
      #expect(try proxy.outcomeCount("denied") == 5)
      #expect(backend.received.count == 2)
      var line: String?
      try eventually("the refusal is logged") {
        line = try proxy.accessLines(atLeast: 3).first { $0.contains("\"denied\"") }
        return line != nil
      }
      #expect(jsonMember("client", of: line ?? "") == "192.0.2.66")
    }
  }

  // MARK: Whom requests come from

  private static let claims =
    "X-Forwarded-For: 203.0.113.9, 192.0.2.1\r\nX-Forwarded-Proto: https\r\n"
    + "X-Forwarded-Host: outer\r\nX-Real-IP: 203.0.113.9\r\nForwarded: for=203.0.113.9\r\n"

  private static func received(
    _ lines: [String]
  ) async throws -> (head: MessageHead, client: String?) {
    var found: (head: MessageHead, client: String?)?
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      settings.listener = lines
      let proxy = try stage.startProxy(settings)
      #expect(try proxy.upload([1], fields: Self.claims).status == 200)
      let line = try proxy.deliveryLines(atLeast: 1)[0]
      found = (backend.received[0].head, jsonMember("client", of: line))
    }
    return try #require(found)
  }

  @Test func whatATrustedProxySaysIsKeptAndExtended() async throws {
    let (head, client) = try await Self.received(["trustedProxies: [127.0.0.0/8]"])
    #expect(client == "192.0.2.1")
    #expect(head["x-forwarded-for"] == "203.0.113.9, 192.0.2.1, 127.0.0.1")
    #expect(head["x-forwarded-proto"] == "https" && head["x-forwarded-host"] == "outer")
    #expect(head["forwarded"] == nil)
  }

  @Test func aTrustedProxyMayWriteForwarded() async throws {
    let (head, client) = try await Self.received(
      ["trustedProxies: [127.0.0.0/8]", "forwardedField: Forwarded"])
    #expect(client == "203.0.113.9")
    #expect(head["forwarded"] == "for=203.0.113.9, for=127.0.0.1;proto=http")
    #expect(head["x-forwarded-for"] == "203.0.113.9")
    #expect(head["x-forwarded-proto"] == "http")
    #expect(head["x-forwarded-host"] == nil && head["x-real-ip"] == nil)
  }

  @Test(arguments: ["none", "[192.0.2.0/24]"])
  func whatStrangersSayIsReplaced(trusted: String) async throws {
    let (head, client) = try await Self.received(["trustedProxies: \(trusted)"])
    #expect(client == "127.0.0.1")
    #expect(head["x-forwarded-for"] == "127.0.0.1" && head["x-forwarded-proto"] == "http")
    for name in ["x-forwarded-host", "x-real-ip", "forwarded"] { #expect(head[name] == nil) }
  }

  @Test func withoutTheKeyClaimsArePassedOnAndBelievedOfNobody() async throws {
    let (head, client) = try await Self.received([])
    #expect(client == "127.0.0.1")
    #expect(head["x-forwarded-for"] == "203.0.113.9, 192.0.2.1, 127.0.0.1")
    #expect(head["x-forwarded-proto"] == "http" && head["x-forwarded-host"] == "outer")
  }
}
