import TLS
import Testing

@Suite struct SessionTests {
  static let credentials = Credentials.shared
  static let text = Array("POST / HTTP/1.1\r\nHost: a.test\r\n\r\n".utf8)
  static let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

  static func client(isOld: Bool) throws -> TLSClient {
    isOld
      ? try TLSClient(oldest: credentials.path("ec.pem"))
      : try TLSClient(issuers: credentials.path("ec.pem"))
  }

  @Test(arguments: [1, 2, 5, 6, 100, 16_405, Int.max], [false, true])
  func recordsMayBeCutAnywhere(cut: Int, isOld: Bool) throws {
    let pair = try Pair(Self.credentials.server("ec"), Self.client(isOld: isOld))
    pair.cut = cut
    pair.settle()
    #expect(pair.isClientDone && pair.isServerDone)
    #expect(pair.version == Array((isOld ? "TLSv1.2" : "TLSv1.3").utf8))
    #expect(pair.serverName == Array("a.test".utf8))
    pair.say(Self.text + Self.body, from: .client)
    #expect(pair.serverGot == Self.text + Self.body)
    pair.say(Self.body, from: .server)
    #expect(pair.clientGot == Self.body)
  }

  @Test(arguments: [false, true])
  func whatAClientSaysFirstMayBeCutInTwoAnywhere(isOld: Bool) throws {
    let server = try Self.credentials.server("ec")
    let client = try Self.client(isOld: isOld)
    var length = 2
    var split = 1
    while split < length {
      let pair = try Pair(server, client)
      pair.open(.client, [])
      length = pair.toServer.count
      let hello = pair.toServer
      pair.toServer = []
      pair.open(.server, Array(hello[..<split]))
      #expect(pair.serverOutcome == .needsInput && !pair.isServerDone)
      pair.open(.server, Array(hello[split...]))
      pair.settle()
      #expect(pair.isServerDone, "split at \(split)")
      pair.say(Self.text, from: .client)
      #expect(pair.serverGot == Self.text)
      split += 7
    }
  }

  /// Many records fill one run of plaintext, and what does not fit waits.
  @Test func recordsAreJoined() throws {
    let pair = try Pair(Self.credentials.server("ec"), Self.client(isOld: false))
    pair.settle()
    pair.seal(Self.body, from: .client)
    let sealed = pair.toServer
    pair.toServer = []
    var plain = [UInt8](repeating: 0, count: 70_000)
    var got: [UInt8] = []
    var answer = [UInt8](repeating: 0, count: 4096)
    var start = 0
    var counts: [Int] = []
    while true {
      let opened = unsafe sealed[start...].withUnsafeBytes { sealed in
        unsafe plain.withUnsafeMutableBytes { plain in
          unsafe answer.withUnsafeMutableBytes { answer in
            unsafe pair.server.open(sealed, into: plain, answering: answer)
          }
        }
      }
      got += plain[..<opened.produced]
      counts.append(opened.produced)
      start += opened.consumed
      if opened.outcome == .needsInput { break }
      #expect(opened.outcome == .needsRoom)
    }
    #expect(counts == [70_000, 30_000])
    #expect(got == Self.body)
  }

  @Test(arguments: [1, 100, 1000])
  func answersComeInAsManyPiecesAsTheirRoomWants(room: Int) throws {
    let pair = try Pair(Self.credentials.server("ec"), Self.client(isOld: false))
    pair.answerRoom = room
    pair.settle()
    #expect(pair.isClientDone && pair.isServerDone)
    pair.say(Self.text, from: .client)
    #expect(pair.serverGot == Self.text)
  }

  @Test(arguments: [false, true])
  func aSessionEndsWithWordsInEachDirection(isOld: Bool) throws {
    let pair = try Pair(Self.credentials.server("ec"), Self.client(isOld: isOld))
    pair.settle()
    pair.seal(Self.text, from: .client)
    pair.finish(.client)
    pair.settle()
    #expect(pair.serverGot == Self.text)
    #expect(pair.serverOutcome == .ended)
    pair.say(Self.text, from: .server)
    #expect(pair.clientGot == (isOld ? pair.clientGot : Self.text))
    pair.finish(.server)
    pair.settle()
    #expect(pair.clientOutcome == .ended)
  }

  // MARK: What goes wrong

  @Test(arguments: [false, true])
  func aRecordThatWasChangedEndsTheSessionWithAnAlert(isOld: Bool) throws {
    let pair = try Pair(Self.credentials.server("ec"), Self.client(isOld: isOld))
    pair.settle()
    pair.seal(Self.text, from: .client)
    var sealed = pair.toServer
    pair.toServer = []
    sealed[20] ^= 1
    pair.open(.server, sealed)
    #expect(pair.serverOutcome == .failed(.malformed))
    #expect(pair.serverGot.isEmpty)
    pair.settle()
    #expect(pair.clientOutcome == .failed(.refused))
  }

  @Test func aRecordThatIsTooLongEndsTheSession() throws {
    let pair = try Pair(Self.credentials.server("ec"), Self.client(isOld: false))
    pair.settle()
    pair.open(.server, [23, 3, 3, 0x48, 1])
    #expect(pair.serverOutcome == .failed(.malformed))
  }

  @Test(arguments: [
    [22, 3, 1, 0, 5, 1, 0, 0, 255, 255], [22, 3, 1, 0, 0], [128, 46, 1, 0, 2], [0, 0, 0, 0, 0, 0],
    [21, 3, 3, 0, 2, 2, 40],
  ])
  func whatIsNoHandshakeEndsTheSession(bytes: [UInt8]) throws {
    let pair = try Pair(Self.credentials.server("ec"), Self.client(isOld: false))
    pair.open(.server, bytes + [UInt8](repeating: 7, count: 70_000))
    guard case .failed = pair.serverOutcome else {
      Issue.record("\(pair.serverOutcome)")
      return
    }
    #expect(pair.serverGot.isEmpty)
  }

  @Test func clientsThatAreTooOldAreTold() throws {
    let pair = try Pair(
      Self.credentials.server("ec", profile: .modern), Self.client(isOld: true))
    pair.settle()
    #expect(pair.serverOutcome == .failed(.unsupported))
    #expect(pair.clientOutcome == .failed(.refused))
  }

  @Test(arguments: ["b.test", "x.a.test"])
  func aClientDoesNotTalkToAnotherServerThanItAskedFor(name: String) throws {
    let pair = try Pair(Self.credentials.server("ec"), Self.client(isOld: false), name: name)
    pair.settle()
    #expect(pair.clientOutcome == .failed(.untrusted))
    #expect(!pair.isClientDone)
    #expect(pair.serverOutcome == .failed(.refused))
  }

  @Test func aClientDoesNotTalkToAServerThatNobodyVouchesFor() throws {
    let client = try TLSClient(issuers: Self.credentials.path("rsa.pem"))
    let pair = try Pair(Self.credentials.server("ec"), client)
    pair.settle()
    #expect(pair.clientOutcome == .failed(.untrusted))
  }
}
