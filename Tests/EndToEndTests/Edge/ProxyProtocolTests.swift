import Glibc
import Primitives
import Testing

/// Connections that begin with a PROXY header, and those that must not.
@Suite struct ProxyProtocolTests {
  static let line = "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n"
  static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10]
  static let binary =
    signature + [0x21, 0x11, 0, 12] + [192, 0, 2, 2, 198, 51, 100, 7, 0xDC, 0x04, 1, 0xBB]
  static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  /// Settings of a proxy that takes headers from this host.
  static func settings(
    _ upstream: SocketAddress, _ lines: [String] = [], limits: [String: String] = [:]
  ) -> ProxySettings {
    var settings = ProxySettings(upstream, limits: limits)
    settings.listener = ["proxyProtocol: [127.0.0.0/8, \"::1\", unix]"] + lines
    return settings
  }

  static func refusals(_ proxy: Proxy, _ reason: String) throws -> Int {
    try proxy.metrics()["cordon_proxy_refusals_total{reason=\"\(reason)\"}"]
  }

  @Test func theHeadersAddressIsTheClients() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(Self.settings(backend.address))
      let headers: [(bytes: [UInt8], address: String)] = [
        (Array(Self.line.utf8), "192.0.2.1"), (Self.binary, "192.0.2.2"),
        (Array("PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n".utf8), "2001:db8::1"),
        // The proxy speaks for itself, or does not know.
        (Array("PROXY UNKNOWN\r\n".utf8), "127.0.0.1"),
        (Self.signature + [0x20, 0, 0, 0], "127.0.0.1"),
      ]
      for (number, (header, address)) in headers.enumerated() {
        let wire = try proxy.connect()
        try wire.send(header)
        // A header counts for all requests of its connection.
        for _ in 0..<2 {
          try wire.upload([1, 2, 3])
          #expect(try wire.readAnswer().status == 200)
          #expect(backend.received.last?.head["x-forwarded-for"] == address)
        }
        let line = try proxy.deliveryLines(atLeast: 2 * number + 2).last ?? ""
        #expect(jsonMember("client", of: line) == address, "\(line)")
      }
      #expect(try proxy.metrics()["cordon_proxy_headers_total"] == headers.count)
      // A detection names that address, too.
      let wire = try proxy.connect()
      try wire.send(Self.line)
      try wire.upload(Eicar.bytes)
      #expect(try wire.readAnswer().status == 403)
      #expect(jsonMember("client", of: try proxy.detectionLines(atLeast: 1)[0]) == "192.0.2.1")
    }
  }

  @Test(arguments: [false, true])
  func aHeaderMayComeInAnyPieces(isSecure: Bool) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var proxy: Proxy
      if isSecure {
        proxy = try SecureUploadTests.start(stage, Self.settings(backend.address))
      } else {
        proxy = try stage.startProxy(Self.settings(backend.address))
      }
      let client = proxy.client
      proxy.client = nil
      for header in [Array(Self.line.utf8), Self.binary] {
        for cut in [1, 5, 6, 12, 13, header.count - 1] {
          let wire = try proxy.connect()
          try wire.sendRaw(Array(header[..<cut]))
          // So that it is received by itself.
          try eventually("the first piece has been received") {
            try Self.pendingBytes(wire) == 0
          }
          try wire.sendRaw(Array(header[cut...]))
          if let client { try wire.secure(client) }
          try wire.send(Self.request)
          #expect(try wire.readAnswer().status == 200)
        }
        // And together with what follows.
        guard client == nil else { continue }
        let wire = try proxy.connect()
        try wire.sendRaw(header + Array(Self.request.utf8) + Array(Self.request.utf8))
        #expect(try wire.readAnswer().status == 200)
        #expect(try wire.readAnswer().status == 200)
      }
      let addresses = Set(backend.received.map { $0.head["x-forwarded-for"] })
      #expect(addresses == ["192.0.2.1", "192.0.2.2"])
      #expect(try proxy.metrics().sum("cordon_proxy_refusals_total") == 0)
    }
  }

  /// Bytes that the other side's kernel has not acknowledged yet.
  private static func pendingBytes(_ wire: Wire) throws -> Int32 {
    var count: Int32 = 0
    // SIOCOUTQ, which is not imported.
    guard unsafe ioctl(wire.descriptor, 0x5411, &count) == 0 else {
      throw Sockets.Failure(call: "ioctl", code: errno)
    }
    return count
  }

  @Test func whatIsNoHeaderEndsTheConnection() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(
        Self.settings(backend.address, limits: ["headTimeout": "300ms"]))
      let cases: [(bytes: [UInt8], reason: String)] = [
        (Array(Self.request.utf8), "missing"), ([0x16, 3, 1, 2, 0], "missing"),
        (Array("PROXY TCP4 1.2.3 1.2.3.4 1 1\r\n\(Self.request)".utf8), "malformed"),
        (Self.signature + [0x31, 0x11, 0, 12] + Self.binary.suffix(12), "malformed"),
        (
          Self.signature + [0x21, 0x11, 0, 19] + Self.binary.suffix(12) + [3, 0, 4, 1, 2, 3, 4],
          "checksum"
        ),
        (Self.signature + [0x21, 0x11, 255, 255], "too_long"),
        (Array("PROXY TCP4 ".utf8), "timeout"), ([], "timeout"),
      ]
      for (bytes, reason) in cases {
        let before = try Self.refusals(proxy, reason)
        let wire = try proxy.connect()
        if !bytes.isEmpty { try wire.sendRaw(bytes) }
        // Nothing is answered: these bytes are not the client's.
        #expect(try wire.isEnded(), "\(reason)")
        #expect(try Self.refusals(proxy, reason) == before + 1, "\(reason)")
      }
      let gone = try proxy.connect()
      try gone.send("PROXY TCP4 ")
      gone.close()
      try eventually("its end is counted") { try Self.refusals(proxy, "aborted") == 1 }
      #expect(try proxy.limitCount("headTimeout") == 2)
      #expect(backend.connections == 0)
    }
  }

  /// A stranger's header is bytes like any others: no request, and nobody's address.
  @Test(arguments: [false, true])
  func headersOfStrangersAreRefused(isSecure: Bool) async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = ProxySettings(backend.address)
      settings.listener = ["proxyProtocol: [192.0.2.0/24]"]
      var proxy: Proxy
      if isSecure {
        proxy = try SecureUploadTests.start(stage, settings)
      } else {
        proxy = try stage.startProxy(settings)
      }
      let client = proxy.client
      proxy.client = nil
      for header in [Array(Self.line.utf8), Self.binary] {
        let wire = try proxy.connect()
        try wire.sendRaw(header + Array(Self.request.utf8))
        if isSecure, header[0] != UInt8(ascii: "P") {
          #expect(try wire.isReset(orHas: { $0.isEmpty || $0[0] == 21 }))
        } else {
          #expect(try wire.readAnswer().status == 400)
          #expect(try wire.isEnded())
        }
      }
      #expect(backend.connections == 0)
      let lines = try proxy.accessLines(atLeast: 1).filter { $0.contains("400") }
      #expect(lines.allSatisfy { jsonMember("client", of: $0) == "127.0.0.1" })
      // It is served as itself.
      proxy.client = client
      #expect(try proxy.upload([1]).status == 200)
      #expect(backend.received.last?.head["x-forwarded-for"] == "127.0.0.1")
      #expect(try proxy.metrics().sum("cordon_proxy_refusals_total") == 0)
    }
  }

  @Test func aProxyMayConnectByAUnixSocket() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      var settings = Self.settings(backend.address)
      settings.listen = .unix(path: stage.path("listen.sock"))
      settings.workers = 2
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      try wire.send(Self.line + Self.request)
      #expect(try wire.readAnswer().status == 200)
      #expect(backend.received.last?.head["x-forwarded-for"] == "192.0.2.1")
    }
  }

  @Test func clientsAreSpreadByTheHeadersAddress() async throws {
    try await onStage { stage in
      let backends = try (0..<3).map { _ in try stage.startBackend() }
      var settings = Self.settings(backends[0].address)
      settings.upstreams = backends.map(\.address)
      settings.backend = ["balance: sourceHash"]
      let proxy = try stage.startProxy(settings)
      for number in 1..<20 {
        let wire = try proxy.connect()
        try wire.send("PROXY TCP4 192.0.2.\(number) 198.51.100.7 1 1\r\n\(Self.request)")
        #expect(try wire.readAnswer().status == 200)
      }
      #expect(backends.count { !$0.received.isEmpty } > 1)
    }
  }
}
