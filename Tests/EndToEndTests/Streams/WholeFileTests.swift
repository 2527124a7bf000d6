import Glibc
import Testing

/// Bodies that can only be judged whole, on routes that stream.
@Suite struct WholeFileTests {
  /// A gzip file of stored blocks with a mark in it, larger than the window.
  private static func archive(_ mark: [UInt8] = []) -> [UInt8] {
    var body: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    let content = Bodies.bytes(1 << 20) + mark
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in content {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    var start = 0
    while start < content.count {
      let run = content[start..<min(content.count, start + 60_000)]
      start += run.count
      let size = [UInt8(run.count & 0xFF), UInt8(run.count >> 8)]
      body += [start == content.count ? 1 : 0] + size + size.map { ~$0 } + run
    }
    for value in [~crc, UInt32(content.count)] {
      body += (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return body
  }

  @Test func archivesAreHeldUnlessToldOtherwise() async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let backend = try stage.startBackend(script: hoard.script())
      let proxy = try stage.startProxy(Streams.settings(backend.address))
      #expect(try proxy.upload(Self.archive(Eicar.bytes)).status == 403)
      #expect(backend.connections == 0)
      let clean = Self.archive()
      #expect(try proxy.upload(clean).status == 200)
      #expect(hoard.bytes == clean)
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_streams_total{kind=\"held\"}"] == 2)
      #expect(metrics["cordon_streams_total{kind=\"scanned\"}"] == 0)
    }
  }

  @Test func theyCanBeRefused() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(Streams.settings(backend.address, ["wholeFile: refuse"]))
      let wire = try proxy.connect()
      try? wire.upload(Self.archive())
      let answer = try wire.readAnswer()
      #expect(answer.status == 422)
      #expect(answer.text.contains("format"))
      #expect(backend.connections == 0)
      // One that fits in the window is opened.
      #expect(try proxy.upload(Packed.gzip(Bodies.bytes(1000))).status == 200)
      #expect(try proxy.upload(Packed.gzip(Eicar.bytes)).status == 403)
      let line = try #require(try proxy.detectionLines(atLeast: 1).first)
      #expect(jsonMember("verdict", of: line) == "unscannable")
      #expect(jsonMember("complete", of: line) == "false")
    }
  }

  @Test func theyCanBeDeliveredAndAreNotCalledClean() async throws {
    try await onStage { stage in
      let hoard = Hoard()
      let backend = try stage.startBackend(script: hoard.script())
      let proxy = try stage.startProxy(Streams.settings(backend.address, ["wholeFile: deliver"]))
      let body = Self.archive()
      #expect(try proxy.upload(body).status == 200)
      #expect(hoard.bytes == body)
      #expect(hoard.heads.first?["x-cordon-verdict"] == "unscannable; format")
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_streams_total{kind=\"unscanned\"}"] == 1)
      #expect(metrics["cordon_verdicts_total{verdict=\"unscannable\",reason=\"format\"}"] == 1)
      #expect(jsonMember("verdict", of: try proxy.deliveryLines(atLeast: 1)[0]) == "unscannable")
      #expect(try proxy.detectionLines(atLeast: 1).count == 1)
      // Its bytes as they are, are still scanned.
      var infected = Self.archive()
      infected.replaceSubrange(900_000..<900_000 + 68, with: Eicar.bytes)
      let wire = try proxy.connect()
      try? wire.upload(infected)
      #expect(try wire.readAnswer().status == 403)
      try eventually("it is cut") { hoard.cuts == 1 }
    }
  }

  /// What the first window shows to be forbidden is refused, whatever the route does with what is whole.
  @Test(arguments: ["hold", "refuse", "deliver"])
  func programsAreRefused(mode: String) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(Streams.settings(backend.address, ["wholeFile: \(mode)"]))
      var program = Bodies.bytes(1 << 20)
      let header: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + Array(repeating: 0, count: 8)
      program.replaceSubrange(0..<header.count + 8, with: header + [2, 0, 62, 0, 1, 0, 0, 0])
      let wire = try proxy.connect()
      try? wire.upload(program)
      #expect(try wire.readAnswer().status == 403)
      #expect(backend.connections == 0)
    }
  }

  /// A signature of which the rest can only be looked for in the whole.
  @Test func whatASignatureLeavesOpenIsRefusedOrDelivered() async throws {
    let signatures = Stage.signatures + "Test.Whole:0:*:(W)\(hex("WHOLE-MARK"))\n"
    for (mode, status) in [("hold", 422), ("refuse", 422), ("deliver", 200)] {
      try await onStage { stage in
        let hoard = Hoard()
        let backend = try stage.startBackend(script: hoard.script())
        let proxy = try stage.startProxy(
          Streams.settings(backend.address, ["wholeFile: \(mode)"]), signatures: signatures)
        let body = Streams.body(3 << 20, with: Array("AWHOLE-MARK".utf8), at: 2 << 20)
        let wire = try proxy.connect()
        try? wire.upload(body)
        #expect(try wire.readAnswer().status == status, "\(mode)")
        // In the first window it can still be held, and is no detection then.
        let early = Streams.body(3 << 20, with: Array("AWHOLE-MARK".utf8), at: 1000)
        if mode == "hold" { #expect(try proxy.upload(early).status == 200) }
      }
    }
  }

  /// The first window is judged with all that lies in it, and by what the request says.
  @Test func whatIsEncodedIsHeld() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(Streams.settings(backend.address))
      let answer = try proxy.upload(
        Self.archive(Eicar.bytes), fields: "Content-Encoding: gzip\r\n")
      #expect(answer.status == 403)
      let form =
        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"
      let body =
        Array(form.utf8) + Bodies.bytes(1 << 20) + Self.archive(Eicar.bytes)
        + Array("\r\n--b--\r\n".utf8)
      #expect(
        try proxy.upload(body, fields: "Content-Type: multipart/form-data; boundary=b\r\n").status
          == 403)
      #expect(backend.connections == 0)
    }
  }
}
