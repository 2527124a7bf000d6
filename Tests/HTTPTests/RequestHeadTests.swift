import HTTP
import Testing

/// What accepted requests mean.
@Suite struct RequestHeadTests {
  @Test func anUploadIsRead() throws {
    let request = try readRequest(
      "POST /upload?x=1 HTTP/1.1\r\nHost: Example.com:8080\r\nContent-Length: 42\r\n"
        + "Expect: 100-Continue\r\nX-Any:  some value\t\r\n\r\n"
    ).get()
    #expect(request.method == .post)
    #expect(request.form == .origin)
    #expect(request.target == "/upload?x=1")
    #expect(request.path == "/upload")
    #expect(request.query == "x=1")
    #expect(request.authority == "Example.com:8080")
    #expect(request.host == "Example.com")
    #expect(request.port == 8080)
    #expect(request.minorVersion == 1)
    #expect(request.framing == .length(42))
    #expect(request.expectsContinue)
    #expect(request.keepsAlive)
    #expect(request.fields.map(\.known) == [.host, .contentLength, .expect, .other])
    #expect(request.fields[3].value == "some value")
  }

  @Test(arguments: [
    ("GET", RequestMethod.get, true, true), ("HEAD", .head, true, true),
    ("POST", .post, false, false), ("PUT", .put, false, true), ("PATCH", .patch, false, false),
    ("DELETE", .delete, false, true), ("OPTIONS", .options, true, true),
    ("TRACE", .trace, true, true), ("get", .other, false, false), ("GETS", .other, false, false),
    ("M-SEARCH", .other, false, false), ("!#$%&'*+-.^_`|~", .other, false, false),
  ])
  func methodsAreKnownByTheirExactName(
    name: String, method: RequestMethod, isSafe: Bool, isIdempotent: Bool
  ) throws {
    let request = try readRequest("\(name) / HTTP/1.1\r\nHost: a\r\n\r\n").get()
    #expect(request.method == method)
    #expect(request.methodText == name)
    #expect(method.isSafe == isSafe)
    #expect(method.isIdempotent == isIdempotent)
  }

  @Test func targetsHaveFourForms() throws {
    let asterisk = try readRequest("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").get()
    #expect(asterisk.form == .asterisk)
    let connect = try readRequest("CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n").get()
    #expect(connect.form == .authority)
    #expect(connect.host == "b")
    #expect(connect.port == 443)
    let absolute = try readRequest("GET HTTP://A:80/p?q HTTP/1.1\r\nHost: a\r\n\r\n").get()
    #expect(absolute.form == .absolute)
    #expect(absolute.path == "/p")
    #expect(absolute.query == "q")
    #expect(absolute.authority == "A:80")
    let bare = try readRequest("GET https://a?q HTTP/1.1\r\nHost: a:443\r\n\r\n").get()
    #expect(bare.path == "")
    #expect(bare.query == "q")
    let empty = try readRequest("GET /? HTTP/1.1\r\nHost: a\r\n\r\n").get()
    #expect(empty.query == "")
  }

  @Test(arguments: [
    "a", "a.example", "a_b-c.1", "127.0.0.1", "127.0.0.1:1", "a:65535", "[::]", "[::1]:80",
    "[1:2:3:4:5:6:7:8]", "[1::8]", "[::ffff:192.0.2.1]", "[1:2:3:4:5:6:192.0.2.1]", "[1::]",
    "[2001:DB8::ff00:42:8329]:8080",
  ])
  func hostsAreNamesAndAddresses(host: String) throws {
    #expect(try readRequest("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").get().authority == host)
  }

  @Test(arguments: [
    ("", BodyFraming.none), ("Content-Length: 0\r\n", .length(0)),
    ("content-LENGTH:7\r\n", .length(7)), ("Content-Length: 0007\r\n", .length(7)),
    ("Content-Length: 9223372036854775807\r\n", .length(9_223_372_036_854_775_807)),
    ("Transfer-Encoding: chunked\r\n", .chunked), ("TRANSFER-ENCODING:CHUNKED\r\n", .chunked),
  ])
  func framingIsSaidOnce(line: String, framing: BodyFraming) throws {
    for method in ["GET", "POST", "HEAD", "OTHER"] {
      let request = try readRequest("\(method) / HTTP/1.1\r\nHost: a\r\n\(line)\r\n").get()
      #expect(request.framing == framing)
    }
  }

  @Test(arguments: [
    ("1.1", "", true), ("1.1", "Connection: close\r\n", false),
    ("1.1", "Connection: Keep-Alive, CLOSE\r\n", false),
    ("1.1", "Connection: a\r\nConnection: , close ,\r\n", false), ("1.0", "", false),
    ("1.0", "Connection: keep-alive\r\n", true),
    ("1.0", "Connection: keep-alive, close\r\n", false),
    ("1.0", "Proxy-Connection: keep-alive\r\n", false),
  ])
  func connectionsPersistByVersionAndOption(version: String, line: String, keepsAlive: Bool) throws
  {
    let request = try readRequest("GET / HTTP/\(version)\r\nHost: a\r\n\(line)\r\n").get()
    #expect(request.keepsAlive == keepsAlive)
  }

  @Test func namedFieldsBecomeHopByHop() throws {
    let request = try readRequest(
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: X-A, upgrade, Date\r\nx-a: 1\r\nX-AB: 2\r\n"
        + "Upgrade: websocket\r\nDate: now\r\nTE: trailers\r\nX-Cordon-Id: 5\r\n\r\n"
    ).get()
    #expect(request.wantsUpgrade)
    #expect(
      request.fields.map(\.isHopByHop) == [false, true, true, false, true, true, true, true])
  }

  @Test func anExpectationNeedsABodyAndAVersion() throws {
    func expects(_ version: String, _ line: String) throws -> Bool {
      try readRequest("POST / HTTP/\(version)\r\nHost: a\r\nExpect: 100-continue\r\n\(line)\r\n")
        .get().expectsContinue
    }
    #expect(try expects("1.1", "Transfer-Encoding: chunked\r\n"))
    #expect(try !expects("1.1", ""))
    #expect(try !expects("1.1", "Content-Length: 0\r\n"))
    #expect(try !expects("1.0", "Content-Length: 5\r\n"))
  }

  @Test func http10NeedsNoHost() throws {
    let request = try readRequest("GET / HTTP/1.0\r\n\r\n").get()
    #expect(request.minorVersion == 0)
    #expect(request.authority == "")
    #expect(request.host == "")
  }

  @Test func valuesMayHoldBytesOutsideASCIIAndTabs() throws {
    let request = try readRequest("GET / HTTP/1.1\r\nHost: a\r\nA: \u{E4}\tb\u{FF}\r\n\r\n").get()
    #expect(request.fields[1].value == "\u{E4}\tb\u{FF}")
  }

  @Test func theFirstOfSeveralValuesIsFound() {
    let input = bytes("GET / HTTP/1.1\r\nHost: a\r\nACCEPT: x/y\r\nAccept: z\r\n\r\n")
    var head = RequestHead()
    #expect(head.parse(input.span) == nil)
    #expect(head.value(of: .accept).map { text($0, input) } == "x/y")
    #expect(head.value(of: .cookie) == nil)
    #expect(head.value(of: .other) == nil)
  }

  @Test func aHeadIsReusedWithoutTraces() {
    let first = bytes(
      "POST http://b/ HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n"
        + "Connection: close, X-A\r\nX-A: b\r\n\r\n")
    let second = bytes("GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\r\n")
    let refused = bytes("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
    var head = RequestHead()
    #expect(head.parse(first.span) == nil)
    #expect(head.parse(refused.span) == .duplicateHost)
    #expect(head.parse(second.span) == nil)
    #expect(head.method == .get)
    #expect(head.framing == .none)
    #expect(head.expectsContinue == false)
    #expect(head.keepsAlive == true)
    #expect(head.targetForm == .origin)
    #expect(head.fieldCount == 2)
    #expect(!head.field(at: 1).isHopByHop)
  }

  @Test func oneEmptyLineMayPrecede() throws {
    let request = try readRequest("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").get()
    #expect(request.method == .get)
  }

  @Test func onlyAWholeHeadIsParsed() {
    let whole = bytes("\r\nPOST /a?b HTTP/1.1\r\nHost: a:1\r\nConnection: b\r\nA: b \r\n\r\n")
    for count in whole.indices {
      #expect(throws: HTTPFault.self) { try parseRequest(Array(whole[..<count])).get() }
    }
    #expect(parseRequest(whole + [0x41]) == .failure(.incompleteHead))
  }
}
