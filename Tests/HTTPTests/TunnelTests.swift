import HTTP
import Testing

@Suite struct TunnelTests {
  private static func asked(_ fields: String, line: String = "GET / HTTP/1.1") throws -> String? {
    let bytes = Array("\(line)\r\nHost: a\r\n\(fields)\r\n".utf8)
    var head = RequestHead()
    #expect(head.parse(bytes.span) == nil, "\(fields)")
    return head.tunnelProtocol(in: bytes.span).map {
      String(decoding: bytes[$0.range], as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("Connection: Upgrade\r\nUpgrade: websocket\r\n", "websocket"),
    ("Upgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n", "WebSocket"),
    ("Connection: Upgrade\r\nUpgrade: foo/2\r\nContent-Length: 0\r\n", "foo/2"),
    ("Connection: Upgrade\r\nUpgrade: http-like\r\n", "http-like"),
    ("Upgrade: websocket\r\n", nil), ("Connection: Upgrade\r\n", nil),
    // Of several the server might take another one; and two lines are several.
    ("Connection: Upgrade\r\nUpgrade: websocket, h2c\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: websocket\r\n", nil),
    // Requests that nobody would route and scan.
    ("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: H2C\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: h2\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: HTTP/2.0\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: TLS/1.2\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: web socket\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: a/\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: /a\r\n", nil), ("Connection: Upgrade\r\nUpgrade:\r\n", nil),
    ("Connection: Upgrade\r\nUpgrade: a/b/c\r\n", nil),
  ])
  func oneOtherProtocolMayBeAskedFor(fields: String, name: String?) throws {
    #expect(try Self.asked(fields) == name, "\(fields)")
  }

  @Test func anOldClientAsksForNothing() throws {
    #expect(
      try Self.asked("Connection: Upgrade\r\nUpgrade: websocket\r\n", line: "GET / HTTP/1.0") == nil
    )
  }

  private static func opens(_ head: String, asked: String, method: RequestMethod = .get) throws
    -> Bool
  {
    let bytes = Array("\(head)\r\n\r\n".utf8)
    var response = ResponseHead()
    #expect(response.parse(bytes.span, method: method) == nil, "\(head)")
    let name = Array(asked.utf8)
    return response.opensTunnel(asked: name.span, in: bytes.span)
  }

  @Test func onlyTheProtocolThatWasAskedForOpensATunnel() throws {
    let fields = "Connection: upgrade\r\nUpgrade: WebSocket"
    #expect(try Self.opens("HTTP/1.1 101 Switching Protocols\r\n\(fields)", asked: "websocket"))
    #expect(try !Self.opens("HTTP/1.1 101 Switching Protocols\r\n\(fields)", asked: "foo"))
    #expect(try !Self.opens("HTTP/1.1 101 S\r\nUpgrade: websocket", asked: "websocket"))
    #expect(try !Self.opens("HTTP/1.1 101 S\r\nConnection: upgrade", asked: "websocket"))
    #expect(try !Self.opens("HTTP/1.0 101 S\r\n\(fields)", asked: "websocket"))
    #expect(try !Self.opens("HTTP/1.1 101 S\r\n\(fields)\r\nUpgrade: h2c", asked: "websocket"))
    #expect(try !Self.opens("HTTP/1.1 200 OK\r\n\(fields)", asked: "websocket"))
    #expect(try !Self.opens("HTTP/1.1 103 Early Hints\r\n\(fields)", asked: "websocket"))
  }

  @Test func anySuccessOpensATunnelForCONNECT() throws {
    #expect(try Self.opens("HTTP/1.1 200 OK", asked: "", method: .connect))
    #expect(try Self.opens("HTTP/1.0 204 OK", asked: "", method: .connect))
    #expect(try !Self.opens("HTTP/1.1 407 No", asked: "", method: .connect))
    #expect(try !Self.opens("HTTP/1.1 103 Early Hints", asked: "", method: .connect))
    #expect(try !Self.opens("HTTP/1.1 302 Found", asked: "", method: .connect))
  }
}
