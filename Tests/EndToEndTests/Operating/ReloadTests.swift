import Glibc
import Primitives
import Synchronization
import Testing

@Suite struct ReloadTests {
  static let adopted = "cordon_reloads_total{result=\"adopted\"}"
  static let refused = "cordon_reloads_total{result=\"refused\"}"

  /// Reload after reload under load: every request is answered, and answered well.
  @Test func noRequestIsLostWhileConfigurationsChange() async throws {
    try await onStage(places: 2) { stage in
      let backends = try (0..<3).map { try stage.startSampleBackend(name: "\($0)") }
      var settings = ProxySettings(backends[0])
      settings.workers = 2
      settings.limits["requestsPerConnectionMax"] = "1000000"
      let proxy = try stage.startProxy(settings)
      let isOver = Flag()
      let clients = (0..<4).map { number in
        Concurrently { try Self.upload(to: proxy, until: isOver, number: number) }
      }
      for round in 1...10 {
        settings.upstreams = [backends[round % 3], backends[(round + 1) % 3]]
        settings.limits["bodyTimeout"] = "\(10 + round)s"
        try Files.write(
          stage.path("signatures/test.ndb"),
          Stage.signatures + "Test.Round\(round):0:*:\(hex("ROUND-\(round)-MARK"))\n")
        try proxy.reload(settings)
        try eventually("reload \(round) is adopted; \(proxy.process.errorText)") {
          try proxy.metrics()[Self.adopted] == round
        }
        // The new signatures judge what comes from now on, on new and on kept connections.
        try eventually("the new signature is heeded") {
          try proxy.upload(Array("ROUND-\(round)-MARK".utf8)).status == 403
        }
      }
      isOver.raise()
      let counts = try clients.map { try $0.value() }
      #expect(counts.allSatisfy { $0 > 0 })
    }
  }

  /// Uploads on one connection until told to stop; every answer must be the right one.
  private static func upload(to proxy: Proxy, until isOver: Flag, number: Int) throws -> Int {
    let wire = try proxy.connect()
    var count = 0
    while !isOver.isRaised {
      let body = Bodies.bytes(1 + count % 7 * 30_000, seed: UInt64(number + 1))
      try wire.upload(body)
      let answer = try wire.readAnswer()
      guard answer.status == 200, answer.member("sha256") == (try Bodies.sha256(body)) else {
        throw Expired(description: "upload \(count) of client \(number): \(answer)")
      }
      count += 1
    }
    return count
  }

  /// An upload that began before a reload is judged by what it began with.
  @Test func anUploadIsJudgedByTheSignaturesItBeganWith() async throws {
    try await onStage { stage in
      let settings = ProxySettings(try stage.startSampleBackend())
      let proxy = try stage.startProxy(settings)
      let mark = Array("NEW-MARK".utf8)
      let old = try proxy.connect()
      try old.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\nExpect: 100-continue\r\n\r\n")
      #expect(try old.readHead() != nil)
      try Files.write(
        stage.path("signatures/test.ndb"), Stage.signatures + "Test.New:0:*:\(hex("NEW-MARK"))\n")
      try proxy.reload(settings)
      try eventually("adopted") { try proxy.metrics()[Self.adopted] == 1 }
      try eventually("heeded") { try proxy.upload(mark).status == 403 }
      try old.send(mark)
      #expect(try old.readAnswer().status == 200)
      // Its next upload is a new exchange.
      try old.upload(mark)
      #expect(try old.readAnswer().status == 403)
    }
  }

  /// Numbers of listeners and routes are those of what an exchange began with.
  @Test(arguments: ["hold", "stream"]) func anUploadIsJudgedByTheListenerThatItCameTo(
    _ scan: String
  ) async throws {
    try await onStage { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.scan = scan
      let proxy = try stage.startProxy(settings)
      let old = try proxy.connect()
      let body = Bodies.bytes(3 << 20) + Eicar.bytes
      try old.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
      try old.send(body[..<(2 << 20)])
      try eventually("it is under way") { try proxy.metrics().sum("cordon_exchanges") > 1 }
      settings.otherListeners = [settings.listen]
      settings.listen = Ports.address()
      try proxy.reload(settings)
      try eventually("adopted") { try proxy.metrics()[Self.adopted] == 1 }
      try old.send(body[(2 << 20)...])
      #expect(try old.readAnswer().status == 403)
      let line = try #require(try proxy.detectionLines(atLeast: 1).first)
      #expect(jsonMember("route", of: line) == "/")
      #expect(try proxy.upload([1, 2, 3]).status == 200)
    }
  }

  @Test func aBadConfigurationChangesNothingAndIsExplained() async throws {
    try await onStage { stage in
      let settings = ProxySettings(try stage.startSampleBackend())
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      let good = settings.text(stage)
      let bad = [
        (good + "unknownKey: 1\n", "unknownKey"),
        (good.replacing("backend: uploads", with: "backend: nowhere"), "nowhere"),
        (good.replacing(stage.path("signatures"), with: stage.path("missing")), "missing"),
        (good.replacing("workers: 1", with: "workers: 2"), "workers"),
        ("listeners: [", "found"),
      ]
      for (index, (text, word)) in bad.enumerated() {
        try Files.write(stage.path("cordon.yaml"), text)
        proxy.process.send(SIGHUP)
        try eventually("it is refused") { try proxy.metrics()[Self.refused] == index + 1 }
        #expect(proxy.process.errorText.contains("reload refused"))
        #expect(proxy.process.errorText.contains(word), "\(proxy.process.errorText)")
        try wire.upload([1, 2, 3])
        #expect(try wire.readAnswer().status == 200)
      }
      #expect(try proxy.askAdmin("/readyz").status == 200)
      try proxy.reload(settings)
      try eventually("a good one is adopted again") { try proxy.metrics()[Self.adopted] == 1 }
    }
  }

  @Test func badSignaturesLeaveTheOldOnesInPlace() async throws {
    try await onStage { stage in
      let settings = ProxySettings(try stage.startSampleBackend())
      let proxy = try stage.startProxy(settings)
      // A line that is no signature is counted and told, and the rest is used.
      try Files.write(
        stage.path("signatures/test.ndb"), Stage.signatures + "Broken:0:*:zz\nNot even a line\n")
      try proxy.reload(settings)
      try eventually("adopted") { try proxy.metrics()[Self.adopted] == 1 }
      #expect(try proxy.upload(Eicar.bytes).status == 403)
      #expect(try proxy.metrics().sum("cordon_database_unused_lines") == 2)
      // A directory that cannot be read keeps what there was.
      Files.remove(stage.path("signatures"))
      try proxy.reload(settings)
      try eventually("refused") { try proxy.metrics()[Self.refused] == 1 }
      #expect(try proxy.upload(Eicar.bytes).status == 403)
    }
  }

  @Test func listenersComeAndGo() async throws {
    try await onStage { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.workers = 2
      let proxy = try stage.startProxy(settings)
      let old = try proxy.connect()
      try old.upload([1])
      #expect(try old.readAnswer().status == 200)
      let before = proxy.process.descriptorCount
      let (first, second) = (settings.listen, Ports.address())
      let unix = SocketAddress.unix(path: stage.path("second.sock"))
      settings.otherListeners = [second, unix]
      try proxy.reload(settings)
      for address in [first, second, unix] {
        try eventually("\(address) serves") {
          (try? Self.ask(address)) == 200
        }
      }
      settings.listen = second
      settings.otherListeners = []
      try proxy.reload(settings)
      try eventually("the first is closed") { (try? Wire(first)) == nil }
      try eventually("the Unix socket is gone") { !Files.exists(stage.path("second.sock")) }
      #expect(try Self.ask(second) == 200)
      // And the first again.
      settings.listen = first
      try proxy.reload(settings)
      try eventually("the first serves again") { (try? Self.ask(first)) == 200 }
      try eventually("the second is closed") { (try? Wire(second)) == nil }
      old.close()
      try eventually("no descriptor is left: \(before), \(proxy.process.descriptorCount)") {
        proxy.process.descriptorCount <= before
      }
    }
  }

  private static func ask(_ address: SocketAddress) throws -> Int {
    let wire = try Wire(address)
    try wire.upload([1, 2, 3], fields: "Connection: close\r\n")
    return try wire.readAnswer().status
  }

  @Test func anAddressThatIsTakenIsRefused() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      let proxy = try stage.startProxy(settings)
      settings.otherListeners = [backend.address]
      try proxy.reload(settings)
      try eventually("refused") { try proxy.metrics()[Self.refused] == 1 }
      #expect(proxy.process.errorText.contains("\(backend.address)"))
      #expect(try proxy.upload([1]).status == 200)
    }
  }

  @Test func logsAreOpenedAnewOnSIGUSR1() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      _ = try proxy.upload([1, 2, 3])
      _ = try proxy.accessLines(atLeast: 1)
      unsafe rename(stage.path("access.log"), stage.path("access.log.1"))
      proxy.process.send(SIGUSR1)
      try eventually("there is a new file") {
        _ = try proxy.upload([1, 2, 3])
        return !Files.text(stage.path("access.log")).isEmpty
      }
    }
  }
}

/// Text as hexadecimal digits.
func hex(_ text: String) -> String { text.utf8.map { hexPair($0) }.joined() }

/// Something that one thread tells others.
final class Flag: Sendable {
  private let state = Mutex(false)

  var isRaised: Bool { state.withLock { $0 } }
  func raise() { state.withLock { $0 = true } }
}
