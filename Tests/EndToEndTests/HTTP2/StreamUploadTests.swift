import Primitives
import Testing

/// Uploads over HTTP/2 with clients that people have.
@Suite struct StreamUploadTests {
  /// Starts a proxy that speaks TLS or not, and what curl needs to reach it.
  static func start(
    _ stage: Stage, _ settings: ProxySettings, isSecure: Bool
  ) throws -> (proxy: Proxy, curl: [String], url: String) {
    var settings = settings
    if isSecure { settings.tls = try stage.makeCertificates() }
    var proxy = try stage.startProxy(settings)
    guard isSecure else { return (proxy, ["--http2-prior-knowledge"], proxy.url) }
    proxy.client = try stage.tlsClient()
    let port = proxy.address.port ?? 0
    let options = [
      "--http2", "--cacert", stage.path("ec.pem"), "--resolve", "a.test:\(port):127.0.0.1",
    ]
    return (proxy, options, "https://a.test:\(port)")
  }

  private static let report = ["--write-out", "\\n%{http_version} %{http_code}"]

  @Test(arguments: [false, true])
  func anUploadIsJudgedDeliveredAndAnswered(isSecure: Bool) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend(
        script: Backend.answering { Backend.ok("\($0.body.count) bytes", fields: "X-Own: yes\r\n") }
      )
      let (proxy, options, url) = try Self.start(
        stage, ProxySettings(backend.address), isSecure: isSecure)
      let body = Bodies.bytes(40_000)
      try Files.write(stage.path("body"), body)
      let result = try stage.curl(
        options + Self.report
          + ["--include", "--data-binary", "@\(stage.path("body"))", "\(url)/a?b=c"])
      #expect(result.ending == 0)
      #expect(result.out.hasSuffix("40000 bytes\n2 200"), "\(result.out)")
      #expect(result.out.contains("x-own: yes"))
      let request = try #require(backend.received.first)
      #expect(request.head.line == "POST /a?b=c HTTP/1.1")
      #expect(request.body == body)
      #expect(request.head["content-length"] == "40000")
      #expect(request.head["via"] == "2.0 cordon")
      #expect(request.head["x-forwarded-proto"] == (isSecure ? "https" : "http"))
      let line = try #require(try proxy.deliveryLines(atLeast: 1).first)
      #expect(jsonMember("protocol", of: line) == "HTTP/2")
      #expect(jsonMember("bytesIn", of: line) == "40000")
      #expect(line.contains("\"tls\":") == isSecure)
      #expect(try proxy.metrics()["cordon_http2_connections_total"] == 1)
    }
  }

  /// Many uploads of all sizes share one connection; those that are infected are refused, and they alone.
  @Test(arguments: ["hold", "off"])
  func uploadsInParallelArriveAsTheyAre(scan: String) async throws {
    try await onStage { stage in
      var settings = ProxySettings(
        try stage.startSampleBackend(), limits: ["holdBytesMax": "128KiB"])
      settings.scan = scan
      let (proxy, options, url) = try Self.start(stage, settings, isSecure: true)
      var lines: [String] = []
      var hashes: [String] = []
      // What is held is looked into.
      let factor = scan == "hold" ? 60 : 5000
      for index in 0..<24 {
        var body = Bodies.bytes(1 + index * index * factor, seed: UInt64(index + 50))
        if index % 5 == 4 { body = Eicar.bytes + [10] }
        hashes.append(try Bodies.sha256(body))
        try Files.write(stage.path("in\(index)"), body)
        lines += [
          "next", "url = \"\(url)/\(index)\"", "data-binary = \"@\(stage.path("in\(index)"))\"",
          "output = \"\(stage.path("answer\(index)"))\"",
        ]
        lines += ["http2", "cacert = \"\(stage.path("ec.pem"))\""]
        lines.append("resolve = \"a.test:\(proxy.address.port ?? 0):127.0.0.1\"")
      }
      try Files.write(stage.path("uploads"), lines.dropFirst().joined(separator: "\n") + "\n")
      let result = try stage.curl(
        options + ["--parallel", "--parallel-max", "24", "--config", stage.path("uploads")])
      #expect(result.ending == 0)
      for index in 0..<24 {
        let answer = Files.text(stage.path("answer\(index)"))
        if scan == "hold", index % 5 == 4 {
          #expect(jsonMember("reason", of: answer) == "infected", "\(index): \(answer)")
        } else {
          #expect(jsonMember("sha256", of: answer) == hashes[index], "\(index): \(answer)")
        }
      }
      #expect(try proxy.metrics()["cordon_http2_streams_total"] == 24)
      #expect(try proxy.metrics().sum("cordon_connections_accepted_total") < 24 + 10)
      try eventually("nothing is left") {
        let metrics = try proxy.metrics()
        return metrics.sum("cordon_http2_streams") == 0 && metrics.sum("cordon_hold_bytes") == 0
          && metrics.sum("cordon_spill_files") == 0
      }
    }
  }

  /// A body without a length is delivered with one where it was held, and in chunks where it was not.
  @Test(arguments: ["hold", "off"])
  func aBodyWithoutALengthIsDelivered(scan: String) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      settings.scan = scan
      let proxy = try stage.startProxy(settings)
      let body = Bodies.bytes(700_000)
      let client = try FrameWire(proxy)
      try client.send(.request(1))
      for start in stride(from: 0, to: body.count, by: 10_000) {
        try client.send(.data(1, body[start..<start + 10_000]))
      }
      try client.send(.data(1, [], endsStream: true))
      #expect(try client.body(of: 1) == Array("ok".utf8))
      let request = try #require(backend.received.first)
      #expect(request.body == body)
      #expect(request.head["content-length"] == (scan == "hold" ? "700000" : nil))
    }
  }

  /// Crumbs of several streams, one beside the other, come out as the bodies that they were.
  @Test(arguments: ["hold", "off"], [true, false])
  func crumbsOfManyStreamsStayApart(scan: String, hasLength: Bool) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend(
        script: Backend.answering { Backend.ok($0.head["x-number"] ?? "") })
      var settings = ProxySettings(backend.address)
      settings.scan = scan
      let proxy = try stage.startProxy(settings)
      let client = try FrameWire(proxy)
      let streams = Array(stride(from: 1, to: 41, by: 2))
      let bodies = streams.map { Bodies.bytes(600, seed: UInt64($0)) }
      var bytes: [UInt8] = []
      for stream in streams {
        let fields = [("x-number", "\(stream)")] + (hasLength ? [("content-length", "600")] : [])
        bytes += Frame.request(stream, fields: fields).bytes
      }
      for place in 0..<600 {
        for (index, stream) in streams.enumerated() {
          bytes += Frame.data(stream, [bodies[index][place]], endsStream: place == 599).bytes
        }
      }
      try client.wire.send(bytes)
      var ended = Set<Int>()
      while ended.count < streams.count, let frame = try client.next() {
        if frame.endsStream { ended.insert(frame.stream) }
        #expect(frame.kind != .goAway && frame.kind != .reset)
      }
      #expect(backend.received.count == streams.count)
      for request in backend.received {
        let stream = Int(request.head["x-number"] ?? "") ?? 0
        #expect(streams.firstIndex(of: stream).map { bodies[$0] } == request.body, "\(stream)")
      }
    }
  }

  @Test func anAnswerOfMegabytesArrivesWhole() async throws {
    try await onStage { stage in
      let backend = try stage.startSampleBackend(["--padding-bytes", "5000000"])
      let (proxy, options, url) = try Self.start(
        stage, ProxySettings(backend), isSecure: true)
      let result = try stage.curl(
        options + ["--output", stage.path("answer"), "--write-out", "%{size_download}", url])
      #expect(Int(result.out) ?? 0 > 5_000_000)
      #expect(Files.bytes(stage.path("answer")).count == Int(result.out))
      let line = try #require(try proxy.deliveryLines(atLeast: 1).first)
      #expect(Int(jsonMember("bytesOut", of: line) ?? "") ?? 0 > 5_000_000)
    }
  }

  @Test func aBodyThatIsTooLargeIsRefusedBeforeItIsSent() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(
        ProxySettings(backend.address, limits: ["bodyBytesMax": "100KiB"]))
      let client = try FrameWire(proxy)
      try client.send(.request(1, fields: [("content-length", "200000")]))
      let head = try #require(try client.next { $0.stream == 1 })
      #expect(head.kind == .headers)
      _ = try client.next { $0.endsStream }
      // The rest is not wanted, and the client told so without an error.
      let reset = try #require(try client.next { $0.kind == .reset })
      #expect(reset.code == 0)
      // And where the client says no length.
      try client.send(.request(3))
      for _ in 0..<13 { try client.send(.data(3, Bodies.bytes(8192))) }
      #expect(try client.next { $0.stream == 3 && $0.kind == .reset }?.code == 0)
      #expect(try proxy.limitCount("bodyBytesMax") == 2)
      // The connection goes on.
      try client.send(.request(5, "GET", endsStream: true))
      #expect(try client.body(of: 5) == Array("ok".utf8))
      #expect(backend.received.count == 1)
    }
  }

  @Test func thatTheBodyIsAwaitedIsSaid() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let client = try FrameWire(proxy)
      try client.send(.request(1, fields: [("expect", "100-continue"), ("content-length", "3")]))
      let head = try #require(try client.next { $0.kind == .headers })
      #expect(!head.endsStream)
      try client.send(.data(1, [1, 2, 3], endsStream: true))
      #expect(try client.body(of: 1) == Array("ok".utf8))
    }
  }

  @Test func aListenerMaySpeakHTTP1Alone() async throws {
    try await onStage { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.speaksHTTP2 = false
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      try wire.send(Frame.preface)
      #expect(try wire.readAnswer().status == 505)
      #expect(try proxy.metrics()["cordon_http2_connections_total"] == 0)
    }
  }

  /// The preface may come in any pieces.
  @Test func thePrefaceMayComeByteByByte() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startBackend().address))
      let all =
        Frame.preface + Frame.settings().bytes
        + Frame.request(1, "GET", endsStream: true).bytes
      let wire = try proxy.connect()
      for byte in all { try wire.send([byte]) }
      var received: [UInt8] = []
      while !received.contains(UInt8(ascii: "k")) { received += try wire.receiveSome() }
      for cut in 1..<Frame.preface.count {
        let wire = try proxy.connect()
        try wire.send(all[..<cut])
        try wire.send(all[cut...])
        #expect(try wire.receive(), "\(cut)")
      }
    }
  }
}
