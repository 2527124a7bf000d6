import HTTP
import Testing

@testable import HTTP2

@Suite struct RequestTests {
  @Test func aRequestIsAHeadOfHTTP1() {
    let exchanges = Exchanges()
    var frames = Frames.opening
    frames.headers(1, Frames.get + [("accept", "*/*"), ("x-a", "")], endsStream: true)
    exchanges.receive(frames)
    #expect(exchanges.said == ["request 1", "end 1"])
    #expect(
      exchanges.texts[1]
        == "GET /a?b=c HTTP/1.1\r\nhost: a.test\r\naccept: */*\r\nx-a: \r\n\r\n")
  }

  @Test func aBodyWithoutALengthIsChunkedAndOneWithALengthIsNot() {
    let exchanges = Exchanges()
    var frames = Frames.opening
    frames.headers(1, Frames.post())
    frames.data(1, Array("hello".utf8), endsStream: true)
    frames.headers(3, Frames.post(("content-length", "5")))
    frames.data(3, Array("hel".utf8))
    frames.data(3, Array("lo".utf8), endsStream: true, padding: 9)
    exchanges.receive(frames)
    #expect(
      exchanges.said == ["request 1", "body 1", "end 1", "request 3", "body 3", "end 3"])
    #expect(exchanges.bodies == [1: Array("hello".utf8), 3: Array("hello".utf8)])
    #expect(exchanges.texts[1]!.hasSuffix("\r\nTransfer-Encoding: chunked\r\n\r\n"))
    #expect(exchanges.texts[3]!.hasSuffix("\r\ncontent-length: 5\r\n\r\n"))
  }

  @Test func crumbsOfCookiesAreOneField() {
    let exchanges = Exchanges()
    var frames = Frames.opening
    frames.headers(
      1, Frames.get + [("cookie", "a=b"), ("x", "y"), ("cookie", "c=d")], endsStream: true)
    exchanges.receive(frames)
    #expect(exchanges.texts[1]!.hasSuffix("\r\nx: y\r\ncookie: a=b; c=d\r\n\r\n"))
  }

  @Test func theHostMayStandInAFieldAndMustBeTheSame() {
    let exchanges = Exchanges()
    var frames = Frames.opening
    frames.headers(
      1, [(":method", "GET"), (":scheme", "https"), (":path", "/"), ("host", "b.test")],
      endsStream: true)
    frames.headers(3, Frames.get + [("host", "A.test")], endsStream: true)
    exchanges.receive(frames)
    #expect(exchanges.texts[1] == "GET / HTTP/1.1\r\nhost: b.test\r\n\r\n")
    #expect(exchanges.texts[3] == "GET /a?b=c HTTP/1.1\r\nhost: a.test\r\n\r\n")
  }

  @Test func trailersComeAfterABody() {
    let exchanges = Exchanges()
    var frames = Frames.opening
    frames.headers(1, Frames.post(("te", "trailers")))
    frames.data(1, [1, 2, 3])
    frames.headers(1, [("x-sum", "6")], endsStream: true)
    exchanges.receive(frames)
    #expect(exchanges.said == ["request 1", "body 1", "trailers 1", "end 1"])
    #expect(exchanges.trailers[1] == "x-sum: 6\r\n")
    #expect(!exchanges.texts[1]!.contains("te:"))
  }

  /// What they would mean to a reader of HTTP/1.1 is not what they say.
  @Test(arguments: Self.malformed)
  func malformedRequestsAreCutAndTheSessionGoesOn(_ fields: Fields) {
    let exchanges = Exchanges()
    var frames = Frames.opening
    frames.headers(1, fields.list, endsStream: true)
    frames.headers(3, Frames.get, endsStream: true)
    exchanges.receive(frames)
    #expect(exchanges.said == ["request 3", "end 3"])
    #expect(exchanges.frames(3, 1).map(\.code) == [1])
    #expect(exchanges.goAway == nil && !exchanges.isEnded)
    #expect(exchanges.session.streamsCount == 1)
  }

  /// The same, before nghttp2 has had a say.
  @Test(arguments: Self.malformed)
  func malformedRequestsAreSeenWithoutNghttp2(_ fields: Fields) {
    #expect(Self.write(fields.list) == .malformed)
  }

  struct Fields: Sendable, CustomTestStringConvertible {
    var what: String
    var list: [Frames.Field]
    var testDescription: String { what }

    init(_ what: String, _ list: [Frames.Field]) { (self.what, self.list) = (what, list) }

    /// A sound request with more fields.
    init(_ what: String, more: Frames.Field...) { self.init(what, Frames.get + more) }

    /// A sound request with another value of a pseudo-header field, or without it.
    init(_ what: String, _ name: String, _ value: String?) {
      let rest = Frames.get.filter { $0.name != name }
      self.init(what, (value.map { [(name, $0)] } ?? []) + rest)
    }
  }

  static let malformed: [Fields] = [
    Fields("no method", ":method", nil), Fields("no path", ":path", nil),
    Fields("no scheme", ":scheme", nil),
    Fields("no host", [(":method", "GET"), (":scheme", "http"), (":path", "/")]),
    Fields("an empty path", ":path", ""), Fields("an empty method", ":method", ""),
    Fields("a space in a path", ":path", "/ HTTP/1.1"),
    Fields("a line in a path", ":path", "/\r\na: b"),
    Fields("another host in a path", ":path", "http://b.test/"),
    Fields("a path without a slash", ":path", "a"), Fields("a fragment", ":path", "/a#b"),
    Fields("a space in a method", ":method", "GET /x"), Fields("another scheme", ":scheme", "ftp"),
    Fields("a line in a host", ":authority", "a.test\r\nx: y"),
    Fields("a twice said path", Frames.get + [(":path", "/b")]),
    Fields("a twice said method", [(":method", "GET")] + Frames.get),
    Fields("an unknown one", Frames.get + [(":x", "y")]),
    Fields("an answer's", Frames.get + [(":status", "200")]),
    Fields("a late one", Array(Frames.get.dropLast()) + [("a", "b"), (":authority", "a.test")]),
    Fields("an upper-case name", more: ("X-A", "b")), Fields("an empty name", more: ("", "b")),
    Fields("a colon in a name", more: ("a:b", "c")), Fields("a space in a name", more: ("a ", "c")),
    Fields("a line in a name", more: ("a\r\nb", "c")),
    Fields("a CR in a value", more: ("a", "b\rc")), Fields("an LF in a value", more: ("a", "b\nc")),
    Fields("a NUL in a value", more: ("a", "b\0c")),
    Fields("a control in a value", more: ("a", "b\u{1}c")),
    Fields("a space before a value", more: ("a", " b")),
    Fields("a tab behind a value", more: ("a", "b\t")),
    Fields("connection", more: ("connection", "close")),
    Fields("keep-alive", more: ("keep-alive", "timeout=5")),
    Fields("proxy-connection", more: ("proxy-connection", "close")),
    Fields("transfer-encoding", more: ("transfer-encoding", "chunked")),
    Fields("upgrade", more: ("upgrade", "websocket")), Fields("te", more: ("te", "gzip")),
    Fields("a second host", more: ("host", "b.test")),
    Fields("two lengths", more: ("content-length", "0"), ("content-length", "0")),
    Fields(
      "extended CONNECT",
      [(":method", "CONNECT"), (":protocol", "websocket")] + Frames.get.dropFirst()),
    Fields("CONNECT with a path", ":method", "CONNECT"),
  ]

  private static func write(_ fields: [Frames.Field]) -> RequestText.Fault? {
    let text = RequestText(limits: HTTPLimits())
    text.begin(.request)
    for field in fields {
      let name = field.name.unicodeScalars.map { UInt8($0.value) }
      let value = field.value.unicodeScalars.map { UInt8($0.value) }
      text.take(name: name.span, value: value.span)
    }
    return text.finish(endsStream: true)
  }

  @Test(
    arguments: [("3", "12", 1), ("1", "12", 1), ("0", "1", 1), ("2", "12", nil)]
      as [(String, String, Int?)])
  func aLengthMustBeThatOfTheBody(said: String, body: String, code: Int?) {
    let exchanges = Exchanges()
    var frames = Frames.opening
    frames.headers(1, Frames.post(("content-length", said)))
    frames.data(1, Array(body.utf8), endsStream: true)
    exchanges.receive(frames)
    #expect(exchanges.frames(3, 1).first?.code == code)
    #expect(exchanges.said.contains("end 1") == (code == nil))
    #expect(exchanges.said.contains("closed 1 1") == (code != nil))
  }

  @Test func aHeadThatIsTooLargeIsAnswered() {
    let exchanges = Exchanges()
    var frames = Frames.opening
    frames.headers(1, Frames.get + [("a", String(repeating: "b", count: 16_384))], pieces: 3)
    frames.headers(
      3,
      Frames.get.filter { $0.name != ":path" }
        + [(":path", "/" + String(repeating: "b", count: 9_000))])
    exchanges.receive(frames)
    #expect(exchanges.said == ["request 1", "request 3"])
    #expect(exchanges.faults == [1: .headTooLarge, 3: .requestLineTooLong])
  }

  @Test func connectIsPassedOnAsSuch() {
    let exchanges = Exchanges()
    var frames = Frames.opening
    frames.headers(1, [(":method", "CONNECT"), (":authority", "a.test:443")])
    exchanges.receive(frames)
    #expect(
      exchanges.texts[1] == "CONNECT a.test:443 HTTP/1.1\r\nhost: a.test:443\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n")
  }

  /// Our own parser of heads reads the same request, or refuses it.
  @Test func whatComesOutIsReadAsTheSame() {
    let exchanges = Exchanges()
    var frames = Frames.opening
    frames.headers(
      1,
      Frames.post(
        ("x-a", "b \t c"), ("content-type", "text/plain"), ("cookie", "a"), ("cookie", "b"),
        ("expect", "100-continue")))
    exchanges.receive(frames)
    let bytes = Array(exchanges.texts[1]!.utf8)
    var scanner = HeadScanner(.request)
    let progress = scanner.scan(bytes.span)
    #expect(progress == .complete(count: bytes.count))
    var head = RequestHead()
    let fault = head.parse(bytes.span)
    #expect(fault == nil)
    let isRead = head.method == .post && head.framing == .chunked && head.expectsContinue
    #expect(isRead)
    let fields = (0..<head.fieldCount).map { index in
      let field = head.field(at: index)
      return Self.text(field.name, bytes) + "=" + Self.text(field.value, bytes)
    }
    #expect(
      fields == [
        "host=a.test", "x-a=b \t c", "content-type=text/plain", "expect=100-continue",
        "cookie=a; b", "Transfer-Encoding=chunked",
      ])
    let target = Self.text(head.targetRange, bytes)
    #expect(target == "/up")
  }

  private static func text(_ range: ByteRange, _ bytes: [UInt8]) -> String {
    String(decoding: bytes[range.range], as: UTF8.self)
  }
}
