import Configuration
import Proxy
import Testing

@Suite struct CheckTests {
  @Test func anUpstreamGoesDownAfterSoManyFailuresAndUpAfterSoManySuccesses() {
    var tally = CheckTally()
    func count(_ results: [Bool]) -> [Bool] {
      results.map {
        _ = tally.count(isPassed: $0, rise: 2, fall: 3)
        return tally.isUp
      }
    }
    #expect(count([true, false, false, true, false, false]).allSatisfy { $0 })
    #expect(count([false]) == [false])
    #expect(count([true, false, true]) == [false, false, false])
    #expect(count([true]) == [true])
  }

  @Test func aChangeIsToldOnce() {
    var tally = CheckTally()
    let changes = [false, false, false, true, true].map {
      tally.count(isPassed: $0, rise: 1, fall: 2)
    }
    #expect(changes == [false, true, false, true, false])
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", CheckResult.passed),
    ("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", .passed),
    ("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", .status(503)),
    ("HTTP/1.1 404 No\r\nContent-Length: 9999\r\n\r\n", .status(404)),
    ("HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", .passed),
    ("SSH-2.0-OpenSSH_9.2\r\n", .garbage),
    ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .garbage),
    ("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", .garbage),
    ("HTTP/1.1 200 OK\r\n", .lost), ("", .lost),
  ])
  func anAnswerIsJudgedByItsStatus(answer: String, result: CheckResult) {
    for part in [1, 3, 1000] {
      #expect(Self.judge(answer, UpstreamCheck(), partBytes: part) == result)
    }
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nstatus: fine", CheckResult.passed),
    ("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nstatus: bad", .body),
    ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", .body),
    ("HTTP/1.1 204 No Content\r\n\r\n", .body),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n: f\r\n3\r\nine\r\n0\r\n\r\n",
      .passed
    ),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n: x\r\n0\r\n\r\n", .body),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .garbage),
    ("HTTP/1.1 200 OK\r\n\r\nit is : fine", .passed), ("HTTP/1.1 200 OK\r\n\r\nit is not", .body),
    ("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nstatus", .lost),
    ("HTTP/1.1 500 No\r\nContent-Length: 6\r\n\r\n: fine", .status(500)),
  ])
  func anAnswerIsJudgedByItsBodyWhereThatIsAskedFor(answer: String, result: CheckResult) {
    var check = UpstreamCheck()
    check.body = ": fine"
    for part in [1, 3, 1000] { #expect(Self.judge(answer, check, partBytes: part) == result) }
  }

  @Test func ofALongBodyOnlyTheBeginningIsLookedAt() {
    var check = UpstreamCheck()
    check.body = "needle"
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"
    let hay = String(repeating: "-", count: UpstreamCheck.bodyBytesMax)
    #expect(Self.judge(head + hay + "needle", check, partBytes: 5000) == .body)
    #expect(Self.judge(head + "needle" + hay, check, partBytes: 5000) == .passed)
  }

  @Test func aRequestNamesTheHostThatIsAskedFor() {
    var check = UpstreamCheck()
    check.path = "/health?deep=1"
    func head(_ address: String) -> [Substring] {
      String(decoding: CheckConversation.request(check, address: address), as: UTF8.self)
        .split(separator: "\r\n").prefix(2).map { $0 }
    }
    #expect(head("127.0.0.1:80") == ["GET /health?deep=1 HTTP/1.1", "Host: 127.0.0.1:80"])
    #expect(head("unix:/run/a.sock")[1] == "Host: localhost")
    check.host = "app.example"
    #expect(head("127.0.0.1:80")[1] == "Host: app.example")
  }

  /// The result of an answer that comes in parts and then ends.
  private static func judge(
    _ answer: String, _ check: UpstreamCheck, partBytes: Int
  ) -> CheckResult {
    var conversation = CheckConversation(check)
    let bytes = Array(answer.utf8)
    var start = 0
    while start < bytes.count {
      let part = Array(bytes[start..<min(start + partBytes, bytes.count)])
      if let result = conversation.receive(part.span) { return result }
      start += partBytes
    }
    return conversation.end()
  }
}
