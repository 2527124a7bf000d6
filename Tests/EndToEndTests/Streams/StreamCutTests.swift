import Glibc
import Testing

/// Bodies that move on while they are scanned, and are not clean: they never complete.
@Suite struct StreamCutTests {
  private static let size = 3 << 20
  /// Places of what is found: in the first window, at its borders, further on, and in the last bytes.
  private static let places = [
    6, 1000, Streams.window - 69, Streams.window - 68, Streams.window - 30, Streams.window - 1,
    Streams.window,
    Streams.window + Streams.lease - 34, 1 << 20, size - Streams.window - 34, size - 69, size - 68,
  ]

  @Test(arguments: [false, true])
  func aDetectionCutsTheUpload(isChunked: Bool) async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let backend = try stage.startBackend(script: hoard.script())
      let proxy = try stage.startProxy(Streams.settings(backend.address))
      for (number, place) in Self.places.enumerated() {
        let body = Streams.body(Self.size, with: Eicar.bytes, at: place)
        let wire = try proxy.connect()
        let before = backend.connections
        // The answer may come, and the connection end, before all is sent.
        if isChunked {
          try? wire.uploadChunked(body, chunkBytes: 77_777, path: "/\(number)")
        } else {
          try? wire.upload(body, path: "/\(number)")
        }
        let answer = try wire.readAnswer()
        #expect(answer.status == 403, "at \(place)")
        #expect(answer.text.contains("Test.EICAR"))
        // What has gone is as far from what was found as the window is wide, and has no end.
        if place <= Streams.window - 68 { #expect(backend.connections == before) }
        try eventually("the upstream's connection ends") { hoard.cuts == backend.connections }
        let chunkLines = isChunked ? 1000 : 0
        #expect(
          hoard.count("POST /\(number) HTTP/1.1")
            <= max(0, place + 68 - Streams.window) + chunkLines,
          "at \(place)")
        let line = try #require(try proxy.detectionLines(atLeast: number + 1).last)
        #expect(jsonMember("offset", of: line) == "\(place)")
      }
      #expect(hoard.wholes == 0)
      #expect(hoard.cuts > 0)
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_streams_cut_total"] == hoard.cuts)
      #expect(metrics["cordon_detections_total"] == Self.places.count)
      #expect(metrics.sum("cordon_hold_bytes") == 0)
    }
  }

  /// Half a signature may be gone when the other half comes.
  @Test func whatIsFoundOverMoreThanTheWindowIsCutToo() async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let backend = try stage.startBackend(script: hoard.script())
      let proxy = try stage.startProxy(Streams.settings(backend.address))
      var body = Streams.body(Self.size, with: Array("FIRST-HALF".utf8), at: 100)
      body.replaceSubrange((2 << 20)..<(2 << 20) + 11, with: Array("SECOND-HALF".utf8))
      let wire = try proxy.connect()
      try? wire.upload(body)
      #expect(try wire.readAnswer().status == 403)
      try eventually("it is cut") { hoard.cuts == 1 }
      #expect(hoard.wholes == 0)
      let line = try #require(try proxy.detectionLines(atLeast: 1).first)
      #expect(jsonMember("complete", of: line) == "false")
    }
  }

  @Test func aDigestIsFoundWithTheLastByte() async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let bad = Bodies.bytes(Self.size, seed: 2)
      try Files.write(
        stage.path("signatures/hashes.hsb"), "\(try Bodies.sha256(bad)):\(bad.count):Test.Hash\n")
      let backend = try stage.startBackend(script: hoard.script())
      let proxy = try stage.startProxy(Streams.settings(backend.address))
      for isChunked in [false, true] {
        let wire = try proxy.connect()
        if isChunked {
          try wire.uploadChunked(bad, chunkBytes: 99_999)
        } else {
          try wire.upload(bad)
        }
        let answer = try wire.readAnswer()
        #expect(answer.status == 403)
        #expect(answer.text.contains("Test.Hash"))
      }
      try eventually("both are cut") { hoard.cuts == 2 }
      #expect(hoard.wholes == 0)
      #expect(try proxy.upload(bad.dropLast() + [0]).status == 200)
    }
  }

  /// What a false-positive list may clear waits for the end, and is delivered then.
  @Test func aFalsePositiveByItsHashIsDelivered() async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let good = Streams.body(1 << 20, with: Eicar.bytes, at: 700_000)
      try Files.write(
        stage.path("signatures/allowed.fp"), "\(try stage.md5(good)):\(good.count):Allowed\n")
      let backend = try stage.startBackend(script: hoard.script())
      let proxy = try stage.startProxy(Streams.settings(backend.address))
      #expect(try proxy.upload(good).status == 200)
      #expect(hoard.bytes == good)
      let wire = try proxy.connect()
      try? wire.upload(Streams.body(1 << 20, with: Eicar.bytes, at: 700_001))
      #expect(try wire.readAnswer().status == 403)
      try eventually("it is cut") { hoard.cuts == 1 }
      #expect(hoard.count - good.count <= 700_001 + 68 - Streams.window)
    }
  }

  /// An archive behind other bytes: readers find it from the end.
  @Test func aDirectoryAtTheEndIsNotOpenedInPassing() async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let backend = try stage.startBackend(script: hoard.script())
      let proxy = try stage.startProxy(Streams.settings(backend.address))
      let end: [UInt8] = [0x50, 0x4B, 5, 6] + Array(repeating: 0, count: 18)
      for place in [Self.size - 22, Self.size - 65_557] {
        let wire = try proxy.connect()
        try? wire.upload(Streams.body(Self.size, with: end, at: place))
        let answer = try wire.readAnswer()
        #expect(answer.status == 422)
        #expect(answer.text.contains("format"))
      }
      try eventually("both are cut") { hoard.cuts == 2 }
      #expect(try proxy.upload(Streams.body(Self.size, with: end, at: 1 << 20)).status == 200)
    }
  }

  @Test func aDryRunDeliversAndSaysSo() async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let backend = try stage.startBackend(script: hoard.script())
      var settings = Streams.settings(backend.address, ["policy: trial"])
      settings.lines = ["policies: { trial: { dryRun: true } }"]
      let proxy = try stage.startProxy(settings)
      let body = Streams.body(Self.size, with: Eicar.bytes, at: 1 << 20)
      #expect(try proxy.upload(body).status == 200)
      #expect(hoard.bytes == body)
      let line = try #require(try proxy.detectionLines(atLeast: 1).first)
      #expect(jsonMember("signature", of: line) == "Test.EICAR")
    }
  }

  /// What comes behind the verdict belongs to the same body, and its end comes last.
  @Test(arguments: [false, true]) func aDryRunDeliversWhatFollowsItsVerdict(
    isChunked: Bool
  ) async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let backend = try stage.startBackend(script: hoard.script())
      var settings = Streams.settings(backend.address, ["policy: trial"])
      settings.lines = ["policies: { trial: { dryRun: true } }"]
      settings.limits["holdBytesMax"] = "1MiB"
      let proxy = try stage.startProxy(settings)
      // More than the pool has.
      let body = Streams.body(24 << 20, with: Eicar.bytes, at: 1 << 20)
      let wire = try proxy.connect()
      if isChunked {
        try wire.uploadChunked(body, chunkBytes: 77_777)
      } else {
        try wire.upload(body)
      }
      #expect(try wire.readAnswer().status == 200)
      #expect(hoard.wholes == 1 && hoard.cuts == 0)
      #expect(isChunked ? hoard.count > body.count : hoard.bytes == body)
      #expect(backend.connections == 1)
    }
  }
}
