import Glibc
import Primitives
import Testing

/// Listeners and upstreams by IPv4, IPv6 and Unix socket.
@Suite struct AddressTests {
  @Test(arguments: ["ipv4", "ipv6", "unix"])
  func everyKindOfAddressServes(kind: String) async throws {
    try await onStage { stage in
      let (listen, upstream): (SocketAddress, String) =
        switch kind {
        case "ipv4": (Ports.address(), "127.0.0.1:0")
        case "ipv6": (Ports.address6(), "[::1]:0")
        default: (.unix(path: stage.path("listen.sock")), "unix:\(stage.path("b.sock"))")
        }
      var settings = ProxySettings(try stage.startSampleBackend(listen: upstream))
      settings.listen = listen
      settings.workers = 2
      let proxy = try stage.startProxy(settings)
      let body = Bodies.bytes(300_000)
      for _ in 0..<4 {
        #expect(try proxy.upload(body).member("sha256") == (try Bodies.sha256(body)))
      }
      #expect(try proxy.upload(Eicar.bytes).status == 403)
      // The operator's requests are logged as well.
      var lines: [String] = []
      try eventually("all are logged; \(lines)") {
        lines = try proxy.accessLines(atLeast: 6).filter { $0.contains("\"POST\"") }
        return lines.count == 5
      }
      #expect(lines.allSatisfy { jsonMember("listener", of: $0) == "\(listen)" })
      proxy.process.send(SIGTERM)
      #expect(try proxy.process.waitForEnd() == 0)
      if case .unix(let path) = listen { #expect(!Files.exists(path)) }
    }
  }

  @Test func aProxyMayListenOnAllKindsAtOnce() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      settings.otherListeners = [Ports.address6(), .unix(path: stage.path("l.sock"))]
      settings.admin = .unix(path: stage.path("admin.sock"))
      let proxy = try stage.startProxy(settings)
      for address in [settings.listen] + settings.otherListeners {
        let wire = try Wire(address)
        try wire.upload([1, 2, 3])
        #expect(try wire.readAnswer().status == 200)
      }
      #expect(backend.received.count == 3)
      #expect(
        backend.received.map { $0.head["x-forwarded-for"] }.prefix(2) == ["127.0.0.1", "::1"])
      #expect(try proxy.askAdmin("/healthz").status == 200)
    }
  }
}
