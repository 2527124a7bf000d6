import Digests
import Glibc
import Primitives
import Testing

@testable import cordon

@Suite struct SampleConnectionTests {
  private static let plain = SampleBehaviour(
    name: "a", status: 200, delayMilliseconds: 0, closes: false, hangsUp: false,
    answersEarly: false, isChunked: false, sendsInterim: false, sendsGarbage: false,
    paddingBytes: 0, vanishAfterBytes: nil, cutAfterBytes: nil)

  /// All that a connection answers to pieces of bytes and the end of sending.
  private func answers(
    to pieces: [[UInt8]], _ change: (inout SampleBehaviour) -> Void = { _ in }
  ) throws -> String {
    var behaviour = Self.plain
    change(&behaviour)
    var ends: [Int32] = [0, 0]
    try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let (client, server) = (ends[0], ends[1])
    defer { close(client) }
    let served = behaviour
    try DetachedThread.start {
      var connection = SampleConnection(descriptor: server, behaviour: served)
      connection?.serve()
    }
    for piece in pieces where !piece.isEmpty {
      _ = unsafe send(client, piece, piece.count, Int32(MSG_NOSIGNAL))
    }
    shutdown(client, Int32(SHUT_WR))
    var received: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe recv(client, &block, block.count, 0)
      guard count > 0 else { break }
      received += block[..<count]
    }
    return String(decoding: received, as: UTF8.self)
  }

  private func sha256(_ text: String) throws -> String {
    var stream = try DigestStream(.sha256)
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBytes { unsafe stream.update($0) }
    return stream.finish().hex
  }

  private static let pipelined = Array(
    ("POST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
      + "PUT /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "2\r\nde\r\n1\r\nf\r\n0\r\n\r\n"
      + "GET /g HTTP/1.1\r\nHost: h\r\n\r\n").utf8)

  private func expected() throws -> String {
    func answer(_ method: String, _ path: String, _ body: String) throws -> String {
      let json =
        "{\"name\":\"a\",\"method\":\"\(method)\",\"path\":\"\(path)\","
        + "\"bytes\":\(body.utf8.count),\"sha256\":\"\(try sha256(body))\"}\n"
      return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        + "Content-Length: \(json.utf8.count)\r\n\r\n\(json)"
    }
    return try answer("POST", "/a?b", "abc") + answer("PUT", "/c", "def") + answer("GET", "/g", "")
  }

  @Test func pipelinedRequestsAreAnsweredInOrder() throws {
    #expect(try answers(to: [Self.pipelined]) == expected())
    #expect(try answers(to: Self.pipelined.map { [$0] }) == expected())
  }

  @Test func everySplitOfTheBytesGivesTheSameAnswers() throws {
    let expected = try expected()
    for index in Self.pipelined.indices {
      let pieces = [Array(Self.pipelined[..<index]), Array(Self.pipelined[index...])]
      #expect(try answers(to: pieces) == expected, "split at \(index)")
    }
  }

  @Test func aBodyLargerThanTheBufferIsDigestedWhole() throws {
    let body = String(repeating: "0123456789abcdef", count: 50_000)
    let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
    let answer = try answers(to: [Array((head + body).utf8)])
    #expect(answer.contains("\"bytes\":\(body.utf8.count),\"sha256\":\"\(try sha256(body))\""))
  }

  @Test(arguments: [
    "garbage\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
  ])
  func whatIsNotHTTPIsRefused(text: String) throws {
    #expect(try answers(to: [Array(text.utf8)]).hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
  }

  @Test func aTruncatedBodyIsNotAnswered() throws {
    let text = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nabc"
    #expect(try answers(to: [Array(text.utf8)]) == "")
  }

  private static let get = [Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8)]

  @Test func itMisbehavesAsItIsTold() throws {
    let twice = [Self.get[0] + Self.get[0]]
    func count(_ text: String) -> Int { text.ranges(of: "HTTP/1.1 200 OK").count }
    #expect(count(try answers(to: twice)) == 2)
    let closed = try answers(to: twice) { $0.closes = true }
    #expect(count(closed) == 1 && closed.contains("\r\nConnection: close\r\n"))
    let hungUp = try answers(to: twice) { $0.hangsUp = true }
    #expect(count(hungUp) == 1 && !hungUp.contains("Connection"))
    #expect(try answers(to: Self.get) { $0.cutAfterBytes = 20 } == "HTTP/1.1 200 OK\r\nCon")
    #expect(try !answers(to: Self.get) { $0.sendsGarbage = true }.contains("HTTP/1"))
    #expect(try answers(to: Self.get) { $0.sendsInterim = true }.hasPrefix("HTTP/1.1 103 "))
    let empty = try answers(to: Self.get) { $0.status = 204 }
    #expect(empty == "HTTP/1.1 204 No Content\r\n\r\n")
  }

  @Test func aChunkedAnswerHasItsEnd() throws {
    let answer = try answers(to: Self.get) {
      $0.isChunked = true
      $0.paddingBytes = 1000
    }
    #expect(answer.contains("\r\nTransfer-Encoding: chunked\r\n"))
    #expect(answer.hasSuffix("\r\n0\r\n\r\n"))
  }

  @Test func itVanishesInTheMiddleOfABody() throws {
    let text = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabcdef"
    #expect(try answers(to: [Array(text.utf8)]) { $0.vanishAfterBytes = 3 } == "")
  }

  @Test func anEarlyAnswerComesBeforeTheBody() throws {
    let text = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n"
    let answer = try answers(to: [Array(text.utf8)]) { $0.answersEarly = true }
    #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
    #expect(answer.contains("\"bytes\":0,"))
  }
}
