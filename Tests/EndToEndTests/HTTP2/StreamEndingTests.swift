import Glibc
import Testing

/// How streams and sessions end, and that nothing is left of them.
@Suite struct StreamEndingTests {
  private static let limits = [
    "holdBytesMax": "128KiB", "bodyTimeout": "300ms", "sendTimeout": "300ms",
    "lingerTimeout": "200ms", "upstreamIdleTimeout": "100ms", "poolBytesPerWorker": "8MiB",
  ]

  /// Waits until the proxy has nothing in use but a connection for the operator.
  private func expectNothingLeft(_ proxy: Proxy, descriptors: Int) throws {
    var text = ""
    try eventually("all is given back: \(text)") {
      let metrics = try proxy.metrics()
      let names = [
        "cordon_http2_streams", "cordon_hold_bytes", "cordon_spill_files", "cordon_inspections",
      ]
      let now = proxy.process.descriptorCount
      text =
        "\(now) of \(descriptors) descriptors, \(metrics.sum("cordon_leases")) leases, "
        + names.map { "\($0) \(metrics.sum($0))" }.joined(separator: ", ")
      return names.allSatisfy { metrics.sum($0) == 0 } && metrics.sum("cordon_leases") <= 2
        && metrics.sum("cordon_exchanges") <= 1 && now <= descriptors
    }
  }

  /// Streams are reset while they are received, judged, delivered and answered, others are left, and their
  /// connections close or vanish.
  @Test(arguments: ["hold", "off"])
  func resetsInTheMiddleLeaveNothing(scan: String) async throws {
    try await onStage { stage in
      var settings = ProxySettings(
        try stage.startSampleBackend(["--padding-bytes", "200000", "--delay-milliseconds", "5"]),
        limits: Self.limits)
      settings.scan = scan
      let proxy = try stage.startProxy(settings)
      _ = try proxy.upload([1, 2, 3], fields: "Connection: close\r\n")
      try eventually("quiet") { try proxy.metrics().sum("cordon_leases") <= 2 }
      let descriptors = proxy.process.descriptorCount
      let body = Bodies.bytes(300_000)
      for round in 0..<8 {
        let client = try FrameWire(proxy, settings: [(4, 70_000)])
        for index in 0..<12 {
          let stream = 2 * index + 1
          let count = body.count * (index + round) % 13 / 12
          let parts = stride(from: 0, to: count, by: 16_000).map {
            Frame.data(stream, body[$0..<min(count, $0 + 16_000)])
          }
          try? client.send(.request(stream))
          for part in parts { try? client.send(part) }
          if index % 3 == 0 { try? client.send(.data(stream, [1], endsStream: true)) }
          if index % 4 == 1 { try? client.send(.reset(stream)) }
        }
        for stream in [1, 7, 13] where round % 2 == 0 { try? client.send(.reset(stream)) }
        switch round % 3 {
        case 0: client.wire.reset()
        case 1: client.wire.close()
        default:
          client.wire.endSending()
          _ = try? client.next()
          client.wire.reset()
        }
      }
      #expect(try proxy.upload(body).member("sha256") == (try Bodies.sha256(body)))
      try expectNothingLeft(proxy, descriptors: descriptors)
      #expect(try proxy.metrics()["cordon_http2_streams_total"] > 0)
      #expect(Files.names(stage.path("spill")).isEmpty)
    }
  }

  /// What is in flight is answered, the client hears that it is to open no more streams, and the process ends.
  @Test func aDrainAnswersWhatIsInFlight() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--delay-milliseconds", "600"])
      let proxy = try stage.startProxy(ProxySettings(backend))
      let client = try FrameWire(proxy)
      let idle = try FrameWire(proxy)
      try client.send(.request(1), .data(1, [1, 2, 3], endsStream: true))
      try eventually("it is in flight") { try proxy.metrics().sum("cordon_http2_streams") == 1 }
      proxy.process.send(SIGTERM)
      let notice = try #require(try client.next { $0.kind == .goAway })
      #expect(Frame.number(notice.payload) == 0x7FFF_FFFF && notice.code == 0)
      // One that was on its way is answered, too.
      try client.send(.request(3), .data(3, [1], endsStream: true))
      var ended: [Int] = []
      var last = 0
      while let frame = try client.next() {
        if frame.endsStream { ended.append(frame.stream) }
        if frame.kind == .goAway { last = Frame.number(frame.payload) }
      }
      #expect(Set(ended) == [1, 3] && last == 3)
      #expect(try idle.next { $0.kind == .goAway } != nil)
      while try idle.next() != nil {}
      #expect(try proxy.process.waitForEnd() == 0)
    }
  }

  @Test func aConnectionWithoutStreamsIsEndedInTime() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startBackend().address, limits: ["idleTimeout": "300ms"]))
      let client = try FrameWire(proxy)
      try client.send(.request(1, "GET", endsStream: true))
      #expect(try client.body(of: 1) != nil)
      #expect(try client.next { $0.kind == .goAway }?.code == 0)
      #expect(try client.next() == nil)
      #expect(try proxy.limitCount("idleTimeout") == 1)
    }
  }

  @Test func aConnectionHasOnlySoManyRequests() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(
          try stage.startBackend().address, limits: ["requestsPerConnectionMax": "3"]))
      let client = try FrameWire(proxy)
      for stream in [1, 3, 5, 7] { try client.send(.request(stream, "GET", endsStream: true)) }
      var ended = Set<Int>()
      var last = 0
      while let frame = try client.next() {
        if frame.endsStream { ended.insert(frame.stream) }
        if frame.kind == .goAway { last = Frame.number(frame.payload) }
      }
      #expect(ended == [1, 3, 5] && last == 5)
      #expect(try proxy.limitCount("requestsPerConnectionMax") == 1)
    }
  }

  /// A body that stalls is answered; the streams beside it go on.
  @Test func aBodyThatStallsIsAnswered() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address, limits: Self.limits))
      let client = try FrameWire(proxy)
      try client.send(.request(1), .data(1, [1, 2, 3]), .request(3, "GET", endsStream: true))
      #expect(try client.body(of: 3) == Array("ok".utf8))
      let answer = try #require(try client.body(of: 1))
      #expect(jsonMember("reason", of: String(decoding: answer, as: UTF8.self)) == "body_timeout")
      #expect(try proxy.limitCount("bodyTimeout") == 1)
      #expect(backend.received.count == 1)
    }
  }

  /// A stream whose answer nobody takes is cut in time; the streams beside it go on.
  @Test func aReaderThatStallsIsCut() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(
          try stage.startSampleBackend(["--padding-bytes", "900000"]), limits: Self.limits))
      // No stream may send a byte before it is allowed to.
      let client = try FrameWire(proxy, settings: [(4, 0)])
      try client.send(.request(1, "GET", endsStream: true))
      #expect(try client.next { $0.stream == 1 }?.kind == .headers)
      #expect(try client.next { $0.stream == 1 }?.kind == .reset)
      try client.send(
        .request(3, "GET", endsStream: true), .window(3, 2_000_000), .window(0, 2_000_000))
      #expect(try client.body(of: 3)?.count ?? 0 > 900_000)
      #expect(try proxy.limitCount("sendTimeout") == 1)
      // And one that does not read from its socket at all.
      let deaf = try FrameWire(proxy, settings: [(4, 0x7FFF_FFFF)], receiveBytes: 4096)
      try deaf.send(.window(0, 0x7000_0000))
      for stream in stride(from: 1, to: 101, by: 2) {
        try deaf.send(.request(stream, "GET", endsStream: true))
      }
      try eventually("it is cut") { try proxy.limitCount("sendTimeout") > 1 }
      deaf.wire.close()
      try expectNothingLeft(proxy, descriptors: .max)
    }
  }

  /// All of a body is out, and the frame that says so has no window.
  @Test func anAnswerWhoseEndStallsIsCut() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, _ in
        guard try wire.readRequest() != nil else { return }
        try wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")
        // The end comes when the client has what came before.
        try eventually("the client has it") { Files.exists(stage.path("received")) }
        try? wire.send("0\r\n\r\n")
        _ = try? wire.receiveSome()
      }
      let proxy = try stage.startProxy(ProxySettings(backend.address, limits: Self.limits))
      let client = try FrameWire(proxy, settings: [(4, 2)])
      try client.send(.request(1, "GET", endsStream: true))
      #expect(try client.next { $0.stream == 1 }?.kind == .headers)
      #expect(try client.next { $0.stream == 1 }?.kind == .data)
      try Files.write(stage.path("received"), "")
      try eventually("it is cut") { try proxy.metrics().sum("cordon_http2_streams") == 0 }
      client.wire.close()
      try expectNothingLeft(proxy, descriptors: .max)
    }
  }

  /// What the backend cuts short, the client does not take for whole.
  @Test func anAnswerThatIsCutIsCutForTheClient() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(
        ["--padding-bytes", "300000", "--cut-after", "1000"])
      let proxy = try stage.startProxy(ProxySettings(backend))
      let client = try FrameWire(proxy, settings: [(4, 1_000_000)])
      try client.send(.window(0, 1_000_000), .request(1), .data(1, [1], endsStream: true))
      #expect(try client.next { $0.stream == 1 && $0.kind == .reset }?.code == 2)
      #expect(try proxy.outcomeCount("upstream_failed") == 1)
    }
  }
}
