import Glibc
import Primitives
import Testing

@Suite struct MalformedRequestTests {
  /// Requests that two parsers could read in two ways, by why they are refused.
  static let requests: [(glitch: String, status: Int, request: String)] = [
    (
      "length_with_transfer_encoding", 400,
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    (
      "duplicate_content_length", 400,
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"
    ),
    (
      "malformed_content_length", 400,
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nabcde"
    ),
    (
      "content_length_overflow", 400,
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n"
    ),
    (
      "transfer_encoding_in_http_1_0", 400,
      "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    (
      "unsupported_transfer_coding", 501,
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n"
    ),
    (
      "malformed_chunk_size", 400,
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n"
    ),
    (
      "chunk_size_overflow", 400,
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n"
    ),
    (
      "malformed_chunk_end", 400,
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"
    ),
    ("bare_lf", 400, "GET / HTTP/1.1\nHost: a\n\n"),
    ("bare_cr", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
    ("nul", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
    ("obs_fold", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
    ("whitespace_before_colon", 400, "GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n"),
    ("empty_field_name", 400, "GET / HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n"),
    ("missing_host", 400, "GET / HTTP/1.1\r\n\r\n"),
    ("duplicate_host", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    ("expectation_failed", 417, "POST / HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n"),
    ("unsupported_version", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
  ]

  @Test func eachClassIsRefusedCountedAndClosed() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
      for (glitch, status, request) in Self.requests {
        let wire = try proxy.connect()
        try wire.send(request + smuggled)
        let answer = try wire.readAnswer()
        #expect(answer.status == status, "\(glitch)")
        #expect(answer.head["connection"] == "close")
        #expect(answer.member("reason") == glitch)
        #expect(try wire.isEnded())
        #expect(
          try proxy.metrics()["cordon_glitches_total{glitch=\"\(glitch)\"}"] == 1, "\(glitch)")
      }
      #expect(backend.connections == 0)
      #expect(try proxy.outcomeCount("bad_request") == Self.requests.count)
    }
  }

  /// Bodies shorter than declared never reach an upstream.
  @Test func aBodyThatEndsTooSoonIsDropped() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      for body in ["Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nabc"] {
        let wire = try proxy.connect()
        try wire.send("POST / HTTP/1.1\r\nHost: a\r\n\(body)")
        wire.endSending()
        #expect(try wire.isEnded())
      }
      try eventually("they are counted") { try proxy.outcomeCount("client_aborted") == 2 }
      #expect(backend.connections == 0)
    }
  }

  /// What follows a body is the next request; where it is none, it is refused as such.
  @Test func aBodyThatIsLongerThanDeclaredIsNotPassedOn() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      let proxy = try stage.startProxy(ProxySettings(backend.address))
      let wire = try proxy.connect()
      try wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcdef\r\n\r\n")
      #expect(try wire.readAnswer().status == 200)
      #expect(try wire.readAnswer().status == 400)
      #expect(try wire.isEnded())
      #expect(backend.received.map(\.body) == [Array("abc".utf8)])
    }
  }
}
