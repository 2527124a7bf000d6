import Testing

/// What uploads contain, and what a route's policy makes of it.
@Suite struct ContentPolicyTests {
  /// A ZIP archive of one member, coded so that its bytes are nowhere in the archive; the flags of one that
  /// is encrypted say so.
  static func zip(_ name: String, _ bytes: [UInt8], isEncrypted: Bool = false) -> [UInt8] {
    let name = Array(name.utf8)
    // An encrypted member begins with twelve bytes of salt.
    let packed = isEncrypted ? [UInt8](repeating: 7, count: 12) + bytes : deflated(bytes)
    let fields =
      little(UInt16(isEncrypted ? 1 : 0)) + little(UInt16(isEncrypted ? 0 : 8))
      + little(UInt32(0x5A21_0000)) + little(crc32(bytes)) + little(UInt32(packed.count))
      + little(UInt32(bytes.count)) + little(UInt16(name.count)) + little(UInt16(0))
    let local = Array("PK\u{3}\u{4}".utf8) + little(UInt16(20)) + fields + name + packed
    let central =
      Array("PK\u{1}\u{2}".utf8) + little(UInt16(20)) + little(UInt16(20)) + fields
      + [UInt8](repeating: 0, count: 14) + name
    return local + central + Array("PK\u{5}\u{6}".utf8) + little(UInt32(0)) + little(UInt16(1))
      + little(UInt16(1)) + little(UInt32(central.count)) + little(UInt32(local.count))
      + little(UInt16(0))
  }

  /// Bytes as literals of fixed Huffman codes (RFC 1951, section 3.2.6), none at a byte's beginning.
  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var bits: [Bool] = [true, true, false]
    func append(_ code: Int, count: Int) {
      for bit in (0..<count).reversed() { bits.append(code >> bit & 1 == 1) }
    }
    for byte in bytes.map(Int.init) {
      byte < 144 ? append(0x30 + byte, count: 8) : append(0x190 + byte - 144, count: 9)
    }
    append(0, count: 7)
    return stride(from: 0, to: bits.count, by: 8).map { start in
      (0..<8).reduce(UInt8(0)) { start + $1 < bits.count && bits[start + $1] ? $0 | 1 << $1 : $0 }
    }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
    return ~sum
  }

  private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<MemoryLayout<Number>.size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private static func start(_ stage: Stage, policy: String) throws -> Proxy {
    var settings = ProxySettings(try stage.startSampleBackend())
    settings.route = ["policy: tried"]
    settings.lines = ["policies:", "  tried: \(policy)"]
    return try stage.startProxy(settings)
  }

  @Test func whatIsInAnArchiveIsFoundAndNamed() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let inner = Self.zip("eicar.com", Array(Eicar.text.utf8))
      let answer = try proxy.upload(Self.zip("inner.zip", inner))
      #expect(answer.status == 403)
      #expect(answer.member("reason") == "infected")
      #expect(backend.connections == 0)
      let line = try #require(try proxy.detectionLines(atLeast: 1).first)
      #expect(jsonMember("content", of: line) == "inner.zip › eicar.com")
    }
  }

  @Test func whatCannotBeReadIsForbiddenByDefaultAndSaysWhy() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let answer = try proxy.upload(Self.zip("a.txt", [1, 2, 3], isEncrypted: true))
      #expect(answer.status == 403)
      #expect(answer.member("reason") == "forbidden")
      #expect(answer.member("detail") == "passwordProtectedFiles")
      #expect(backend.connections == 0)
      let line = try #require(try proxy.detectionLines(atLeast: 1).first)
      #expect(jsonMember("verdict", of: line) == "forbidden")
      #expect(jsonMember("reason", of: line) == "passwordProtectedFiles")
      #expect(line.contains(#""findings":["passwordProtectedFiles","encrypted"]"#), "\(line)")
      let series = #"cordon_verdicts_total{verdict="forbidden",reason="passwordProtectedFiles"}"#
      #expect(try proxy.metrics()[series] == 1)
    }
  }

  /// Allowed is delivered; reported is delivered and logged; what is found by a signature is refused. Neither
  /// makes what nobody could read clean.
  @Test(arguments: ["allow", "report"]) func whatThePolicyAcceptsIsDelivered(
    action: String
  ) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      settings.route = ["policy: tried", "verdictHeaders: true"]
      settings.lines = ["policies:", "  tried: { passwordProtectedFiles: \(action) }"]
      let proxy = try stage.startProxy(settings)
      let body = Self.zip("a.txt", [1, 2, 3], isEncrypted: true)
      #expect(try proxy.upload(body).status == 200)
      let received = try #require(backend.received.first)
      #expect(received.body == body)
      let (verdict, reason) =
        action == "report" ? ("forbidden", "passwordProtectedFiles") : ("unscannable", "encrypted")
      #expect(received.head["x-cordon-verdict"] == "\(verdict); \(reason)")
      let series = #"cordon_verdicts_total{verdict="\#(verdict)",reason="\#(reason)"}"#
      #expect(try proxy.metrics()[series] == 1)
      #expect(try proxy.upload(Self.zip("e", Array(Eicar.text.utf8))).status == 403)
      let lines = try proxy.detectionLines(atLeast: action == "report" ? 2 : 1)
      #expect(lines.count == (action == "report" ? 2 : 1))
      if action == "report" { #expect(jsonMember("verdict", of: lines[0]) == "forbidden") }
    }
  }

  /// The types of files that a policy lists are told by their content, wherever an upload has them.
  @Test func filesOfTypesThatAreNotListedAreForbidden() async throws {
    try await onStage { stage in
      let proxy = try Self.start(
        stage, policy: "{ fileTypes: [.zip, .txt], fileTypesInArchives: true }")
      #expect(try proxy.upload(Self.zip("a.txt", Array("text".utf8))).status == 200)
      let gif =
        Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2]
        + [0x44, 1, 0, 0x3B]
      for body in [gif, Self.zip("a.txt", gif)] {
        let answer = try proxy.upload(body)
        #expect(answer.status == 403 && answer.member("detail") == "restrictedFileTypes")
      }
    }
  }

  /// All is delivered, and the log says what would not have been.
  @Test func aDryRunRefusesNothingAndLogs() async throws {
    try await onStage { stage in
      let proxy = try Self.start(stage, policy: "{ dryRun: true }")
      for body in [
        Self.zip("a.txt", [1, 2, 3], isEncrypted: true), Self.zip("e", Array(Eicar.text.utf8)),
      ] { #expect(try proxy.upload(body).status == 200) }
      let lines = try proxy.detectionLines(atLeast: 2)
      #expect(lines.map { jsonMember("verdict", of: $0) } == ["forbidden", "infected"])
    }
  }

  /// Each limit of unpacking is one that the operator sets, has a counter, and is never clean.
  @Test(arguments: [
    ("unpackDepthMax: 1", "limitDepth"), ("unpackFilesMax: 2", "limitFiles"),
    ("unpackNameBytesMax: 16", "limitNameBytes"),
  ]) func aLimitThatIsReachedIsUnscannable(limit: String, reason: String) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let words = limit.split(separator: ": ").map(String.init)
      let proxy = try stage.startProxy(ProxySettings(backend.address, limits: [words[0]: words[1]]))
      let name = String(repeating: "n", count: 30)
      let body = Self.zip("a.zip", Self.zip("b.zip", Self.zip(name, [1, 2])))
      let answer = try proxy.upload(body)
      #expect(answer.status == 422)
      #expect(answer.member("reason") == "unscannable")
      #expect(answer.member("detail") == reason)
      #expect(backend.connections == 0)
      #expect(try proxy.limitCount(words[0]) >= 1)
    }
  }

  /// A backend that asks for it is told what was found out; what a client claims does not reach it.
  @Test func aBackendIsToldTheVerdictOnRequest() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      settings.route = ["policy: tried", "verdictHeaders: true"]
      settings.lines = ["policies:", "  tried: { dryRun: true }"]
      let proxy = try stage.startProxy(settings)
      let bodies = [
        Array("harmless".utf8), Self.zip("a.txt", [1, 2, 3], isEncrypted: true), Eicar.bytes,
      ]
      for body in bodies {
        _ = try proxy.upload(
          body, fields: "X-Cordon-Verdict: claimed\r\nx-cordon-type: claimed\r\n")
      }
      let heads = backend.received.map(\.head)
      #expect(heads.count == 3 && !heads.contains { $0.fields.contains { $0.value == "claimed" } })
      let verdicts = ["clean", "forbidden; passwordProtectedFiles", "infected"]
      #expect(heads.map { $0["x-cordon-verdict"] } == verdicts)
      #expect(heads[1]["x-cordon-type"] == "zip")
      for (head, body) in Swift.zip(heads, bodies) {
        #expect(head["x-cordon-sha256"] == (try Bodies.sha256(body)))
      }
    }
  }
}
