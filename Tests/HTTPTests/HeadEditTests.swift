import HTTP
import Testing

@Suite struct HeadEditTests {
  private func emitted(_ request: String, _ edits: RequestEdits) throws -> String {
    let head = bytes(request)
    let (client, host) = (bytes("192.0.2.1"), bytes("default.example"))
    var parsed = RequestHead()
    let fault = parsed.parse(head.span)
    try #require(fault == nil)
    var output = [UInt8](repeating: 0, count: 4096)
    var writer = ByteWriter(output.mutableSpan)
    let isWhole = parsed.emit(
      from: head.span, client: client.span, isSecure: false, defaultHost: host.span, edits: edits,
      into: &writer)
    let count = writer.count
    #expect(isWhole)
    return text(output[..<count])
  }

  private func line(_ target: String, prefix: String, replacement: String) throws -> String {
    var edits = RequestEdits()
    edits.prefixBytes = prefix.utf8.count
    edits.replacement = bytes(replacement)
    let output = try emitted("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n", edits)
    return String(output.prefix { $0 != "\r\n" })
  }

  @Test(arguments: [
    ("/api/x?q=/api", "/api", "", "/x?q=/api"), ("/api", "/api", "", "/"),
    ("/api/", "/api", "", "/"), ("/api?q", "/api", "", "/?q"),
    ("/api/x", "/api", "/v2/in", "/v2/in/x"), ("/api", "/api", "/v2", "/v2"),
    ("/api/", "/api", "/v2", "/v2/"), ("/x", "", "/v2", "/v2/x"), ("/", "", "/v2", "/v2/"),
    // No URL of another host begins.
    ("/api//evil.example/x", "/api", "", "/evil.example/x"), ("/api////", "/api", "", "/"),
    ("//x", "", "/v2", "/v2/x"), ("/api/%2fx", "/api", "", "/%2fx"),
    ("http://a/api/x?q", "/api", "", "/x?q"), ("http://a", "", "/v2", "/v2"),
  ])
  func theFirstSegmentsOfAPathAreReplaced(
    target: String, prefix: String, replacement: String, path: String
  ) throws {
    #expect(
      try line(target, prefix: prefix, replacement: replacement) == "GET \(path) HTTP/1.1")
  }

  @Test func theWholeServerStaysTheWholeServer() throws {
    var edits = RequestEdits()
    edits.replacement = bytes("/v2")
    #expect(
      try emitted("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", edits).hasPrefix(
        "OPTIONS * HTTP/1.1\r\n"))
  }

  @Test func anotherHostIsSaidWithTheClientsBesideIt() throws {
    var edits = RequestEdits()
    edits.host = bytes("app.internal:81")
    let output = try emitted(
      "GET / HTTP/1.1\r\nHost: a:80\r\nX-Forwarded-Host: evil\r\nB: c\r\n\r\n", edits)
    #expect(
      output == "GET / HTTP/1.1\r\nHost: app.internal:81\r\nB: c\r\nX-Forwarded-For: 192.0.2.1\r\n"
        + "X-Forwarded-Host: a:80\r\nX-Forwarded-Proto: http\r\nVia: 1.1 cordon\r\n")
    let old = try emitted("GET / HTTP/1.0\r\n\r\n", edits)
    #expect(old.contains("X-Forwarded-Host: default.example\r\n"))
  }

  @Test func fieldsAreSetAddedAndRemoved() throws {
    var edits = RequestEdits()
    edits.fields = FieldEdits(
      set: [(name: "X-User", value: "cordon")], add: [(name: "Accept", value: "text/x; q=0")],
      remove: ["Cookie", "x-b"])
    let output = try emitted(
      "GET / HTTP/1.1\r\nHost: a\r\nx-user: evil\r\nX_USER: evil\r\nCookie:a\r\nAccept: b\r\n"
        + "X-B: 1\r\nX-B: 2\r\nX-Bc: 3\r\nConnection: X-User\r\n\r\n", edits)
    #expect(
      output
        == "GET / HTTP/1.1\r\nHost: a\r\nAccept: b\r\nX-Bc: 3\r\nX-Forwarded-For: 192.0.2.1\r\n"
        + "X-Forwarded-Proto: http\r\nVia: 1.1 cordon\r\nX-User: cordon\r\nAccept: text/x; q=0\r\n")
  }

  @Test func answersAreChangedButForInterimOnes() throws {
    let edits = FieldEdits(
      set: [(name: "Server", value: "x")], add: [(name: "Set-Cookie", value: "a=b")],
      remove: ["X-Powered-By"])
    func emitted(_ status: Int) throws -> String {
      let head = bytes(
        "HTTP/1.1 \(status) S\r\nServer: y\r\nX-Powered-By: z\r\nSet-Cookie: c=d\r\n\r\n")
      var parsed = ResponseHead()
      let fault = parsed.parse(head.span, method: .head)
      try #require(fault == nil)
      var output = [UInt8](repeating: 0, count: 4096)
      var writer = ByteWriter(output.mutableSpan)
      parsed.emit(from: head.span, edits: edits, into: &writer)
      let count = writer.count
      return text(output[..<count])
    }
    #expect(
      try emitted(200) == "HTTP/1.1 200 S\r\nSet-Cookie: c=d\r\nVia: 1.1 cordon\r\nServer: x\r\n"
        + "Set-Cookie: a=b\r\n")
    #expect(try emitted(103) == "HTTP/1.1 103 S\r\nSet-Cookie: c=d\r\nVia: 1.1 cordon\r\n")
  }
}
