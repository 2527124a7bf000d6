import Testing

/// Clients that attack with frames.
@Suite struct HostileStreamTests {
  /// Streams that are begun and reset, as fast as can be (CVE-2023-44487).
  @Test func aFloodOfResetsIsEnded() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let client = try FrameWire(proxy)
      var sent = 0
      for stream in stride(from: 1, to: 40_001, by: 2) {
        let frames =
          Frame.request(stream, "GET", endsStream: true).bytes + Frame.reset(stream).bytes
        guard (try? client.wire.send(frames)) != nil else { break }
        sent += 1
      }
      let end = try client.next { $0.kind == .goAway }
      if let end { #expect(end.code == 11) }
      while try client.next() != nil {}
      #expect(try proxy.limitCount("glitchesPerConnectionMax") == 1)
      #expect(try proxy.metrics()["cordon_http2_streams_total"] <= 1000)
      #expect(backend.received.count <= 100)
      // Others are served.
      #expect(try proxy.upload([1]).status == 200)
      try eventually("nothing is left") { try proxy.metrics().sum("cordon_http2_streams") == 0 }
    }
  }

  /// More streams than there may be are refused one by one.
  @Test func streamsPastTheLimitAreRefused() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(
        ProxySettings(backend.address, limits: ["streamsPerConnectionMax": "5"]))
      // One that has agreed to the limit and goes past it is worse: its session ends.
      let client = try FrameWire(proxy, acknowledges: false)
      for stream in stride(from: 1, to: 17, by: 2) { try client.send(.request(stream)) }
      for _ in 0..<3 {
        let reset = try #require(try client.next { $0.kind == .reset })
        #expect(reset.code == 7 && reset.stream > 10)
      }
      for stream in stride(from: 1, to: 11, by: 2) {
        try client.send(.data(stream, [1], endsStream: true))
      }
      var ended = 0
      while ended < 5, let frame = try client.next() { if frame.endsStream { ended += 1 } }
      #expect(ended == 5)
      #expect(try proxy.limitCount("streamsPerConnectionMax") == 3)
    }
  }

  /// A head that never ends, in pieces that say nothing.
  @Test func aHeadWithoutAnEndIsEnded() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(
          try stage.startBackend().address, limits: ["headTimeout": "300ms"]))
      let flood = try FrameWire(proxy)
      var head = Frame.request(1, "GET", endsStream: true)
      head.flags = 1
      try flood.send(head)
      for _ in 0..<1000 {
        let piece = Frame(kind: .continuation, stream: 1, payload: [0, 1, 97, 1, 98])
        guard (try? flood.send(piece)) != nil else { break }
      }
      #expect(try flood.next { $0.kind == .goAway }?.code ?? 11 == 11)
      // And one that stops in the middle.
      let slow = try FrameWire(proxy)
      try slow.send(head)
      #expect(try slow.next { $0.kind == .goAway } != nil)
      while try slow.next() != nil {}
      #expect(try proxy.limitCount("headTimeout") == 1)
    }
  }

  /// What would be two requests, or another one, as text of HTTP/1.1 is never sent on.
  @Test func whatWouldSmuggleIsCut() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let fields: [[(String, String)]] = [
        [("a", "b\r\ntransfer-encoding: chunked")], [("a", "b\nc: d")], [("a", "b\u{0}")],
        [("transfer-encoding", "chunked")], [("connection", "close")], [("A", "b")],
        [("a b", "c")], [("a:", "b")], [("", "b")], [("content-length", "5")],
        [("content-length", "1"), ("content-length", "1")], [("host", "b.test")],
        [("upgrade", "h2c")], [("te", "gzip")], [(":path", "/x")], [(":evil", "x")],
      ]
      let client = try FrameWire(proxy)
      for (index, fields) in fields.enumerated() {
        let stream = 2 * index + 1
        try client.send(.request(stream, fields: fields), .data(stream, [1], endsStream: true))
        let answer = try #require(try client.next { $0.stream == stream })
        #expect(answer.kind == .reset && answer.code == 1, "\(fields)")
      }
      for path in ["/ HTTP/1.1\r\nX: y", "/a b", "http://b.test/", "a"] {
        let client = try FrameWire(proxy)
        try client.send(.request(1, path: path), .data(1, [1], endsStream: true))
        #expect(try client.next { $0.stream == 1 }?.kind == .reset, "\(path)")
      }
      #expect(backend.received.isEmpty)
    }
  }
}
