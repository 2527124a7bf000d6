import Glibc
import Primitives
import Synchronization
import TLS
import Testing

/// Upstreams that are told whose request it is.
@Suite struct ProxyProtocolOutTests {
  /// Reads a PROXY header as an upstream does: a line, or sixteen bytes and what they announce.
  private static func readHeader(_ wire: Wire, _ version: String) throws -> [UInt8] {
    // A byte at a time: what follows may be a session's.
    var header: [UInt8] = []
    func take(_ count: Int) throws {
      while header.count < count {
        let byte = try wire.receiveRaw(1)
        guard !byte.isEmpty else { throw Truncated(received: header) }
        header += byte
      }
    }
    if version == "v1" {
      while header.suffix(2) != [13, 10] { try take(header.count + 1) }
    } else {
      try take(16)
      try take(16 + (Int(header[14]) << 8 | Int(header[15])))
    }
    return header
  }

  /// What a header says: `CLIENT PORT SERVER PORT`, or the word for nobody.
  private static func reading(_ header: [UInt8]) -> String {
    if header[0] == UInt8(ascii: "P") {
      let words = String(decoding: header.dropLast(2), as: UTF8.self).split(separator: " ")
      guard words.count == 6 else { return words.dropFirst().joined(separator: " ") }
      return "\(words[2]) \(words[4]) \(words[3]) \(words[5])"
    }
    guard header.starts(with: ProxyProtocolTests.signature) else { return "no header" }
    if header[12] == 0x20 { return "LOCAL" }
    guard header[12] == 0x21, header[13] == 0x11, header.count == 28 else {
      return "family \(header[13])"
    }
    func address(_ place: Int) -> String {
      header[place..<place + 4].map { "\($0)" }.joined(separator: ".")
    }
    func port(_ place: Int) -> Int { Int(header[place]) << 8 | Int(header[place + 1]) }
    return "\(address(16)) \(port(24)) \(address(20)) \(port(26))"
  }

  private final class Log: Sendable {
    private let entries = Mutex<[String]>([])

    func append(_ entry: String) { entries.withLock { $0.append(entry) } }
    var all: [String] { entries.withLock { $0 } }
  }

  /// A backend whose connections begin with a header, in the clear, and go on in TLS where there is a server.
  private static func backend(
    _ stage: Stage, _ version: String, _ log: Log, server: TLSServer? = nil
  ) throws -> Backend {
    try stage.startBackend { wire, _, backend in
      log.append(reading(try readHeader(wire, version)))
      if let server { try wire.secure(server) }
      while let request = try wire.readRequest() {
        backend.record(request)
        try wire.send(Backend.ok("ok"))
      }
    }
  }

  @Test(arguments: ["v1", "v2"], ["hold", "off"])
  func eachRequestsConnectionSaysWhoseItIs(version: String, scan: String) async throws {
    try await onStage { stage in
      let log = Log()
      let backend = try Self.backend(stage, version, log)
      var settings = ProxySettings(backend.address)
      settings.scan = scan
      settings.backend = ["proxyProtocol: \(version)"]
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      let body = Bodies.bytes(300_000)
      for bytes in [[1], body, []] {
        try wire.upload(bytes)
        #expect(try wire.readAnswer().status == 200)
      }
      // One connection for each request, though they are of one client.
      #expect(backend.connections == 3 && backend.received.map(\.body) == [[1], body, []])
      #expect(backend.received.allSatisfy { $0.head["connection"] == "close" })
      let ends = "127.0.0.1 \(try Self.localPort(wire)) 127.0.0.1 \(proxy.address.port!)"
      #expect(log.all == [ends, ends, ends])
      #expect(try proxy.metrics()["cordon_upstream_reuses_total"] == 0)
    }
  }

  @Test(arguments: ["v1", "v2"])
  func theHeaderGoesBeforeTLS(version: String) async throws {
    try await onStage { stage in
      _ = try stage.makeCertificates()
      let log = Log()
      let backend = try Self.backend(stage, version, log, server: try stage.tlsServer())
      var settings = UpstreamTLSTests.settings(stage, backend)
      settings.backend += ["proxyProtocol: \(version)"]
      let proxy = try stage.startProxy(settings)
      let body = Bodies.bytes(300_000)
      for _ in 0..<3 { #expect(try proxy.upload(body).status == 200) }
      #expect(backend.received.map(\.body) == [body, body, body])
      #expect(log.all.count == 3 && log.all.allSatisfy { $0.hasPrefix("127.0.0.1 ") })
    }
  }

  /// What came in as a header, or in a request of a trusted proxy, goes on.
  @Test func theClientIsTheOneThatWasFound() async throws {
    try await onStage { stage in
      let log = Log()
      let backend = try Self.backend(stage, "v1", log)
      var settings = ProxyProtocolTests.settings(
        backend.address, ["trustedProxies: [192.0.2.0/24]"])
      settings.backend = ["proxyProtocol: v1"]
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      try wire.send(ProxyProtocolTests.line)
      for fields in ["", "X-Forwarded-For: 203.0.113.5\r\n", "X-Forwarded-For: 2001:db8::5\r\n"] {
        try wire.upload([1], fields: fields)
        #expect(try wire.readAnswer().status == 200)
      }
      #expect(
        log.all == [
          "192.0.2.1 56324 198.51.100.7 443", "203.0.113.5 0 198.51.100.7 443",
          "2001:db8::5 0 ::ffff:198.51.100.7 443",
        ])
    }
  }

  @Test(arguments: [("v1", "UNKNOWN"), ("v2", "family 0")])
  func aClientOfAUnixSocketIsNotNamed(version: String, word: String) async throws {
    try await onStage { stage in
      let log = Log()
      let backend = try Self.backend(stage, version, log)
      var settings = ProxySettings(backend.address)
      settings.listen = .unix(path: stage.path("listen.sock"))
      settings.backend = ["proxyProtocol: \(version)"]
      let proxy = try stage.startProxy(settings)
      #expect(try proxy.upload([1]).status == 200)
      #expect(log.all == [word])
    }
  }

  /// A request that is sent again begins with a header again.
  @Test func anotherUpstreamIsToldToo() async throws {
    try await onStage { stage in
      let log = Log()
      let lost = try stage.startBackend { wire, _, _ in
        log.append("lost " + Self.reading(try Self.readHeader(wire, "v2")))
        _ = try wire.readRequest()
      }
      let good = try Self.backend(stage, "v2", log)
      var settings = ProxySettings(upstreams: [lost.address, good.address])
      settings.backend = ["proxyProtocol: v2", "balance: roundRobin"]
      settings.route = ["retry: unsafe"]
      let proxy = try stage.startProxy(settings)
      let body = Bodies.bytes(200_000)
      for _ in 0..<2 { #expect(try proxy.upload(body).status == 200) }
      #expect(good.received.map(\.body) == [body, body])
      #expect(log.all.contains { $0.hasPrefix("lost 127.0.0.1 ") })
      #expect(log.all.count { $0.hasPrefix("127.0.0.1 ") } == 2)
    }
  }

  @Test(arguments: [("v1", "UNKNOWN"), ("v2", "LOCAL")], ["http", "tcp"])
  func checksSayThatTheyAreNobodys(header: (version: String, word: String), kind: String)
    async throws
  {
    try await onStage { stage in
      let log = Log()
      let backend = try Self.backend(stage, header.version, log)
      var settings = ProxySettings(backend.address)
      settings.backend = [
        "proxyProtocol: \(header.version)",
        "check: { kind: \(kind), interval: 100ms, status: 200 }",
      ]
      if kind == "tcp" { settings.backend[1] = "check: { kind: tcp, interval: 100ms }" }
      let proxy = try stage.startProxy(settings)
      try eventually("there were checks") { log.all.count >= 3 }
      #expect(Set(log.all) == [header.word])
      #expect(try proxy.metrics().sum("cordon_upstream_up") == 1)
    }
  }

  /// A reload that asks for headers does not use connections that were made without.
  @Test func aReloadAsksAnew() async throws {
    try await onStage { stage in
      let log = Log()
      let backend = try stage.startBackend { wire, number, backend in
        if number > 0 { log.append(Self.reading(try Self.readHeader(wire, "v1"))) }
        try Backend.answering()(wire, number, backend)
      }
      var settings = ProxySettings(backend.address)
      let proxy = try stage.startProxy(settings)
      #expect(try proxy.upload([1]).status == 200)
      settings.backend = ["proxyProtocol: v1"]
      try proxy.reload(settings)
      try eventually("adopted") { try proxy.metrics()[ReloadTests.adopted] == 1 }
      #expect(try proxy.upload([1]).status == 200)
      #expect(log.all.count == 1 && log.all[0].hasPrefix("127.0.0.1 "))
    }
  }

  private static func localPort(_ wire: Wire) throws -> UInt16 {
    var name = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeMutablePointer(to: &name) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(wire.descriptor, $0, &length)
      }
    }
    guard result == 0 else { throw Sockets.Failure(call: "getsockname", code: errno) }
    return UInt16(bigEndian: name.sin_port)
  }
}
