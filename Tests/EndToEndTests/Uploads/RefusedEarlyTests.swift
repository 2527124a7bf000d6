import Glibc
import Primitives
import Testing

/// Uploads that are refused before they are read.
@Suite struct RefusedEarlyTests {
  /// A client that sends all before it reads sees the refusal and not a reset.
  @Test func theRefusalIsSeenByAClientThatSendsAllFirst() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(
        ProxySettings(backend.address, limits: ["bodyBytesMax": "64KiB"]))
      for size in [70_000, 400_000, 900_000] {
        let wire = try proxy.connect()
        try wire.upload(Bodies.bytes(size))
        let answer = try wire.readAnswer()
        #expect(answer.status == 413)
        #expect(answer.head["connection"] == "close")
        #expect(answer.member("reason") == "body_too_large")
        #expect(try wire.isEnded())
      }
      #expect(try proxy.limitCount("bodyBytesMax") == 3)
      #expect(backend.connections == 0)
    }
  }

  @Test func chunksPastTheLimitAreRefused() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(
        ProxySettings(backend.address, limits: ["bodyBytesMax": "64KiB"]))
      let wire = try proxy.connect()
      try wire.uploadChunked(Bodies.bytes(65_536), chunkBytes: 5000)
      #expect(try wire.readAnswer().status == 200)
      try wire.uploadChunked(Bodies.bytes(400_000), chunkBytes: 5000)
      let answer = try wire.readAnswer()
      #expect(answer.status == 413)
      #expect(try wire.isEnded())
      #expect(try proxy.limitCount("bodyBytesMax") == 1)
      #expect(backend.received.count == 1)
    }
  }

  /// 413 comes on the head alone.
  @Test func theBodyIsNotWaitedFor() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(Ports.address(), limits: ["bodyBytesMax": "64KiB"]))
      let answer = try proxy.ask(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\nExpect: 100-continue\r\n\r\n")
      #expect(answer.status == 413)
      #expect(answer.interims == [])
    }
  }

  /// The rest of a refused upload is never taken for a request.
  @Test(arguments: ["length", "chunked", "malformed", "timeout"])
  func aRequestInsideARefusedBodyIsNotAnswered(kind: String) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(
        ProxySettings(
          backend.address,
          limits: ["bodyBytesMax": "16KiB", "bodyTimeout": "200ms", "lingerTimeout": "1s"]))
      let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
      let inside = String(repeating: smuggled, count: 2000)
      let wire = try proxy.connect()
      switch kind {
      case "length":
        try wire.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(inside.utf8.count)\r\n\r\n\(inside)")
      case "chunked":
        try wire.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        try wire.send("\(String(inside.utf8.count, radix: 16))\r\n\(inside)\r\n0\r\n\r\n")
      case "malformed":
        try wire.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n")
        try wire.send(inside)
      default:
        try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 16000\r\n\r\n")
        #expect(try wire.readAnswer().status == 408)
        try? wire.send(inside)
        #expect((try? wire.readToEnd())?.isEmpty ?? true)
        #expect(backend.received.isEmpty)
        return
      }
      let refusal = try wire.readAnswer()
      #expect(refusal.status == (kind == "malformed" ? 400 : 413))
      #expect(try wire.readToEnd() == [])
      #expect(backend.connections == 0)
    }
  }

  @Test func aClientThatNeverStopsIsCutOff() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(
          Ports.address(),
          limits: ["bodyBytesMax": "16KiB", "lingerBytesMax": "64KiB", "lingerTimeout": "20s"]))
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n")
      #expect(try wire.readAnswer().status == 413)
      let part = Bodies.bytes(1 << 20)
      #expect(throws: Sockets.Failure.self) { for _ in 0..<900 { try wire.send(part) } }
      #expect(try proxy.limitCount("lingerBytesMax") == 1)
    }
  }

  @Test func aClientThatSendsNothingMoreIsLetGoAfterTheLingerTimeout() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(
          Ports.address(), limits: ["bodyBytesMax": "16KiB", "lingerTimeout": "200ms"]))
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n")
      #expect(try wire.readAnswer().status == 413)
      try eventually("the connection is closed") {
        try proxy.limitCount("lingerTimeout") == 1
      }
      #expect(try proxy.metrics().sum("cordon_connections") == 1)
    }
  }
}
