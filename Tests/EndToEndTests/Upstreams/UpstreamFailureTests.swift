import Glibc
import Primitives
import Testing

@Suite struct UpstreamFailureTests {
  @Test func aFailedConnectIsTriedElsewhereAtOnce() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend()
      var settings = ProxySettings(backend)
      settings.upstreams = [Ports.address(), backend, Ports.address()]
      settings.backend = ["maxFails: 1000"]
      let proxy = try stage.startProxy(settings)
      let body = Bodies.bytes(300_000)
      for _ in 0..<12 {
        let answer = try proxy.upload(body, fields: "Connection: close\r\n")
        #expect(answer.status == 200)
        #expect(answer.member("sha256") == (try Bodies.sha256(body)))
      }
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_upstream_connect_failures_total"] > 0)
      #expect(metrics["cordon_upstream_retries_total"] > 0)
    }
  }

  @Test func withoutAnyUpstreamItIs502AndThen503() async throws {
    try await onStage { stage in
      var settings = ProxySettings(Ports.address())
      settings.upstreams.append(Ports.address())
      settings.backend = ["maxFails: 3", "eject: 1m"]
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      var statuses: [Int] = []
      for _ in 0..<5 {
        try wire.upload([1, 2, 3])
        statuses.append(try wire.readAnswer().status)
      }
      // Tried and failed is a bad gateway; all ejected is nobody to ask.
      #expect(statuses == [502, 502, 502, 503, 503])
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_requests_total{outcome=\"no_upstream\"}"] == 2)
      #expect(metrics["cordon_requests_total{outcome=\"upstream_failed\"}"] == 3)
      #expect(metrics["cordon_upstream_ejections_total"] == 2)
    }
  }

  @Test func anEjectedUpstreamIsTriedAgain() async throws {
    try await onStage { stage in
      var settings = ProxySettings(Ports.address())
      settings.backend = ["maxFails: 1", "eject: 2s", "ejectMax: 4s"]
      let proxy = try stage.startProxy(settings)
      #expect(try proxy.upload([1]).status == 502)
      #expect(try proxy.upload([1]).status == 503)
      let backend = try stage.startBackend(settings.upstreams[0])
      try eventually("it is back") { try proxy.upload([1]).status == 200 }
      #expect(backend.received.count == 1)
    }
  }

  @Test func anUpstreamThatDiesInTheMiddleOfABodyIs502() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--vanish-after", "65536"])
      let proxy = try stage.startProxy(ProxySettings(backend))
      let wire = try proxy.connect()
      for _ in 0..<3 {
        try wire.upload(Bodies.bytes(2 << 20))
        #expect(try wire.readAnswer().status == 502)
      }
      #expect(try proxy.outcomeCount("upstream_failed") == 3)
      #expect(try proxy.metrics().sum("cordon_hold_bytes") == 0)
    }
  }

  /// What has begun with a length or in chunks must not look whole.
  @Test(arguments: [[], ["--chunked"]])
  func anUpstreamThatDiesInTheMiddleOfAResponseIsCutOffAtTheClient(options: [String]) async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(
        options + ["--padding-bytes", "400000", "--cut-after", "200000"])
      let proxy = try stage.startProxy(ProxySettings(backend))
      let wire = try proxy.connect()
      try wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(throws: (any Error).self) { try wire.readAnswer() }
      #expect(try proxy.outcomeCount("upstream_failed") == 1)
    }
  }

  @Test func anUpstreamThatDiesInTheMiddleOfAHeadIs502() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--cut-after", "20"])
      let proxy = try stage.startProxy(ProxySettings(backend))
      let wire = try proxy.connect()
      for _ in 0..<2 {
        try wire.upload([1, 2, 3])
        #expect(try wire.readAnswer().status == 502)
      }
    }
  }

  @Test func garbageIs502AndCounted() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--garbage"])
      let proxy = try stage.startProxy(ProxySettings(backend))
      let wire = try proxy.connect()
      try wire.upload([1, 2, 3])
      let answer = try wire.readAnswer()
      #expect(answer.status == 502)
      #expect(answer.member("reason") == "upstream_garbage")
      try wire.upload([1, 2, 3])
      #expect(try wire.readAnswer().status == 502)
      #expect(try proxy.metrics().sum("cordon_glitches_total") == 2)
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "\r\n\r\n\r\n\r\n",
  ])
  func ambiguousResponsesAre502(response: String) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, _ in
        while try wire.readRequest() != nil { try wire.send(response) }
      }
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      #expect(try proxy.upload([1, 2, 3]).status == 502)
    }
  }

  @Test func aResponseHeadThatIsTooLargeIs502() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, _ in
        while try wire.readRequest() != nil {
          try wire.send("HTTP/1.1 200 OK\r\nX: \(String(repeating: "a", count: 40_000))\r\n\r\n")
        }
      }
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      #expect(try proxy.upload([1, 2, 3]).status == 502)
      #expect(try proxy.limitCount("responseHeadBytesMax") == 1)
    }
  }

  /// A response that does not wait for the body reaches the client, who can go on.
  @Test func anEarlyResponseIsPassedOn() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--early-response", "--status", "401"])
      let proxy = try stage.startProxy(ProxySettings(backend))
      let wire = try proxy.connect()
      for _ in 0..<3 {
        try wire.upload(Bodies.bytes(3 << 20))
        #expect(try wire.readAnswer().status == 401)
      }
      #expect(try proxy.metrics().sum("cordon_hold_bytes") == 0)
    }
  }

  /// The same where the body is not held: the rest of it must not be lost or taken for a request.
  @Test func anEarlyResponseToAnUnheldBodyIsPassedOn() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, backend in
        guard let head = try wire.readHead() else { return }
        backend.record(Received(head: head, body: []))
        try wire.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno")
        while try wire.receive() { _ = wire.takeAll() }
      }
      var settings = ProxySettings(backend.address)
      settings.scan = "off"
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 800000\r\n\r\n")
      try wire.send(Bodies.bytes(400_000))
      #expect(try wire.readAnswer().status == 401)
      try? wire.send(Bodies.bytes(400_000))
      #expect((try? wire.readToEnd()) ?? [] == [])
      #expect(backend.received.count == 1)
    }
  }

  /// A kept connection that dies without a byte of response: GET is sent again, POST is not.
  @Test(arguments: [("GET", 200), ("PUT", 200), ("POST", 502)])
  func whatVanishesOnReuseIsRetriedIfItMayBe(method: String, status: Int) async throws {
    try await onStage { stage in
      let backend = try Self.vanishingOnReuse(stage)
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let wire = try proxy.connect()
      for expected in [200, status] {
        try wire.send("\(method) / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
        #expect(try wire.readAnswer().status == expected)
      }
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_upstream_reuses_total"] == 1)
      #expect(metrics["cordon_upstream_retries_total"] == (status == 200 ? 1 : 0))
      #expect(backend.received.count == (status == 200 ? 3 : 2))
      #expect(backend.received.allSatisfy { $0.body == Array("abc".utf8) })
    }
  }

  @Test func theRouteMaySayThatAnythingIsRetried() async throws {
    try await onStage { stage in
      let backend = try Self.vanishingOnReuse(stage)
      var settings = ProxySettings(backend.address, limits: ["holdBytesMax": "128KiB"])
      settings.route = ["retry: unsafe"]
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      let body = Bodies.bytes(1 << 20)
      for _ in 0..<2 {
        try wire.upload(body)
        #expect(try wire.readAnswer().status == 200)
      }
      #expect(backend.received.count == 3)
      #expect(backend.received.allSatisfy { $0.body == body })
    }
  }

  /// Answers the first request of each connection, and hangs up on hearing the second.
  private static func vanishingOnReuse(_ stage: Stage) throws -> Backend {
    try stage.startBackend { wire, _, backend in
      guard let first = try wire.readRequest() else { return }
      backend.record(first)
      try wire.send(Backend.ok("ok"))
      if let second = try wire.readRequest() { backend.record(second) }
    }
  }

  /// A kept connection that the upstream has closed meanwhile is no failure at all.
  @Test func connectionsThatUpstreamsHaveClosedAreNotUsedAgain() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, backend in
        guard let request = try wire.readRequest() else { return }
        backend.record(request)
        try wire.send(Backend.ok("ok"))
      }
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let wire = try proxy.connect()
      for _ in 0..<5 {
        try wire.upload([1, 2, 3])
        #expect(try wire.readAnswer().status == 200)
        try eventually("its end is heard") {
          proxy.process.connectionCount(to: backend.address) == 0
        }
      }
      #expect(try proxy.metrics()["cordon_upstream_reuses_total"] == 0)
    }
  }

  @Test func theUpstreamWithTheFewestExchangesIsChosen() async throws {
    try await onStage { stage in
      let slow = try stage.startBackend { wire, _, backend in
        while let request = try wire.readRequest() { backend.record(request) }
      }
      let quick = try stage.startBackend()
      var settings = ProxySettings(slow.address)
      settings.upstreams.append(quick.address)
      let proxy = try stage.startProxy(settings)
      var waiting: [Wire] = []
      while slow.received.isEmpty {
        let wire = try proxy.connect()
        try wire.upload([1])
        waiting.append(wire)
        try eventually("it is delivered") {
          slow.received.count + quick.received.count == waiting.count
        }
      }
      let before = quick.received.count
      // One exchange is with the slow one: all that follow go to the other.
      for _ in 0..<10 { #expect(try proxy.upload([2]).status == 200) }
      #expect(slow.received.count == 1)
      #expect(quick.received.count == before + 10)
    }
  }

  @Test func weightsAreHeeded() async throws {
    try await onStage { stage in
      let backends = try (0..<2).map { _ in
        try stage.startBackend { wire, _, backend in
          while let request = try wire.readRequest() { backend.record(request) }
        }
      }
      var settings = ProxySettings(backends[0].address)
      settings.backend = ["balance: leastConnections"]
      let proxy = try stage.startProxy(settings)
      let text = settings.text(stage).replacing(
        "      - \"\(backends[0].address)\"\n",
        with: "      - { address: \"\(backends[0].address)\", weight: 3 }\n"
          + "      - \"\(backends[1].address)\"\n")
      try Files.write(stage.path("cordon.yaml"), text)
      proxy.process.send(SIGHUP)
      try eventually("adopted") {
        try proxy.metrics()["cordon_reloads_total{result=\"adopted\"}"] == 1
      }
      let wires = try (0..<12).map { _ in
        let wire = try proxy.connect()
        try wire.upload([1])
        return wire
      }
      try eventually("all are delivered") { backends.map(\.received.count).reduce(0, +) == 12 }
      #expect(backends[0].received.count == 9)
      #expect(backends[1].received.count == 3)
      _ = wires
    }
  }
}
