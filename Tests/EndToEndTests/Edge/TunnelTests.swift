import Glibc
import Primitives
import Synchronization
import TLS
import Testing

/// Connections that become tunnels.
@Suite struct TunnelTests {
  static let handshake =
    "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
  static let switching =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"

  /// A backend that answers a handshake with a tunnel and then says again what it hears, to its end.
  private static let echoing: Backend.Script = { wire, _, backend in
    guard let request = try wire.readRequest() else { return }
    backend.record(request)
    try wire.send(switching)
    try wire.send(wire.takeAll())
    while true {
      let part = try wire.receiveSome()
      if part.isEmpty { break }
      try wire.send(part)
    }
    wire.endSending()
  }

  private static func settings(
    _ address: SocketAddress, scan: String = "hold", limits: [String: String] = [:]
  ) -> ProxySettings {
    var settings = ProxySettings(address, limits: limits)
    settings.route = ["tunnel: allow"]
    settings.scan = scan
    return settings
  }

  private static func open(_ proxy: Proxy, _ request: String = handshake) throws -> (
    Wire, MessageHead
  ) {
    let wire = try proxy.connect()
    try wire.send(request)
    return (wire, try #require(try wire.readHead()))
  }

  private static let openTunnels = "cordon_tunnels"

  @Test(arguments: ["hold", "off"])
  func bytesPassBothWays(scan: String) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend(script: Self.echoing)
      let proxy = try stage.startProxy(Self.settings(backend.address, scan: scan))
      let (wire, head) = try Self.open(proxy)
      #expect(head.line == "HTTP/1.1 101 Switching Protocols")
      #expect(head["connection"] == "Upgrade" && head["upgrade"] == "websocket")
      #expect(head["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
      let request = try #require(backend.received.first)
      #expect(request.head["upgrade"] == "websocket" && request.head["connection"] == "Upgrade")
      #expect(request.head["sec-websocket-key"] == "dGhlIHNhbXBsZSBub25jZQ==")
      #expect(request.head["x-forwarded-for"] == "127.0.0.1")
      // What would be stopped as an upload, and what looks like another request.
      let texts = [
        "ping", Eicar.text, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
      ]
      for text in texts {
        try wire.send(text)
        #expect(try wire.read(text.utf8.count) == Array(text.utf8))
      }
      #expect(try proxy.metrics()[Self.openTunnels] == 1)
      wire.endSending()
      #expect(try wire.readToEnd().isEmpty)
      let line = try proxy.deliveryLines(atLeast: 1)[0]
      let count = texts.reduce(0) { $0 + $1.utf8.count }
      #expect(
        jsonMember("status", of: line) == "101" && jsonMember("outcome", of: line) == "passed")
      #expect(jsonMember("bytesIn", of: line) == "\(count)", "\(line)")
      #expect(!line.contains("verdict\":\""))
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_tunnels_opened_total"] == 1 && metrics[Self.openTunnels] == 0)
      #expect(metrics["cordon_tunnel_bytes_total{direction=\"in\"}"] == count)
      #expect(metrics["cordon_tunnel_bytes_total{direction=\"out\"}"] == count)
      #expect(metrics["cordon_exchanges"] == 1 && metrics["cordon_scanned_bytes_total"] == 0)
      #expect(backend.received.count == 1)
    }
  }

  /// Large transfers in both directions at once, in the clear and in TLS on either side.
  @Test(arguments: [false, true], [false, true])
  func muchPassesUnaltered(isClientSecure: Bool, isUpstreamSecure: Bool) async throws {
    try await onStage { stage in
      let lines = try stage.makeCertificates()
      let backend =
        isUpstreamSecure
        ? try stage.startSecureBackend(try stage.tlsServer(), script: Self.echoing)
        : try stage.startBackend(script: Self.echoing)
      var settings = Self.settings(backend.address)
      if isUpstreamSecure { settings.backend = UpstreamTLSTests.settings(stage, backend).backend }
      if isClientSecure { settings.tls = lines }
      var proxy = try stage.startProxy(settings)
      if isClientSecure { proxy.client = try stage.tlsClient() }
      let (wire, head) = try Self.open(proxy)
      #expect(head.line.contains(" 101 "))
      let body = Bodies.bytes(400_000)
      for _ in 0..<8 {
        // Less than what all buffers on the way hold, as one thread sends and then reads.
        try wire.send(body)
        #expect(try wire.read(body.count) == body)
      }
      wire.endSending()
      #expect(try wire.readToEnd().isEmpty)
      try eventually("the tunnel has ended") { try proxy.metrics()[Self.openTunnels] == 0 }
      #expect(try proxy.outcomeCount("passed") == 1)
    }
  }

  /// One who sends faster than the other reads is slowed down, and memory stays within bounds.
  @Test func aSlowReaderSlowsTheSender() async throws {
    try await onStage { stage in
      let mayRead = Mutex(false)
      let backend = try stage.startBackend { wire, _, _ in
        guard try wire.readRequest() != nil else { return }
        try wire.send(Self.switching)
        try eventually("the test goes on") { mayRead.withLock { $0 } }
        var count = wire.takeAll().count
        while true {
          let part = try wire.receiveSome()
          if part.isEmpty { break }
          count += part.count
        }
        try wire.send("\(count)")
      }
      let proxy = try stage.startProxy(Self.settings(backend.address))
      let (wire, _) = try Self.open(proxy)
      let part = Bodies.bytes(64 << 10)
      var sent = 0
      var quiet = 0
      // Until nothing more is taken for a while.
      try eventually("the sender is stopped") {
        let count = wire.sendNow(part)
        sent += count
        quiet = count == 0 ? quiet + 1 : 0
        return quiet > 20
      }
      #expect(try proxy.metrics().sum("cordon_leases") < 64)
      mayRead.withLock { $0 = true }
      wire.endSending()
      #expect(try wire.readToEnd() == Array("\(sent)".utf8))
    }
  }

  /// Each side may end its direction first, and the other goes on.
  @Test(arguments: [false, true])
  func anEndOfOneDirectionLeavesTheOther(isSecure: Bool) async throws {
    try await onStage { stage in
      let lines = try stage.makeCertificates()
      let script: Backend.Script = { wire, _, backend in
        guard let request = try wire.readRequest() else { return }
        try wire.send(Self.switching + "first")
        wire.endSending()
        backend.record(Received(head: request.head, body: wire.takeAll() + (try wire.readToEnd())))
      }
      let backend =
        isSecure
        ? try stage.startSecureBackend(try stage.tlsServer(), script: script)
        : try stage.startBackend(script: script)
      var settings = Self.settings(backend.address)
      if isSecure {
        settings.backend = UpstreamTLSTests.settings(stage, backend).backend
        settings.tls = lines
      }
      var proxy = try stage.startProxy(settings)
      if isSecure { proxy.client = try stage.tlsClient() }
      let (wire, _) = try Self.open(proxy)
      #expect(try wire.readToEnd() == Array("first".utf8))
      let body = Bodies.bytes(300_000)
      try wire.send(body)
      wire.endSending()
      try eventually("all has arrived") { backend.received.first?.body == body }
      try eventually("the tunnel has ended") { try proxy.metrics()[Self.openTunnels] == 0 }
    }
  }

  @Test func aTunnelInWhichNothingPassesIsClosed() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend(script: Self.echoing)
      let proxy = try stage.startProxy(
        Self.settings(
          backend.address,
          limits: ["tunnelIdleTimeout": "3s", "bodyTimeout": "100ms", "upstreamTimeout": "100ms"]))
      let (wire, _) = try Self.open(proxy)
      // Other limits do not hold for it.
      for _ in 0..<3 {
        usleep(300_000)
        try wire.send("ping")
        #expect(try wire.read(4) == Array("ping".utf8))
      }
      #expect(try wire.isEnded())
      #expect(try proxy.limitCount("tunnelIdleTimeout") == 1)
      #expect(try proxy.limitCount("bodyTimeout") == 0)
      #expect(try proxy.limitCount("upstreamTimeout") == 0)
      #expect(try proxy.metrics()[Self.openTunnels] == 0)
    }
  }

  /// By default nothing of that is passed on, and the request is served as any other.
  @Test func withoutTheKeyThereAreNone() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let wire = try proxy.connect()
      try wire.send(Self.handshake)
      #expect(try wire.readAnswer().status == 200)
      let head = try #require(backend.received.first?.head)
      #expect(head["upgrade"] == nil && head["connection"] == nil)
      #expect(try proxy.ask("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n").status == 501)
      // Nor does an upstream open one that was not asked for.
      let rash = try stage.startBackend { wire, _, _ in
        while try wire.readRequest() != nil { try wire.send(Self.switching + "hello") }
      }
      for allow in [false, true] {
        var settings = ProxySettings(rash.address)
        if allow { settings.route = ["tunnel: allow"] }
        let other = try stage.startProxy(settings)
        #expect(try other.upload([1]).status == 502)
        #expect(try other.metrics()["cordon_tunnels_opened_total"] == 0)
      }
    }
  }

  @Test(arguments: ["h2c", "websocket, h2c", "websocket\r\nUpgrade: h2c", "TLS/1.2"])
  func whatWouldHideRequestsIsNotPassedOn(value: String) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(Self.settings(backend.address))
      let answer = try proxy.ask(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: \(value)\r\n\r\n")
      #expect(answer.status == 200)
      #expect(backend.received[0].head["upgrade"] == nil)
    }
  }

  /// An upstream that does not switch answers, and the connection goes on as before.
  @Test func anUpstreamMayRefuse() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend(
        script: Backend.answering { _ in
          "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno"
        })
      let proxy = try stage.startProxy(Self.settings(backend.address))
      let wire = try proxy.connect()
      for _ in 0..<2 {
        try wire.send(Self.handshake)
        #expect(try wire.readAnswer().status == 426)
      }
      #expect(backend.connections == 1)
      let other = try stage.startBackend { wire, _, _ in
        _ = try wire.readRequest()
        try wire.send("HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
        _ = try wire.readToEnd()
      }
      let bad = try stage.startProxy(Self.settings(other.address))
      #expect(try bad.ask(Self.handshake).status == 502)
    }
  }

  @Test func connectIsPassedOn() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, backend in
        guard let request = try wire.readRequest() else { return }
        backend.record(request)
        if request.head.line.contains("refused") {
          try wire.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno")
        } else {
          // What it says of a body is no part of it (RFC 9110, section 9.3.6).
          try wire.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
          try wire.send(try wire.read(4) + Array(" back".utf8))
        }
      }
      let proxy = try stage.startProxy(Self.settings(backend.address))
      // What it asks for besides makes it no other request.
      let (wire, head) = try Self.open(
        proxy,
        "CONNECT db.test:5432 HTTP/1.1\r\nHost: db.test:5432\r\nConnection: Upgrade\r\n"
          + "Upgrade: websocket\r\n\r\n")
      #expect(head.line == "HTTP/1.1 200 OK" && head["content-length"] == nil)
      #expect(head["transfer-encoding"] == nil && head["connection"] == nil)
      try wire.send("ping")
      #expect(try wire.readToEnd() == Array("ping back".utf8))
      let received = try #require(backend.received.first?.head)
      #expect(
        received.line == "CONNECT db.test:5432 HTTP/1.1" && received["host"] == "db.test:5432")
      #expect(received["upgrade"] == nil)
      let refused = try proxy.ask("CONNECT refused:1 HTTP/1.1\r\nHost: refused:1\r\n\r\n")
      #expect(refused.status == 403 && refused.text == "no")
      let body = "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\nContent-Length: 1\r\n\r\nx"
      #expect(try proxy.ask(body).status == 400)
      #expect(backend.received.count == 2)
    }
  }

  /// What came with the handshake, before the answer to it, goes through.
  @Test func whatIsSentEarlyIsNotLost() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, _ in
        guard try wire.readRequest() != nil else { return }
        usleep(100_000)
        try wire.send(Self.switching)
        try wire.send(try wire.readToEnd())
      }
      let proxy = try stage.startProxy(Self.settings(backend.address))
      for ends in [false, true] {
        let wire = try proxy.connect()
        try wire.send(Self.handshake + "early")
        if ends { wire.endSending() }
        #expect(try wire.readHead()?.line.contains(" 101 ") == true)
        if !ends { wire.endSending() }
        #expect(try wire.readToEnd() == Array("early".utf8))
      }
    }
  }

  /// Whoever vanishes takes the tunnel with it, and nothing stays behind.
  @Test func aTunnelThatIsLostLeavesNothing() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, number, _ in
        guard try wire.readRequest() != nil else { return }
        try wire.send(Self.switching)
        if number % 2 == 0 { return wire.reset() }
        _ = try? wire.readToEnd()
      }
      var settings = Self.settings(backend.address)
      settings.backend = ["maxFails: 1", "eject: 1m"]
      let proxy = try stage.startProxy(settings)
      for number in 0..<6 {
        let wire = try proxy.connect()
        try wire.send(Self.handshake)
        // A reset may overtake the head.
        let head = try? wire.readHead()
        if number % 2 == 0 {
          _ = try? wire.readToEnd()
        } else {
          #expect(head?.line.contains(" 101 ") == true)
          wire.reset()
        }
      }
      try eventually("all have ended") {
        let metrics = try proxy.metrics()
        return metrics[Self.openTunnels] == 0 && metrics["cordon_exchanges"] == 1
          && metrics["cordon_upstream_connections_busy"] == 0
          && metrics.sum("cordon_connections") == 1
      }
      // Nobody is ejected for that.
      #expect(try proxy.metrics()["cordon_upstream_ejections_total"] == 0)
    }
  }

  @Test func aDrainWaitsForTunnelsNoLongerThanItMay() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend(script: Self.echoing)
      let proxy = try stage.startProxy(
        Self.settings(backend.address, limits: ["drainTimeout": "500ms"]))
      let (wire, _) = try Self.open(proxy)
      proxy.process.send(SIGTERM)
      #expect(try wire.isEnded())
      #expect(try proxy.process.waitForEnd() == 0)
    }
  }

  @Test func aTunnelsConnectionBeginsWithAPROXYHeaderToo() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, number, backend in
        var line: [UInt8] = []
        while line.last != 10 { line += try wire.read(1) }
        guard line.starts(with: Array("PROXY TCP4 127.0.0.1 ".utf8)) else { return }
        try Self.echoing(wire, number, backend)
      }
      var settings = Self.settings(backend.address)
      settings.backend = ["proxyProtocol: v1"]
      let proxy = try stage.startProxy(settings)
      let (wire, head) = try Self.open(proxy)
      #expect(head.line.contains(" 101 "))
      #expect(backend.received.first?.head["connection"] == "Upgrade")
      try wire.send("ping")
      #expect(try wire.read(4) == Array("ping".utf8))
    }
  }
}
