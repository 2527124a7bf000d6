import Glibc
import Primitives
import Testing

/// What is refused is kept as it was sent, and nobody waits for that.
@Suite struct KeepingTests {
  /// A name that is nowhere in the clear.
  private static let name = "a-name-that-nobody-may-read.txt"

  private static func settings(
    _ stage: Stage, limits: [String: String] = [:], quarantine: [String] = []
  ) throws -> ProxySettings {
    var settings = ProxySettings(try stage.startSampleBackend(), limits: limits)
    settings.lines = try stage.quarantineLines(quarantine)
    return settings
  }

  /// By a signature as it arrives and only when it is inspected; forbidden; unscannable.
  @Test func everyKindOfRefusalIsKeptAsItWasSent() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        try Self.settings(stage, limits: ["unpackDepthMax": "2"]))
      let nested = ContentPolicyTests.zip("a", ContentPolicyTests.zip("b", [1, 2]))
      let uploads: [(verdict: String, body: [UInt8], status: Int)] = [
        ("infected", Bodies.bytes(5000) + Eicar.bytes, 403),
        ("infected", ContentPolicyTests.zip(Self.name, Eicar.bytes), 403),
        (
          "forbidden passwordProtectedFiles",
          ContentPolicyTests.zip(Self.name, [1, 2, 3], isEncrypted: true), 403
        ),
        ("unscannable limitDepth", ContentPolicyTests.zip("c", nested), 422),
      ]
      var ids: [String] = []
      for (verdict, body, status) in uploads {
        let answer = try proxy.upload(body)
        #expect(answer.status == status, "\(verdict)")
        ids.append(answer.id)
      }
      #expect(try proxy.upload([1, 2, 3]).status == 200)
      try proxy.waitForKept(uploads.count)
      let list = try stage.quarantine(["list"]).out.split(separator: "\n")
      #expect(list.count == uploads.count)
      for (id, upload) in zip(ids, uploads) {
        #expect(try stage.exported(id) == upload.body, "\(upload.verdict)")
        #expect(list.contains { $0.hasPrefix(id) && $0.hasSuffix("  \(upload.verdict)") })
        let shown = try stage.quarantine(["show", id, "--key", stage.path("private")])
        #expect(jsonMember("id", of: shown.out) == id)
        #expect(jsonMember("quarantine", of: shown.out) == "submitted")
      }
      // The evidence is what the log has.
      let lines = try proxy.detectionLines(atLeast: uploads.count)
      for id in ids {
        let shown = try stage.quarantine(["show", id, "--key", stage.path("private")])
        #expect(lines.contains { "\($0)\n" == shown.out })
      }
    }
  }

  @Test func nothingOfABodyIsInTheClear() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(try Self.settings(stage))
      _ = try proxy.upload(Array(Self.name.utf8) + Eicar.bytes)
      try proxy.waitForKept(1)
      let name = try #require(stage.quarantined.first)
      let file = Files.bytes(stage.path("quarantine/\(name)"))
      for part in [Array(Self.name.utf8), Eicar.bytes, Array("Test.EICAR".utf8)] {
        let found = file.indices.contains { start in file[start...].starts(with: part) }
        #expect(!found)
      }
    }
  }

  @Test(arguments: [false, true])
  func aLargeUploadThatWasSpilledIsKeptWhole(isChunked: Bool) async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        try Self.settings(stage, limits: ["holdBytesMax": "256KiB", "bodyBytesMax": "64MiB"]))
      let descriptors = proxy.process.descriptorCount
      for place in [100, 3 << 20, 5 << 20] {
        var body = Bodies.bytes(5 << 20 + 77)
        body.replaceSubrange(place..<place + Eicar.bytes.count, with: Eicar.bytes)
        let wire = try proxy.connect()
        if isChunked {
          try wire.uploadChunked(body, chunkBytes: 70_001)
        } else {
          try wire.upload(body)
        }
        let answer = try wire.readAnswer()
        #expect(answer.status == 403)
        try eventually("it is kept") { stage.quarantined.contains("\(answer.id).sealed") }
        #expect(try stage.exported(answer.id) == body, "at \(place)")
      }
      try eventually("nothing is left open") {
        let metrics = try proxy.metrics()
        return metrics["cordon_spill_files"] == 0 && metrics.sum("cordon_hold_bytes") == 0
          && proxy.process.descriptorCount <= descriptors
      }
    }
  }

  @Test func whatARouteDoesNotKeepAndWhatIsTooLargeIsRefusedAllTheSame() async throws {
    try await onStage { stage in
      var settings = try Self.settings(stage, quarantine: ["uploadBytesMax: 1000"])
      let proxy = try stage.startProxy(settings)
      #expect(try proxy.upload(Bodies.bytes(1000) + Eicar.bytes).status == 403)
      let line = try #require(try proxy.detectionLines(atLeast: 1).first)
      #expect(jsonMember("quarantine", of: line) == "size")
      #expect(try proxy.metrics()["cordon_quarantine_skipped_total{reason=\"size\"}"] == 1)
      settings.route = ["quarantine: false"]
      try proxy.reload(settings)
      try eventually("the route keeps nothing") {
        let answer = try proxy.upload(Eicar.bytes)
        let line = try proxy.detectionLines(atLeast: 1).last { $0.contains(answer.id) }
        guard answer.status == 403, let line else { return false }
        return jsonMember("quarantine", of: line) == nil
      }
    }
  }

  /// So many at once that not all find room: each is refused, and kept or counted as skipped.
  @Test func uploadsThatFindNoRoomAreRefusedAndCounted() async throws {
    try await onStage(places: 2) { stage in
      let proxy = try stage.startProxy(
        try Self.settings(stage, quarantine: ["waitingBytesMax: 1MiB"]))
      let descriptors = proxy.process.descriptorCount
      let body = Bodies.bytes(900_000) + Eicar.bytes
      let uploads = (0..<16).map { _ in
        Concurrently { try (0..<4).map { _ in try proxy.upload(body).status } }
      }
      for upload in uploads { #expect(try upload.value() == [403, 403, 403, 403]) }
      try eventually("all are accounted for") {
        let metrics = try proxy.metrics()
        return metrics["cordon_quarantine_kept_total"]
          + metrics.sum("cordon_quarantine_skipped_total") == 64
      }
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_quarantine_uploads"] == stage.quarantined.count)
      #expect(metrics["cordon_quarantine_kept_total"] > 0)
      try eventually("nothing is left open") {
        proxy.process.descriptorCount <= descriptors
      }
      // There is room again.
      let answer = try proxy.upload(body)
      try eventually("it is kept") { stage.quarantined.contains("\(answer.id).sealed") }
    }
  }

  @Test func aFullDiskCostsWhatIsKeptAndNothingElse() async throws {
    try await onStage { stage in
      guard let disk = try stage.mountSmallDisk() else { return }
      var settings = try Self.settings(stage)
      settings.lines = settings.lines.map {
        $0.replacing(stage.path("quarantine"), with: "\(disk)/q")
      }
      unsafe mkdir("\(disk)/q", 0o700)
      let proxy = try stage.startProxy(settings)
      let body = Bodies.bytes(12 << 20) + Eicar.bytes
      #expect(try proxy.upload(body).status == 403)
      try eventually("it has failed") {
        try proxy.metrics()["cordon_quarantine_failed_total"] == 1
      }
      #expect(Files.names("\(disk)/q").isEmpty)
      #expect(proxy.process.errorText.contains("a refused upload is not kept"))
      #expect(try proxy.upload(Eicar.bytes).status == 403)
      try proxy.waitForKept(1)
      #expect(try proxy.upload([1, 2, 3]).status == 200)
    }
  }

  @Test func aKilledProxyLeavesNothingHalfWrittenAfterItsNextStart() async throws {
    try await onStage { stage in
      let settings = try Self.settings(stage)
      let first = try stage.startProxy(settings)
      let body = Bodies.bytes(8 << 20) + Eicar.bytes
      let uploads = (0..<4).map { _ in Concurrently { try? first.upload(body).status } }
      try eventually("the first is being written") { !stage.quarantined.isEmpty }
      first.process.end()
      for upload in uploads { _ = try upload.value() }
      // What the kill may have left, for certain.
      try Files.write(stage.path("quarantine/\(String(repeating: "0", count: 26)).partial"), [1])
      var again = settings
      again.listen = Ports.address()
      again.admin = Ports.address()
      let second = try stage.startProxy(again)
      let answer = try second.upload(body)
      try eventually("it keeps again") { stage.quarantined.contains("\(answer.id).sealed") }
      #expect(stage.quarantined.allSatisfy { $0.hasSuffix(".sealed") })
      for name in stage.quarantined { #expect(try stage.exported(String(name.prefix(26))) == body) }
    }
  }

  @Test func theOldestMakeRoom() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        try Self.settings(stage, quarantine: ["bytesMax: 1MiB", "uploadBytesMax: 400KiB"]))
      var ids: [String] = []
      for number in 1...5 {
        ids.append(try proxy.upload(Bodies.bytes(300 << 10) + Eicar.bytes).id)
        try proxy.waitForKept(number)
      }
      #expect(Set(stage.quarantined) == Set(ids.suffix(3).map { "\($0).sealed" }))
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_quarantine_deleted_total{limit=\"size\"}"] == 2)
      #expect(metrics["cordon_quarantine_uploads"] == 3)
      #expect(metrics["cordon_quarantine_bytes"] <= 1 << 20)
    }
  }

  /// Clients that go away while their upload is copied cost nothing, and nobody else.
  @Test func clientsThatGoAwayLeaveNothing() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(
        try Self.settings(stage, limits: ["holdBytesMax": "1MiB", "bodyBytesMax": "64MiB"]))
      let descriptors = proxy.process.descriptorCount
      let body = Bodies.bytes(3 << 20) + Eicar.bytes
      for round in 0..<20 {
        let wire = try proxy.connect()
        try? wire.upload(body)
        if round % 2 == 0 { wire.reset() } else { wire.close() }
      }
      try eventually("nothing is left open") {
        let metrics = try proxy.metrics()
        return metrics["cordon_spill_files"] == 0 && metrics.sum("cordon_hold_bytes") == 0
          && metrics.sum("cordon_exchanges") <= 1 && proxy.process.descriptorCount <= descriptors
      }
      let answer = try proxy.upload(body)
      #expect(answer.status == 403)
      try eventually("it is kept") { stage.quarantined.contains("\(answer.id).sealed") }
    }
  }

  @Test func aDrainWaitsForWhatIsBeingKept() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(try Self.settings(stage))
      let body = Bodies.bytes(8 << 20) + Eicar.bytes
      let answer = try proxy.upload(body)
      proxy.process.send(SIGTERM)
      #expect(try proxy.process.waitForEnd() == 0)
      #expect(stage.quarantined == ["\(answer.id).sealed"])
      #expect(try stage.exported(answer.id) == body)
    }
  }
}
