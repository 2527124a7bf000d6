import Testing

/// Limits that a route has of its own, beside those of all.
@Suite struct RouteLimitTests {
  @Test func aRouteTakesMoreOrLessThanTheOthers() async throws {
    try await onStage { stage in
      var settings = ProxySettings(
        try stage.startSampleBackend(), limits: ["bodyBytesMax": "1000"])
      settings.otherRoutes = [
        "path: /large, backend: uploads, bodyBytesMax: 1MiB",
        "path: /small, backend: uploads, bodyBytesMax: 10, scan: off",
      ]
      let proxy = try stage.startProxy(settings)
      for (path, bytes, status) in [
        ("/", 1000, 200), ("/", 1001, 413), ("/large", 1 << 20, 200), ("/large", 1 << 20 | 1, 413),
        ("/small", 10, 200), ("/small", 11, 413),
      ] {
        let body = Bodies.bytes(bytes)
        let wire = try proxy.connect()
        try wire.uploadChunked(body, chunkBytes: 4096, path: path)
        #expect(try wire.readAnswer().status == status, "\(path) \(bytes)")
        // What says its length is refused before it has come.
        let other = try proxy.connect()
        try other.send("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(bytes)\r\n\r\n")
        if status == 200 { try other.send(body) }
        #expect(try other.readAnswer().status == status, "\(path) \(bytes)")
      }
      #expect(try proxy.limitCount("bodyBytesMax") == 6)
    }
  }

  @Test func aRouteWaitsLessThanTheOthers() async throws {
    try await onStage { stage in
      let quiet = try stage.startBackend { wire, _, backend in
        while let request = try wire.readRequest() {
          backend.record(request)
          // Until the other side ends it.
          _ = try? wire.readRequest()
        }
      }
      var settings = ProxySettings(
        quiet.address, limits: ["bodyTimeout": "1h", "upstreamTimeout": "1h"])
      settings.otherRoutes = [
        "path: /quick, backend: uploads, bodyTimeout: 200ms, upstreamTimeout: 200ms"
      ]
      let proxy = try stage.startProxy(settings)
      let waiting = try proxy.connect()
      try waiting.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na")
      let body = try proxy.connect()
      try body.send("POST /quick HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na")
      #expect(try body.readAnswer().status == 408)
      #expect(
        try proxy.ask("GET /quick HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").status == 504)
      #expect(try proxy.limitCount("bodyTimeout") == 1)
      #expect(try proxy.limitCount("upstreamTimeout") == 1)
      // The one that began first has all the time of the others.
      try waiting.send("bc")
      try eventually("the slow one is delivered") {
        quiet.received.contains { $0.body == Array("abc".utf8) }
      }
    }
  }
}
