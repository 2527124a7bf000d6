import HTTP
import Testing

@Suite struct AnswerPageTests {
  @Test(arguments: [
    ("", ""), ("plain", "plain"), ("{status} {reason}", "403 infected"), ("{requestId}", "r-1"),
    ("<p>{status}{status}</p>", "<p>403403</p>"),
    ("{ status }{Status}{other}{", "{ status }{Status}{other}{"),
    ("{{status}}", "{403}"), ("{status", "{status"),
    ("\u{E4}{reason}\u{E4}", "\u{E4}infected\u{E4}"),
  ])
  func placesAreFilled(page: String, body: String) {
    let page = AnswerPage(format: .html, text: bytes(page))
    #expect(
      text(page.body(status: 403, reason: bytes("infected"), id: bytes("r-1"))[...]) == body)
  }

  @Test func aHeadGoesBeforeABodyOfAnothersMaking() {
    var answer = OwnAnswer(status: 403, format: .html, keepsAlive: true)
    func head() -> String {
      let (date, id, lines) = (bytes("D"), bytes("r1"), bytes("A: b\r\n"))
      var output = [UInt8](repeating: 0, count: 512)
      var writer = ByteWriter(output.mutableSpan)
      answer.writeHead(
        date: date.span, id: id.span, lines: lines.span, bodyBytes: 17, into: &writer)
      let count = writer.count
      return text(output[..<count])
    }
    #expect(
      head() == "HTTP/1.1 403 Forbidden\r\nDate: D\r\nX-Request-Id: r1\r\nA: b\r\n"
        + "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
        + "Content-Length: 17\r\n\r\n")
    answer.status = 204
    #expect(!head().contains("Content-"))
  }
}
