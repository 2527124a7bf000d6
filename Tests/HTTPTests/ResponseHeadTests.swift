import HTTP
import Testing

@Suite struct ResponseHeadTests {
  @Test func aResponseIsRead() throws {
    let response = try readResponse(
      "HTTP/1.1 404 Not \u{E4} Found\r\nContent-Length: 5\r\nServer: x\r\n\r\n"
    ).get()
    #expect(response.status == 404)
    #expect(response.reason == "Not \u{E4} Found")
    #expect(response.framing == .length(5))
    #expect(response.keepsAlive)
    #expect(!response.isInterim)
    #expect(response.fields.map(\.value) == ["5", "x"])
  }

  @Test(arguments: ["HTTP/1.1 200 ", "HTTP/1.1 200"])
  func theReasonMayBeMissing(line: String) throws {
    let response = try readResponse("\(line)\r\nContent-Length: 0\r\n\r\n").get()
    #expect(response.status == 200)
    #expect(response.reason == "")
  }

  @Test(arguments: [
    ("200", RequestMethod.get, "", BodyFraming.untilClose),
    ("200", .get, "Content-Length: 5\r\n", .length(5)),
    ("200", .get, "Content-Length:  7\t\r\n", .length(7)),
    ("200", .post, "Transfer-Encoding: chunked\r\n", .chunked),
    ("200", .head, "Content-Length: 5\r\n", .none),
    ("200", .head, "Transfer-Encoding: chunked\r\n", .none), ("200", .head, "", .none),
    ("304", .get, "Content-Length: 5\r\n", .none), ("304", .get, "", .none),
    ("204", .get, "", .none), ("204", .get, "Content-Length: 0\r\n", .none),
    ("100", .post, "", .none), ("103", .post, "Link: x\r\n", .none),
    ("205", .post, "Content-Length: 0\r\n", .length(0)),
  ])
  func theMethodAndTheStatusDecideTheBody(
    status: String, method: RequestMethod, line: String, framing: BodyFraming
  ) throws {
    let response = try readResponse("HTTP/1.1 \(status) X\r\n\(line)\r\n", to: method).get()
    #expect(response.framing == framing)
    let isBodyless = method == .head || status == "304"
    #expect((response.representationLength == 5) == (isBodyless && line.contains("5")))
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", true), ("HTTP/1.1 200 OK\r\n", false),
    ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n", false),
    ("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n", false),
    ("HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n", true),
  ])
  func theConnectionPersistsWhereTheEndIsKnown(head: String, keepsAlive: Bool) throws {
    #expect(try readResponse(head + "\r\n").get().keepsAlive == keepsAlive)
  }

  @Test(arguments: [
    (
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
      HTTPFault.lengthWithTransferEncoding
    ),
    ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n", .duplicateContentLength),
    ("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n", .malformedContentLength),
    ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n", .malformedContentLength),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n", .malformedTransferEncoding),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n", .unsupportedTransferCoding),
    ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n", .transferEncodingInHTTP10),
    ("HTTP/1.1 204 X\r\nContent-Length: 5\r\n", .forbiddenBody),
    ("HTTP/1.1 204 X\r\nTransfer-Encoding: chunked\r\n", .forbiddenBody),
    ("HTTP/1.1 100 X\r\nContent-Length: 5\r\n", .forbiddenBody),
    ("HTTP/1.1 200 OK\r\nA : b\r\n", .whitespaceBeforeColon),
    ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n", .obsoleteLineFolding),
    ("HTTP/1.1 200 OK\r\nA: b\0\r\n", .nul), ("HTTP/1.1 200 OK\nA: b\r\n", .bareLineFeed),
    ("HTTP/1.1 200 O\rK\r\n", .bareCarriageReturn), ("HTTP/1.1 200 \u{01}\r\n", .controlCharacter),
    ("HTTP/1.1  200 OK\r\n", .malformedStatusLine), ("HTTP/1.1 20 OK\r\n", .malformedStatusLine),
    ("HTTP/1.1 2000 OK\r\n", .malformedStatusLine), ("HTTP/1.1 200OK\r\n", .malformedStatusLine),
    ("HTTP/1.1 +20 OK\r\n", .malformedStatusLine), ("HTTP/1.1 099 OK\r\n", .invalidStatus),
    ("HTTP/1.1 600 OK\r\n", .invalidStatus), ("HTTP/2.0 200 OK\r\n", .unsupportedVersion),
    ("ICY/1.0 200 OK\r\n", .malformedVersion), ("HTTP/1.1 200\tOK\r\n", .malformedStatusLine),
  ])
  func aBadResponseIsRefused(head: String, fault: HTTPFault) {
    let input = bytes(head + "\r\n")
    #expect(readResponse(input) == .failure(fault))
    let whole = scan(input, .response, cuts: [])
    #expect(scan(input, .response, cuts: input.indices) == whole)
  }

  @Test func switchingProtocolsIsSeen() {
    let input = bytes("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
    var head = ResponseHead()
    #expect(head.parse(input.span, method: .get) == nil)
    #expect(head.isSwitchingProtocols == true)
    #expect(head.isInterim == true)
  }

  @Test func onlyAWholeHeadIsParsed() {
    let whole = bytes("HTTP/1.1 200 OK\r\nA: b\r\nConnection: c\r\n\r\n")
    for count in whole.indices {
      let part = Array(whole[..<count])
      #expect(throws: HTTPFault.self) { try parseResponse(part, to: .get).get() }
    }
  }
}
