import Glibc
import Testing

/// Uploads of which only the whole tells, so that they are judged beside the worker.
@Suite struct InspectionTests {
  /// A boundary before a word: nothing that is decided as bytes arrive.
  private static let signatures =
    Stage.signatures + "Test.Whole:0:*:(W)\(hex("WHOLE-MARK"))\n"
  private static let mark = Array("\nWHOLE-MARK".utf8)

  private static func body(_ count: Int, markAt place: Int, seed: UInt64 = 1) -> [UInt8] {
    var body = Bodies.bytes(count, seed: seed)
    body.replaceSubrange(place..<place + mark.count, with: mark)
    return body
  }

  @Test func anUploadThatIsFoundOnlyWholeIsRefusedWithItsEvidence() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(
        ProxySettings(backend.address), signatures: Self.signatures)
      let answer = try proxy.upload(Self.body(5000, markAt: 200))
      #expect(answer.status == 403)
      #expect(answer.text.contains("Test.Whole"))
      #expect(backend.connections == 0)
      let line = try #require(try proxy.detectionLines(atLeast: 1).first)
      #expect(jsonMember("signature", of: line) == "Test.Whole")
      #expect(jsonMember("source", of: line) == "test.ndb")
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_inspections_total"] == 1)
      #expect(metrics["cordon_inspections"] == 0)
      #expect(metrics["cordon_inspection_copied_bytes_total"] == 5000)
    }
  }

  /// In memory, on disk, and over the border of both.
  @Test func bodiesAreJudgedWhereverTheyLie() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startSampleBackend(), limits: ["holdBytesMax": "256KiB"]),
        signatures: Self.signatures)
      let wire = try proxy.connect()
      for place in [0, 100_000, 131_070, 262_140, 1_000_000, 2_999_980] {
        try wire.upload(Self.body(3_000_000, markAt: place, seed: UInt64(place)))
        #expect(try wire.readAnswer().status == 403, "at \(place)")
      }
      // A candidate that is none: no boundary before it.
      var near = Bodies.bytes(3_000_000)
      near.replaceSubrange(500_000..<500_011, with: Array("AWHOLE-MARK".utf8))
      try wire.upload(near)
      let answer = try wire.readAnswer()
      #expect(answer.status == 200)
      #expect(answer.member("sha256") == (try Bodies.sha256(near)))
      #expect(try proxy.metrics()["cordon_spill_files"] == 0)
    }
  }

  @Test func aBodyLargerThanAllInspectionsMayBeIsUnscannable() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(
        ProxySettings(backend.address, limits: ["inspectionBytesMax": "1MiB"]),
        signatures: Self.signatures)
      #expect(try proxy.upload(Self.body(1 << 20, markAt: 9)).status == 403)
      #expect(try proxy.upload(Self.body(1 << 20 + 1, markAt: 9)).status == 422)
      #expect(backend.connections == 0)
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_verdicts_total{verdict=\"unscannable\",reason=\"size\"}"] == 1)
      #expect(try proxy.limitCount("inspectionBytesMax") == 1)
    }
  }

  /// Many at once, with room for few: all are judged, and the memory goes back.
  @Test func manyAreJudgedInTheRoomForFew() async throws {
    try await onStage(places: 2) { stage in
      let proxy = try stage.startProxy(
        ProxySettings(
          try stage.startSampleBackend(),
          limits: ["inspectionBytesMax": "3MiB", "inspectors": "2"]),
        signatures: Self.signatures)
      let uploads = (0..<12).map { number in
        Concurrently {
          let wire = try proxy.connect()
          for round in 0..<5 {
            let isInfected = (number + round) % 2 == 0
            let body = Self.body(
              1 << 20, markAt: 700, seed: UInt64(number * 5 + round))
            var sent = body
            if !isInfected { sent[700] = UInt8(ascii: "A") }
            try wire.upload(sent)
            let status = try wire.readAnswer().status
            guard status == (isInfected ? 403 : 200) else { return false }
          }
          return true
        }
      }
      for upload in uploads { #expect(try upload.value()) }
      #expect(try proxy.metrics()["cordon_inspections"] == 0)
    }
  }

  /// Told to end while uploads wait for their verdicts, it gives them.
  @Test func aDrainWaitsForInspections() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startSampleBackend()), signatures: Self.signatures)
      let uploads = (0..<4).map { number in
        Concurrently {
          let body = Self.body(6 << 20, markAt: 700, seed: UInt64(number))
          return try proxy.upload(body).status
        }
      }
      try eventually("they are inspected") { try proxy.metrics()["cordon_inspections_total"] == 4 }
      proxy.process.send(SIGTERM)
      for upload in uploads { #expect(try upload.value() == 403) }
      #expect(try proxy.process.waitForEnd() == 0)
    }
  }
}
