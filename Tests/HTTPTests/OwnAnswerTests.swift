import HTTP
import Testing

@Suite struct OwnAnswerTests {
  @Test(arguments: [
    ("", BodyFormat.json), ("*/*", .json), ("text/html", .html), ("text/plain", .text),
    ("application/json", .json), ("TEXT/HTML", .html), ("text/*", .html), ("application/*", .json),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", .html),
    ("text/plain, text/html;q=0.9", .text), ("text/html;q=0.5, text/plain;q=0.6", .text),
    ("text/html;level=1;q=0.3, */*;q=0.2", .html), ("application/json;q=0, */*", .html),
    ("text/html;q=0, text/*", .text), ("image/png", .json), ("*/*;q=0", .json),
    ("text/html; q=0.001", .html), ("text/html;q=2, text/plain;q=0.1", .text),
    ("text/html;Q=0.1,text/plain;q=0.10", .html), (",,;;, text/plain", .text), ("/", .json),
    ("text/html;q=", .html), ("text/html;q=x, text/plain", .text), ("text/plain;q=1.000", .text),
  ])
  func theBodyIsWhatTheClientAccepts(accept: String, format: BodyFormat) {
    let accept = bytes(accept)
    #expect(BodyFormat.negotiate(accept: accept.span) == format)
  }

  private func write(
    _ answer: OwnAnswer, date: String = "", reason: String = "", id: String = "",
    detail: String = "", capacity: Int? = nil
  ) -> String? {
    let (date, reason, id, detail) = (bytes(date), bytes(reason), bytes(id), bytes(detail))
    let bound = OwnAnswer.bytesMax(
      dateBytes: date.count, reasonBytes: reason.count, idBytes: id.count,
      detailBytes: detail.count)
    var output = [UInt8](repeating: 0, count: capacity ?? bound)
    var writer = ByteWriter(output.mutableSpan)
    let isWhole = answer.write(
      date: date.span, reason: reason.span, id: id.span, detail: detail.span, into: &writer)
    let count = writer.count
    return isWhole ? text(output[..<count]) : nil
  }

  @Test func aRefusalSaysWhatAndWhy() {
    let answer = OwnAnswer(status: 403)
    #expect(
      write(answer, date: "D", reason: "infected", id: "r1", detail: "Eicar")
        == "HTTP/1.1 403 Forbidden\r\nDate: D\r\nX-Request-Id: r1\r\n"
        + "Content-Type: application/json\r\nCache-Control: no-store\r\nContent-Length: 91\r\n"
        + "Connection: close\r\n\r\n{\"status\":403,\"message\":\"Forbidden\","
        + "\"reason\":\"infected\",\"detail\":\"Eicar\",\"requestId\":\"r1\"}\n")
  }

  @Test(arguments: BodyFormat.allCases, [UInt16(200), 400, 403, 413, 431, 503, 599])
  func theLengthIsThatOfTheBody(format: BodyFormat, status: UInt16) throws {
    let hostile = "<a href=\"x\">&'\\\u{0}\u{7F}\u{E4}\r\n</a>"
    let answer = OwnAnswer(status: status, format: format, keepsAlive: true)
    let own = try #require(write(answer, reason: hostile, detail: hostile))
    let reading = readStream(bytes(own), .response)
    #expect(reading.end == .clean)
    let body = text(try #require(reading.bodies.first))
    #expect(!body.contains("\0") && !body.contains("\u{7F}") && !body.contains("\r"))
    if format == .html { #expect(!body.contains("<a")) }
    if format == .json { #expect(body.contains("\\u003ca href=\\\"x\\\">&'\\\\???")) }
  }

  @Test func hypertextIsWellFormedAndTextIsPlain() throws {
    let html = try #require(write(OwnAnswer(status: 422, format: .html), reason: "a<b"))
    #expect(html.contains("<h1>422 Unprocessable Content</h1><p>Reason: a&lt;b</p>"))
    let plain = try #require(write(OwnAnswer(status: 503, format: .text), id: "7"))
    #expect(plain.hasSuffix("\r\n\r\n503 Service Unavailable\nRequest: 7\n"))
  }

  @Test func headGetsTheLengthAlone() throws {
    let answer = OwnAnswer(status: 404, isHead: true)
    let output = try #require(write(answer))
    #expect(output.hasSuffix("\r\n\r\n"))
    #expect(output.contains("Content-Length: 37\r\n"))
  }

  @Test func theConnectionFieldSaysWhatTheVersionDoesNot() throws {
    let kept = try #require(write(OwnAnswer(status: 200, keepsAlive: true)))
    #expect(!kept.contains("Connection"))
    let old = try #require(write(OwnAnswer(status: 200, keepsAlive: true, isHTTP10: true)))
    #expect(old.contains("Connection: keep-alive\r\n"))
  }

  @Test func whatDoesNotFitIsReported() throws {
    let answer = OwnAnswer(status: 403)
    let whole = try #require(write(answer, reason: "x"))
    for capacity in [0, 1, 10, whole.utf8.count - 1] {
      #expect(write(answer, reason: "x", capacity: capacity) == nil)
    }
    #expect(write(answer, reason: "x", capacity: whole.utf8.count) == whole)
  }

  @Test func everyFaultHasAnAnswer() {
    for fault in HTTPFault.allCases {
      #expect(ReasonPhrase.of(fault.status).utf8CodeUnitCount > 0)
      #expect("\(ReasonPhrase.of(fault.status))" != "Client Error")
      #expect("\(ReasonPhrase.of(fault.status))" != "Server Error")
    }
  }
}
