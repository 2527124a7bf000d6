import Glibc
import Primitives
import Testing

/// Each limit gives its status and moves its counter.
@Suite struct LimitTests {
  @Test func aHeadThatIsTooLargeIs431() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startBackend().address, limits: ["headBytesMax": "2KiB"]))
      let field = "X-Long: " + String(repeating: "a", count: 1900)
      let wire = try proxy.connect()
      try wire.send("GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n")
      #expect(try wire.readAnswer().status == 200)
      try wire.send("GET / HTTP/1.1\r\nHost: a\r\n\(field)\(field)\r\n\r\n")
      #expect(try wire.readAnswer().status == 431)
      #expect(try wire.isEnded())
      #expect(try proxy.limitCount("headBytesMax") == 1)
      #expect(try proxy.outcomeCount("limit") == 1)
    }
  }

  @Test func tooManyFieldsAre431() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startBackend().address, limits: ["headFieldsMax": "8"]))
      func request(_ fields: Int) -> String {
        "GET / HTTP/1.1\r\nHost: a\r\n"
          + (1..<fields).map { "X-\($0): 1\r\n" }.joined() + "\r\n"
      }
      #expect(try proxy.ask(request(8)).status == 200)
      #expect(try proxy.ask(request(9)).status == 431)
      #expect(try proxy.limitCount("headFieldsMax") == 1)
      #expect(try proxy.outcomeCount("limit") == 1)
    }
  }

  @Test func aTargetThatIsTooLongIs414() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startBackend().address))
      let long = String(repeating: "a", count: 9000)
      #expect(try proxy.ask("GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n").status == 414)
      #expect(try proxy.limitCount("targetBytesMax") == 1)
      #expect(try proxy.outcomeCount("limit") == 1)
    }
  }

  @Test func aHeadThatStallsIs408() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(Ports.address(), limits: ["headTimeout": "200ms"]))
      let wire = try proxy.connect()
      try wire.send("GET / HTTP/1.1\r\nHo")
      #expect(try wire.readAnswer().status == 408)
      #expect(try wire.isEnded())
      #expect(try proxy.limitCount("headTimeout") == 1)
      #expect(try proxy.outcomeCount("timed_out") == 1)
      // One who says nothing at all has asked nothing: it is let go without an answer.
      #expect(try proxy.connect().isEnded())
    }
  }

  @Test func aBodyThatStallsIs408() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(Ports.address(), limits: ["bodyTimeout": "200ms"]))
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
      #expect(try wire.readAnswer().status == 408)
      #expect(try wire.isEnded())
      #expect(try proxy.limitCount("bodyTimeout") == 1)
      #expect(try proxy.outcomeCount("timed_out") == 1)
      #expect(try proxy.metrics().sum("cordon_hold_bytes") == 0)
    }
  }

  @Test func aConnectionWithoutRequestsIsLetGo() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startBackend().address, limits: ["idleTimeout": "200ms"]))
      let wire = try proxy.connect()
      try wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try wire.readAnswer().status == 200)
      #expect(try wire.isEnded())
      #expect(try proxy.limitCount("idleTimeout") == 1)
    }
  }

  @Test func aConnectionServesSoManyRequestsAndNoMore() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startBackend().address, limits: ["requestsPerConnectionMax": "3"]))
      let wire = try proxy.connect()
      for number in 1...3 {
        try wire.upload([1, 2, 3])
        let answer = try wire.readAnswer()
        #expect(answer.status == 200)
        #expect(answer.head["connection"] == (number == 3 ? "close" : nil))
      }
      #expect(try wire.isEnded())
      #expect(try proxy.limitCount("requestsPerConnectionMax") == 1)
    }
  }

  @Test func connectionsPastTheMostAreClosedAtOnce() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startBackend().address, limits: ["connectionsMax": "4"]))
      // The readiness check is gone before the next connections come, and one place is left for
      // looking at the metrics.
      try eventually("alone") { try proxy.metrics().sum("cordon_connections") == 1 }
      var wires: [Wire] = []
      for _ in 0..<3 {
        let wire = try proxy.connect()
        try wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try wire.readAnswer().status == 200)
        wires.append(wire)
      }
      // Connections after the fourth end without an answer.
      let fourth = try proxy.connect()
      try fourth.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try fourth.readAnswer().status == 200)
      #expect(try proxy.connect().isEnded())
      fourth.close()
      for wire in wires {
        try wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try wire.readAnswer().status == 200)
      }
      var metrics: Metrics?
      try eventually("there is room for the admin listener") {
        metrics = try? proxy.metrics()
        return metrics != nil
      }
      #expect(metrics!["cordon_limit_reached_total{limit=\"connectionsMax\"}"] >= 1)
      #expect(metrics!["cordon_connections_refused_total"] >= 1)
    }
  }

  @Test func exchangesPastTheMostAre503() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startBackend().address, limits: ["exchangesMax": "2"]))
      let uploads = try (0..<2).map { _ in
        let wire = try proxy.connect()
        try wire.send(
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        #expect(try wire.readHead()?.line.contains("100") == true)
        return wire
      }
      #expect(try proxy.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 503)
      for wire in uploads {
        try wire.send("abc")
        #expect(try wire.readAnswer().status == 200)
      }
      #expect(try proxy.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
      #expect(try proxy.limitCount("exchangesMax") == 1)
      #expect(try proxy.outcomeCount("overloaded") == 1)
    }
  }

  @Test func anUpstreamThatNeverAnswersIs504() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, backend in
        while let request = try wire.readRequest() { backend.record(request) }
      }
      let proxy = try stage.startProxy(
        ProxySettings(backend.address, limits: ["upstreamTimeout": "200ms"]))
      let wire = try proxy.connect()
      try wire.upload(Bodies.bytes(1000))
      #expect(try wire.readAnswer().status == 504)
      #expect(backend.received.count == 1)
      #expect(try proxy.limitCount("upstreamTimeout") == 1)
      #expect(try proxy.outcomeCount("upstream_timed_out") == 1)
      // The client has done nothing wrong and may go on.
      try wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try wire.readAnswer().status == 504)
    }
  }

  /// An upstream that takes nothing of a request is no better than one that says nothing.
  @Test func anUpstreamThatDoesNotReadIs504() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, _ in
        // Held open until the other side ends it.
        _ = try wire.readHead()
        while wire.isOpenAtTheOtherSide { usleep(10_000) }
      }
      let proxy = try stage.startProxy(
        ProxySettings(
          backend.address,
          limits: ["upstreamTimeout": "300ms", "sendTimeout": "300ms", "holdBytesMax": "1MiB"]))
      let wire = try proxy.connect()
      try wire.upload(Bodies.bytes(16 << 20))
      #expect(try wire.readAnswer().status == 504)
      try eventually("nothing is kept") {
        let metrics = try proxy.metrics()
        return metrics.sum("cordon_hold_bytes") == 0 && metrics["cordon_spill_files"] == 0
      }
    }
  }

  @Test func anUpstreamThatDoesNotAcceptIsLeftForAnother() async throws {
    try await onStage { stage in
      let full = try FullListener()
      let limits = ["connectTimeout": "200ms"]
      let alone = try stage.startProxy(ProxySettings(full.address, limits: limits))
      #expect(try alone.upload([1, 2, 3]).status == 504)
      #expect(try alone.limitCount("connectTimeout") == 1)
      alone.process.end()

      let other = try stage.startBackend()
      var settings = ProxySettings(full.address, limits: limits)
      settings.upstreams.append(other.address)
      settings.backend = ["maxFails: 1000"]
      let proxy = try stage.startProxy(settings)
      for _ in 0..<4 { #expect(try proxy.upload([1, 2, 3]).status == 200) }
      #expect(other.received.count == 4)
    }
  }

  /// Where a worker holds too much in sum, uploads go to disk that are small by themselves.
  @Test func whatAllUploadsOfAWorkerHoldIsBounded() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(
          try stage.startSampleBackend(),
          limits: ["holdBytesMax": "1MiB", "holdBytesPerWorkerMax": "1MiB"]))
      let body = Bodies.bytes(600_000)
      let wires = try (0..<6).map { _ in
        let wire = try proxy.connect()
        try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
        try wire.send(body.dropLast())
        return wire
      }
      try eventually("all that was sent is taken") {
        try proxy.metrics()["cordon_scanned_bytes_total"] == wires.count * (body.count - 1)
      }
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_limit_reached_total{limit=\"holdBytesPerWorkerMax\"}"] > 0)
      #expect(metrics["cordon_limit_reached_total{limit=\"holdBytesMax\"}"] == 0)
      try eventually("what is too much is on disk") {
        try proxy.metrics().sum("cordon_hold_bytes") <= 1 << 20
      }
      for wire in wires {
        try wire.send(body.suffix(1))
        #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)))
      }
    }
  }

  /// Nobody reads the access log: workers serve on, and the lines that are lost are counted.
  @Test func aLogThatStallsDropsLinesAndNothingElse() async throws {
    try await onStage { stage in
      unsafe mkfifo(stage.path("access.log"), 0o600)
      let reader = unsafe open(stage.path("access.log"), O_RDWR | O_CLOEXEC)
      defer { close(reader) }
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startSampleBackend(), limits: ["logBufferBytes": "64KiB"]))
      let wire = try proxy.connect()
      let path = "/" + String(repeating: "a", count: 3000)
      for _ in 0..<150 {
        try wire.upload([1, 2, 3], path: path)
        #expect(try wire.readAnswer().status == 200)
      }
      #expect(try proxy.metrics()["cordon_log_lines_total{result=\"dropped\"}"] > 0)
      proxy.process.end()
    }
  }

  /// A client that reads nothing loses its connection after the send timeout, and what waits for it
  /// meanwhile is bounded.
  @Test func aClientThatDoesNotReadIsLetGo() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--padding-bytes", "60000000"])
      let proxy = try stage.startProxy(
        ProxySettings(backend, limits: ["sendTimeout": "300ms"]))
      let wire = try proxy.connect(receiveBytes: 4096)
      try wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      try eventually("it is let go") { try proxy.limitCount("sendTimeout") == 1 }
      try eventually("nothing is kept for it") {
        try proxy.metrics().sum("cordon_connections") == 1
      }
      #expect(
        try proxy.metrics()["cordon_bytes_total{side=\"upstream\",direction=\"in\"}"] < 30_000_000)
      _ = wire
    }
  }

  /// A slow reader is served for as long as it reads.
  @Test func aSlowReaderIsServed() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--padding-bytes", "3000000"])
      let proxy = try stage.startProxy(ProxySettings(backend, limits: ["sendTimeout": "2s"]))
      let wire = try proxy.connect(receiveBytes: 8192)
      try wire.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      var total = 0
      while true {
        let part = try wire.receiveSome(16_384)
        if part.isEmpty { break }
        if (total + part.count) >> 20 > total >> 20 {
          // Others are served meanwhile.
          #expect(try proxy.ask("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", toHead: true).status == 200)
        }
        total += part.count
      }
      #expect(total > 3_000_000)
      #expect(try proxy.outcomeCount("passed") >= 3)
    }
  }

  /// A client that sends slowly, but sends, is waited for.
  @Test func aSlowClientIsWaitedFor() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startSampleBackend(), limits: ["bodyTimeout": "1s"]))
      let body = Bodies.bytes(300)
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300\r\n\r\n")
      for byte in body {
        try wire.send([byte])
        usleep(5_000)
      }
      #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)))
    }
  }

  @Test func trailersThatAreTooLongAre431() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(Ports.address()))
      let answer = try proxy.ask(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: "
          + String(repeating: "a", count: 70_000) + "\r\n\r\n")
      #expect(answer.status == 431)
      #expect(try proxy.limitCount("trailerBytesMax") == 1)
    }
  }
}
