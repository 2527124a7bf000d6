import HTTP
import Testing

@Suite struct HeadScannerTests {
  static let heads = [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.0\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nA:\tb\tc\r\n\r\n",
    "X\r\n\r\n", "GET /0123456789/0123456789 HTTP/1.1\r\nHost: 0123456789012345\r\n\r\n",
  ]

  @Test(arguments: heads)
  func theEndIsFoundForEveryCut(head: String) {
    let input = bytes(head + "BODY\r\n\r\n\n\0")
    let end = HeadProgress.complete(count: head.utf8.count)
    #expect(scan(input, .request, cuts: []) == end)
    #expect(scan(input, .request, cuts: 0...input.count) == end)
    for first in input.indices {
      #expect(scan(input, .request, cuts: [first]) == end)
      for second in first..<input.count {
        #expect(scan(input, .request, cuts: [first, second]) == end)
      }
    }
    for count in 0..<head.utf8.count {
      #expect(scan(Array(input[..<count]), .request, cuts: []) == .incomplete)
    }
  }

  @Test(arguments: [
    ("G\0", HTTPFault.nul), ("GET / HTTP/1.1\n", .bareLineFeed), ("GET\rX", .bareCarriageReturn),
    ("\u{16}", .controlCharacter), ("\r\n\r\n", .leadingEmptyLines),
    ("GET / HTTP/1.1\r\nA: \u{7F}", .controlCharacter),
  ])
  func whatCannotBecomeAHeadFailsAtOnce(start: String, fault: HTTPFault) {
    let input = bytes(start)
    #expect(scan(input, .request, cuts: []) == .failed(fault))
    #expect(scan(Array(input.dropLast()), .request, cuts: []) == .incomplete)
  }

  @Test func aResponseHasNothingBefore() {
    let head = bytes("\r\nHTTP/1.1 200 OK\r\n\r\n")
    #expect(scan(head, .response, cuts: []) == .failed(.leadingEmptyLines))
  }

  @Test(arguments: 0...9)
  func theHeadLimitIsExact(spare: Int) {
    let head = bytes("GET / HTTP/1.1\r\nHost: a\r\nA: \(String(repeating: "b", count: 30))\r\n\r\n")
    let fits = HTTPLimits(headBytesMax: head.count + spare)
    let short = HTTPLimits(headBytesMax: head.count - 1 - spare)
    #expect(scan(head, .request, cuts: [], limits: fits) == .complete(count: head.count))
    for cuts in [[], Array(head.indices)] {
      #expect(scan(head, .request, cuts: cuts, limits: short) == .failed(.headTooLarge))
    }
  }

  @Test func theRequestLineLimitIsExact() {
    let line = "GET /0123456789 HTTP/1.1"
    for lead in ["", "\r\n"] {
      let head = bytes(
        "\(lead)\(line)\r\nHost: a\r\nA: \(String(repeating: "b", count: 90))\r\n\r\n")
      let fits = HTTPLimits(requestLineBytesMax: line.utf8.count)
      let short = HTTPLimits(requestLineBytesMax: line.utf8.count - 1)
      for cuts in [[], Array(head.indices)] {
        let end = HeadProgress.complete(count: head.count)
        #expect(scan(head, .request, cuts: cuts, limits: fits) == end)
        #expect(scan(head, .request, cuts: cuts, limits: short) == .failed(.requestLineTooLong))
      }
    }
  }

  @Test func aScannerIsReusedAfterAReset() {
    var scanner = HeadScanner(.request)
    let first = bytes("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
    let second = bytes("X\r\n\r\n")
    #expect(scanner.scan(first.span) == .complete(count: first.count))
    scanner.reset()
    #expect(scanner.scan(second.span) == .complete(count: second.count))
  }
}
