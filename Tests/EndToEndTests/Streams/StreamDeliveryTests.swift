import Glibc
import Testing

/// Bodies that move on while they are scanned, and are clean.
@Suite struct StreamDeliveryTests {
  /// The sizes around which something changes: the window, a lease more, many of them.
  private static let sizes = [
    1, Streams.window - 1, Streams.window, Streams.window + 1, Streams.window + Streams.lease + 1,
    3 << 20,
    (5 << 20) + 7,
  ]

  @Test func whatIsSentWithALengthArrivesUnaltered() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(Streams.settings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      for size in Self.sizes {
        let body = Bodies.bytes(size)
        try wire.upload(body)
        let answer = try wire.readAnswer()
        #expect(answer.status == 200, "\(size) bytes")
        #expect(answer.member("sha256") == (try Bodies.sha256(body)), "\(size) bytes")
      }
      let metrics = try proxy.metrics()
      // The end of one that is hardly longer comes together with the end of its window.
      let count = metrics["cordon_streams_total{kind=\"scanned\"}"]
      #expect((3...5).contains(count))
      #expect(metrics["cordon_streams_cut_total"] == 0)
      #expect(metrics["cordon_verdicts_total{verdict=\"clean\",reason=\"\"}"] == Self.sizes.count)
      #expect(metrics["cordon_scanned_bytes_total"] == Self.sizes.reduce(0, +))
      #expect(metrics.sum("cordon_hold_bytes") == 0)
      let lines = try proxy.deliveryLines(atLeast: Self.sizes.count)
      #expect(lines.count { jsonMember("delivery", of: $0) == "stream" } == count)
      #expect(lines.allSatisfy { jsonMember("verdict", of: $0) == "clean" })
    }
  }

  @Test(arguments: [1000, 20_000, 131_072, 1 << 20])
  func whatIsSentInChunksArrivesUnaltered(chunkBytes: Int) async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(Streams.settings(try stage.startSampleBackend()))
      let wire = try proxy.connect()
      for size in Self.sizes {
        let body = Bodies.bytes(size)
        try wire.uploadChunked(body, chunkBytes: chunkBytes)
        let answer = try wire.readAnswer()
        #expect(answer.status == 200, "\(size) bytes")
        #expect(answer.member("sha256") == (try Bodies.sha256(body)), "\(size) bytes")
      }
      #expect(try proxy.metrics()["cordon_streams_total{kind=\"scanned\"}"] >= 3)
    }
  }

  @Test func itArrivesUnalteredOverTLS() async throws {
    try await onStage { stage in
      var settings = Streams.settings(try stage.startSampleBackend())
      settings.tls = try stage.makeCertificates()
      var proxy = try stage.startProxy(settings)
      proxy.client = try stage.tlsClient(isOld: false)
      let wire = try proxy.connect()
      for size in Self.sizes {
        let body = Bodies.bytes(size)
        try wire.upload(body)
        #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)))
        try wire.uploadChunked(body, chunkBytes: 50_000)
        #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)))
      }
    }
  }

  /// What is older than the window is with the upstream before the rest is sent, and nothing younger.
  @Test func theWindowAloneStaysBack() async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let backend = try stage.startBackend(script: hoard.script())
      let proxy = try stage.startProxy(Streams.settings(backend.address))
      let body = Bodies.bytes(4 << 20)
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
      try wire.send(body[..<Streams.window])
      try wire.send(body[Streams.window..<(2 << 20)])
      let expected = 2 << 20 - Streams.window - 2 * Streams.lease
      try eventually("what is older is there; \(hoard.count)") { hoard.count >= expected }
      try eventually("all has come") {
        try proxy.metrics()["cordon_scanned_bytes_total"] == 2 << 20
      }
      #expect(hoard.count <= 2 << 20 - Streams.window)
      #expect(hoard.heads.first?["content-length"] == "\(body.count)")
      try wire.send(body[(2 << 20)...])
      #expect(try wire.readAnswer().status == 200)
      #expect(hoard.bytes == body)
    }
  }

  @Test func aSlowUpstreamIsWaitedForWithLittleInMemory() async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let backend = try stage.startBackend(script: hoard.script(pause: 3_000))
      let proxy = try stage.startProxy(Streams.settings(backend.address))
      let body = Bodies.bytes(24 << 20)
      let upload = Concurrently { try proxy.upload(body).status }
      var most = 0
      while !upload.isDone {
        most = max(most, try proxy.metrics().sum("cordon_hold_bytes"))
        usleep(5_000)
      }
      #expect(try upload.value() == 200)
      #expect(hoard.bytes == body)
      #expect(most <= Streams.window + 2 * Streams.lease)
      #expect(try proxy.metrics()["cordon_spilled_bytes_total"] == 0)
    }
  }

  /// Many times what the proxy may have in memory or on disk.
  @Test func aVeryLargeUploadTakesNoMoreMemoryThanASmallOne() async throws {
    try await onStage(places: 2) { stage in
      let total = 1 << 30
      let backend = try stage.startBackend { wire, _, _ in
        guard try wire.readHead() != nil else { return }
        var count = wire.takeAll().count
        while count < total { count += try wire.receiveSome(1 << 20).count }
        try wire.send(Backend.ok("ok"))
      }
      var settings = Streams.settings(backend.address)
      settings.limits = ["bodyBytesMax": "2GiB"]
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(total)\r\n\r\n")
      let block = Bodies.bytes(1 << 20)
      for _ in 0..<64 { try wire.send(block) }
      let before = proxy.process.residentBytes
      for _ in 64..<1024 { try wire.send(block) }
      #expect(try wire.readAnswer().status == 200)
      let growth = proxy.process.residentBytes - before
      #expect(growth < 4 << 20, "\(growth) bytes more")
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_scanned_bytes_total"] == total)
      #expect(metrics["cordon_spilled_bytes_total"] == 0)
    }
  }

  @Test func theBackendIsToldThatTheVerdictIsPending() async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let backend = try stage.startBackend(script: hoard.script())
      let proxy = try stage.startProxy(
        Streams.settings(backend.address, ["verdictHeaders: true"]))
      #expect(
        try proxy.upload(Bodies.bytes(1 << 20), fields: "X-Cordon-Verdict: clean\r\n").status == 200
      )
      #expect(try proxy.upload(Bodies.bytes(1000)).status == 200)
      #expect(hoard.heads.map { $0["x-cordon-verdict"] } == ["pending", "clean"])
    }
  }

  @Test func anUpstreamThatAnswersEarlyIsHeard() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, _ in
        guard try wire.readHead() != nil else { return }
        _ = try wire.read(1000)
        try wire.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        while try wire.receive() {}
      }
      let proxy = try stage.startProxy(Streams.settings(backend.address))
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000000\r\n\r\n")
      try wire.send(Bodies.bytes(2 << 20))
      let answer = try wire.readAnswer()
      #expect(answer.status == 413)
      #expect(answer.text == "no")
      try eventually("nothing is left") { try proxy.metrics().sum("cordon_hold_bytes") == 0 }
    }
  }

  @Test func anUpstreamThatIsLostWithinABodyIs502AndNobodyElseGetsIt() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend { wire, _, _ in
        guard try wire.readHead() != nil else { return }
        _ = try wire.read(100_000)
      }
      let other = try stage.startBackend()
      var settings = Streams.settings(backend.address, ["retry: unsafe"])
      settings.otherUpstreams = ["{ address: \"\(other.address)\", backup: true }"]
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      try wire.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000000\r\n\r\n")
      try wire.send(Bodies.bytes(2 << 20))
      #expect(try wire.readAnswer().status == 502)
      #expect(other.connections == 0)
      try eventually("nothing is left") { try proxy.metrics().sum("cordon_hold_bytes") == 0 }
    }
  }

  @Test func aClientThatGoesAwayLeavesNothingBehind() async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let backend = try stage.startBackend(script: hoard.script())
      let proxy = try stage.startProxy(Streams.settings(backend.address))
      for isReset in [false, true] {
        let wire = try proxy.connect()
        try wire.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        try wire.send("200000\r\n")
        try wire.send(Bodies.bytes(2 << 20))
        let before = hoard.cuts
        try eventually("a part is there") { hoard.heads.count == before + 1 && hoard.count > 0 }
        if isReset { wire.reset() } else { wire.close() }
        try eventually("its upstream hears of it") { hoard.cuts == before + 1 }
      }
      #expect(hoard.wholes == 0)
      try eventually("both are logged") { try proxy.outcomeCount("client_aborted") == 2 }
      let metrics = try proxy.metrics()
      #expect(metrics.sum("cordon_hold_bytes") == 0)
    }
  }
}
