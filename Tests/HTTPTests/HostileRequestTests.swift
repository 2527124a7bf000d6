import HTTP
import Testing

/// Every class of ambiguous or malformed request, by the fault that it must be refused with.
@Suite struct HostileRequestTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var what: String
    var request: String
    var fault: HTTPFault
    var testDescription: String { what }
  }

  /// A POST with these field lines.
  private static func post(_ lines: String, version: String = "1.1") -> String {
    "POST / HTTP/\(version)\r\nHost: a\r\n\(lines)\r\n\r\n"
  }

  private static func get(_ target: String, host: String = "Host: a\r\n") -> String {
    "GET \(target) HTTP/1.1\r\n\(host)\r\n"
  }

  static let framing: [Case] = [
    Case(
      what: "CL.TE", request: post("Content-Length: 6\r\nTransfer-Encoding: chunked"),
      fault: .lengthWithTransferEncoding),
    Case(
      what: "TE.CL", request: post("Transfer-Encoding: chunked\r\nContent-Length: 6"),
      fault: .lengthWithTransferEncoding),
    Case(
      what: "TE.0", request: post("Transfer-Encoding: chunked\r\nContent-Length: 0"),
      fault: .lengthWithTransferEncoding),
    Case(
      what: "length with a malformed coding",
      request: post("Content-Length: 6\r\nTransfer-Encoding: xchunked"),
      fault: .lengthWithTransferEncoding),
    Case(
      what: "conflicting lengths", request: post("Content-Length: 5\r\nContent-Length: 6"),
      fault: .duplicateContentLength),
    Case(
      what: "identical lengths", request: post("Content-Length: 5\r\nContent-Length: 5"),
      fault: .duplicateContentLength),
    Case(
      what: "length, lower case twice", request: post("content-length: 5\r\nCONTENT-LENGTH: 5"),
      fault: .duplicateContentLength),
    Case(
      what: "list of lengths", request: post("Content-Length: 5, 5"), fault: .malformedContentLength
    ),
    Case(what: "empty length", request: post("Content-Length:"), fault: .malformedContentLength),
    Case(what: "blank length", request: post("Content-Length:  "), fault: .malformedContentLength),
    Case(what: "plus", request: post("Content-Length: +5"), fault: .malformedContentLength),
    Case(what: "minus", request: post("Content-Length: -5"), fault: .malformedContentLength),
    Case(what: "hex length", request: post("Content-Length: 0x5"), fault: .malformedContentLength),
    Case(what: "exponent", request: post("Content-Length: 1e3"), fault: .malformedContentLength),
    Case(what: "point", request: post("Content-Length: 5.0"), fault: .malformedContentLength),
    Case(
      what: "underscore in digits", request: post("Content-Length: 1_0"),
      fault: .malformedContentLength),
    Case(
      what: "space in digits", request: post("Content-Length: 1 0"), fault: .malformedContentLength),
    Case(what: "space after", request: post("Content-Length: 5 "), fault: .malformedContentLength),
    Case(what: "tab before", request: post("Content-Length:\t5"), fault: .malformedContentLength),
    Case(
      what: "quoted length", request: post("Content-Length: \"5\""), fault: .malformedContentLength),
    Case(
      what: "digits outside ASCII", request: post("Content-Length: 5\u{B2}"),
      fault: .malformedContentLength),
    Case(
      what: "2^63", request: post("Content-Length: 9223372036854775808"),
      fault: .contentLengthOverflow),
    Case(
      what: "2^64", request: post("Content-Length: 18446744073709551616"),
      fault: .contentLengthOverflow),
    Case(
      what: "2^64 + 5", request: post("Content-Length: 18446744073709551621"),
      fault: .contentLengthOverflow),
    Case(
      what: "forty nines", request: post("Content-Length: " + String(repeating: "9", count: 40)),
      fault: .contentLengthOverflow),
    Case(
      what: "two codings fields",
      request: post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
      fault: .duplicateTransferEncoding),
    Case(
      what: "chunked and identity",
      request: post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
      fault: .duplicateTransferEncoding),
    Case(
      what: "list", request: post("Transfer-Encoding: gzip, chunked"),
      fault: .malformedTransferEncoding),
    Case(
      what: "chunked twice in a list", request: post("Transfer-Encoding: chunked, chunked"),
      fault: .malformedTransferEncoding),
    Case(
      what: "chunked not last", request: post("Transfer-Encoding: chunked, identity"),
      fault: .malformedTransferEncoding),
    Case(
      what: "comma after", request: post("Transfer-Encoding: chunked,"),
      fault: .malformedTransferEncoding),
    Case(
      what: "comma before", request: post("Transfer-Encoding: ,chunked"),
      fault: .malformedTransferEncoding),
    Case(
      what: "parameter", request: post("Transfer-Encoding: chunked;q=1"),
      fault: .malformedTransferEncoding),
    Case(
      what: "quoted coding", request: post("Transfer-Encoding: \"chunked\""),
      fault: .malformedTransferEncoding),
    Case(
      what: "empty coding", request: post("Transfer-Encoding:"), fault: .malformedTransferEncoding),
    Case(
      what: "tab before chunked", request: post("Transfer-Encoding:\tchunked"),
      fault: .malformedTransferEncoding),
    Case(
      what: "two spaces before chunked", request: post("Transfer-Encoding:  chunked"),
      fault: .malformedTransferEncoding),
    Case(
      what: "space after chunked", request: post("Transfer-Encoding: chunked "),
      fault: .malformedTransferEncoding),
    Case(
      what: "tab after chunked", request: post("Transfer-Encoding: chunked\t"),
      fault: .malformedTransferEncoding),
    Case(
      what: "vertical tab before chunked", request: post("Transfer-Encoding: \u{0B}chunked"),
      fault: .controlCharacter),
    Case(
      what: "no-break space after chunked", request: post("Transfer-Encoding: chunked\u{A0}"),
      fault: .malformedTransferEncoding),
    Case(
      what: "unknown coding", request: post("Transfer-Encoding: xchunked"),
      fault: .unsupportedTransferCoding),
    Case(
      what: "identity", request: post("Transfer-Encoding: identity"),
      fault: .unsupportedTransferCoding),
    Case(
      what: "gzip alone", request: post("Transfer-Encoding: gzip"),
      fault: .unsupportedTransferCoding),
    Case(
      what: "folded coding", request: post("Transfer-Encoding:\r\n chunked"),
      fault: .obsoleteLineFolding),
    Case(
      what: "folded length", request: post("Content-Length: 1\r\n 0"), fault: .obsoleteLineFolding),
    Case(
      what: "coding in HTTP/1.0", request: post("Transfer-Encoding: chunked", version: "1.0"),
      fault: .transferEncodingInHTTP10),
    Case(
      what: "Content_Length", request: post("Content_Length: 5"), fault: .lookalikeFieldName),
    Case(
      what: "transfer_encoding", request: post("transfer_encoding: chunked"),
      fault: .lookalikeFieldName),
    Case(
      what: "Content.Length", request: post("Content.Length: 5"), fault: .lookalikeFieldName),
    Case(
      what: "X_Forwarded_For", request: post("X_Forwarded_For: 10.0.0.1"),
      fault: .lookalikeFieldName),
    Case(
      what: "X-Cordon_Verdict", request: post("X-Cordon_Verdict: clean"),
      fault: .lookalikeFieldName),
    Case(
      what: "X_SSL_Client_Verify", request: post("X_SSL_Client_Verify: SUCCESS"),
      fault: .lookalikeFieldName),
    Case(what: "Client_Cert", request: post("Client_Cert: :YQ==:"), fault: .lookalikeFieldName),
    Case(
      what: "TRACE with a body",
      request: "TRACE / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
      fault: .forbiddenBody),
  ]

  static let lines: [Case] = [
    Case(what: "bare LF", request: "GET / HTTP/1.1\nHost: a\n\n", fault: .bareLineFeed),
    Case(
      what: "bare LF in fields", request: "GET / HTTP/1.1\r\nHost: a\n\r\n", fault: .bareLineFeed),
    Case(
      what: "bare LF at the end", request: "GET / HTTP/1.1\r\nHost: a\r\n\n", fault: .bareLineFeed),
    Case(what: "bare CR in a value", request: post("A: b\rc"), fault: .bareCarriageReturn),
    Case(what: "CR CR LF", request: post("A: b\r"), fault: .bareCarriageReturn),
    Case(what: "bare CR in a name", request: post("A\rB: c"), fault: .bareCarriageReturn),
    Case(what: "NUL in a value", request: post("A: b\0c"), fault: .nul),
    Case(what: "NUL in a name", request: post("A\0: c"), fault: .nul),
    Case(what: "NUL in the target", request: get("/\0"), fault: .nul),
    Case(what: "control in a value", request: post("A: b\u{01}"), fault: .controlCharacter),
    Case(what: "DEL in a value", request: post("A: b\u{7F}"), fault: .controlCharacter),
    Case(what: "escape in a name", request: post("A\u{1B}: b"), fault: .controlCharacter),
    Case(what: "empty name", request: post(": b"), fault: .emptyFieldName),
    Case(what: "space before the colon", request: post("A : b"), fault: .whitespaceBeforeColon),
    Case(what: "tab before the colon", request: post("A\t: b"), fault: .whitespaceBeforeColon),
    Case(
      what: "space before the colon of a length", request: post("Content-Length : 5"),
      fault: .whitespaceBeforeColon),
    Case(what: "no colon", request: post("A"), fault: .missingColon),
    Case(what: "space in a name", request: post("A B: c"), fault: .invalidFieldName),
    Case(what: "bracket in a name", request: post("A(B): c"), fault: .invalidFieldName),
    Case(what: "name outside ASCII", request: post("\u{C4}: c"), fault: .invalidFieldName),
    Case(what: "folding", request: post("A: b\r\n c"), fault: .obsoleteLineFolding),
    Case(what: "folding by tab", request: post("A: b\r\n\tc"), fault: .obsoleteLineFolding),
    Case(
      what: "white space before the first field",
      request: "GET / HTTP/1.1\r\n Host: a\r\n\r\n", fault: .obsoleteLineFolding),
    Case(
      what: "two empty lines before", request: "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
      fault: .leadingEmptyLines),
    Case(
      what: "too many fields",
      request: post(String(repeating: "A: b\r\n", count: 100) + "A: b"), fault: .tooManyFields),
    Case(
      what: "head too large", request: post("A: " + String(repeating: "b", count: 20_000)),
      fault: .headTooLarge),
    Case(
      what: "target too long", request: get("/" + String(repeating: "b", count: 9_000)),
      fault: .requestLineTooLong),
  ]

  static let startLine: [Case] = [
    Case(what: "HTTP/0.9", request: "GET /\r\n\r\n", fault: .malformedRequestLine),
    Case(
      what: "HTTP/2 preface", request: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      fault: .unsupportedVersion),
    Case(
      what: "HTTP/1.2", request: "GET / HTTP/1.2\r\nHost: a\r\n\r\n", fault: .unsupportedVersion),
    Case(
      what: "HTTP/0.9 named", request: "GET / HTTP/0.9\r\nHost: a\r\n\r\n",
      fault: .unsupportedVersion),
    Case(
      what: "lower-case version", request: "GET / http/1.1\r\nHost: a\r\n\r\n",
      fault: .malformedVersion),
    Case(
      what: "HTTP/1.10", request: "GET / HTTP/1.10\r\nHost: a\r\n\r\n", fault: .malformedVersion),
    Case(
      what: "HTTP/01.1", request: "GET / HTTP/01.1\r\nHost: a\r\n\r\n", fault: .malformedVersion),
    Case(what: "HTTP/1,1", request: "GET / HTTP/1,1\r\nHost: a\r\n\r\n", fault: .malformedVersion),
    Case(
      what: "space after the version", request: "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
      fault: .malformedVersion),
    Case(
      what: "two spaces", request: "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
      fault: .malformedRequestLine),
    Case(
      what: "two spaces after", request: "GET /  HTTP/1.1\r\nHost: a\r\n\r\n",
      fault: .malformedVersion),
    Case(
      what: "tab for a space", request: "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", fault: .invalidMethod),
    Case(
      what: "leading space", request: " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
      fault: .malformedRequestLine),
    Case(
      what: "method not a token", request: "GE(T / HTTP/1.1\r\nHost: a\r\n\r\n",
      fault: .invalidMethod),
    Case(what: "space in the target", request: get("/a b"), fault: .malformedVersion),
    Case(what: "tab in the target", request: get("/a\tb"), fault: .invalidTarget),
    Case(what: "fragment", request: get("/a#b"), fault: .fragmentInTarget),
    Case(what: "target outside ASCII", request: get("/\u{E4}"), fault: .invalidTarget),
    Case(what: "backslash in the path", request: get("/a\\..\\b"), fault: .invalidTarget),
    Case(what: "DEL in the target", request: get("/\u{7F}"), fault: .controlCharacter),
    Case(what: "asterisk with GET", request: get("*"), fault: .targetForm),
    Case(
      what: "asterisk and more", request: "OPTIONS *a HTTP/1.1\r\nHost: a\r\n\r\n",
      fault: .targetForm),
    Case(what: "authority with GET", request: get("a:80"), fault: .targetForm),
    Case(what: "relative path", request: get("a/b"), fault: .targetForm),
    Case(
      what: "CONNECT with a path", request: "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n",
      fault: .targetForm),
    Case(
      what: "CONNECT without a port", request: "CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n",
      fault: .targetForm),
    Case(what: "other scheme", request: get("ftp://a/"), fault: .unsupportedScheme),
    Case(what: "user information", request: get("http://b@a/"), fault: .userinfoInTarget),
    Case(what: "no host in the target", request: get("http:///"), fault: .invalidHost),
    Case(what: "absolute against Host", request: get("http://b/"), fault: .hostMismatch),
    Case(
      what: "absolute against Host's port", request: get("http://a:8080/"), fault: .hostMismatch),
  ]

  static let host: [Case] = [
    Case(what: "no host", request: "GET / HTTP/1.1\r\n\r\n", fault: .missingHost),
    Case(
      what: "absolute without Host", request: "GET http://a/ HTTP/1.1\r\n\r\n", fault: .missingHost),
    Case(
      what: "two hosts", request: get("/", host: "Host: a\r\nHost: b\r\n"), fault: .duplicateHost),
    Case(
      what: "one host twice", request: get("/", host: "Host: a\r\nhost: a\r\n"),
      fault: .duplicateHost),
    Case(what: "empty host", request: get("/", host: "Host:\r\n"), fault: .invalidHost),
  ]

  @Test(arguments: framing) func ambiguousFramingIsRefused(_ hostile: Case) { check(hostile) }
  @Test(arguments: lines) func brokenLinesAreRefused(_ hostile: Case) { check(hostile) }
  @Test(arguments: startLine) func brokenRequestLinesAreRefused(_ hostile: Case) { check(hostile) }
  @Test(arguments: host) func hostsThatAreNotOneAreRefused(_ hostile: Case) { check(hostile) }

  @Test(arguments: [
    "a b", "a,b", "a/b", "a@b", "a:b", "a:", "a:99999", "a:80:80", "a:-1", "a:+1", ":80", "a%2eb",
    "a?", "a#", "[::1", "::1", "[]", "[::1]x", "[::1]:", "[1::2::3]", "[12345::]", "[1:2:3]",
    "[1:2:3:4:5:6:7:8:9]", "[:1]", "[1:]", "[::1%25eth0]", "[v1.a]", "[::1.2.3]", "[::256.1.1.1]",
    "[1:2:3:4:5:6:7:1.2.3.4]", "a\"b", "<a>", "{a}", "a\\b", "\u{E4}",
    String(repeating: "a", count: 256),
  ])
  func hostsThatAreNoneAreRefused(host: String) {
    #expect(readRequest("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n") == .failure(.invalidHost))
  }

  @Test(arguments: [
    "", "100-continu", "100-continue, x", "100-continue;q=1", "200-ok", "\"100-continue\"",
  ])
  func expectationsThatCannotBeMetAreRefused(value: String) {
    let request = Self.post("Content-Length: 5\r\nExpect: \(value)")
    #expect(readRequest(request) == .failure(.expectationFailed))
  }

  @Test func twoExpectationsAreRefused() {
    let request = Self.post("Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 5")
    #expect(readRequest(request) == .failure(.expectationFailed))
  }

  @Test(arguments: [
    "Host", "host", "Content-Length", "Content_Length", "X-Forwarded-For", "Via", "Authorization",
    "Cookie", "Content-Type", "close, Content-Encoding",
  ])
  func aConnectionOptionMayNotRemoveWhatIsForAllRecipients(option: String) {
    let request = Self.post("Connection: \(option)")
    #expect(readRequest(request) == .failure(.protectedConnectionOption))
  }

  @Test(arguments: ["a b", "\"close\"", "close;x", "a=b", "(close)"])
  func connectionOptionsThatAreNoTokensAreRefused(value: String) {
    #expect(readRequest(Self.post("Connection: \(value)")) == .failure(.malformedConnection))
  }

  @Test func theNumberOfConnectionOptionsIsBounded() {
    func request(_ count: Int) -> String {
      Self.post("Connection: " + (0..<count).map { "o\($0)" }.joined(separator: ","))
    }
    #expect(throws: Never.self) { try readRequest(request(16)).get() }
    #expect(readRequest(request(17)) == .failure(.tooManyConnectionOptions))
  }

  @Test func aFaultHasOneNameAndAStatus() {
    let names = Set(HTTPFault.allCases.map { "\($0.name)" })
    #expect(names.count == HTTPFault.allCases.count)
    #expect(HTTPFault.allCases.allSatisfy { (400...599).contains($0.status) })
    #expect(HTTPFault.requestLineTooLong.status == 414)
    #expect(HTTPFault.headTooLarge.status == 431)
    #expect(HTTPFault.tooManyFields.status == 431)
    #expect(HTTPFault.expectationFailed.status == 417)
    #expect(HTTPFault.unsupportedTransferCoding.status == 501)
    #expect(HTTPFault.unsupportedVersion.status == 505)
    #expect(HTTPFault.lengthWithTransferEncoding.status == 400)
  }

  /// Refused whole, and with the same fault for every cut: one that depends on how bytes arrive
  /// could be chosen by the sender.
  private func check(_ hostile: Case, sourceLocation: SourceLocation = #_sourceLocation) {
    let input = bytes(hostile.request)
    #expect(readRequest(input) == .failure(hostile.fault), sourceLocation: sourceLocation)
    let whole = scan(input, .request, cuts: [])
    #expect(scan(input, .request, cuts: 0..<input.count) == whole, sourceLocation: sourceLocation)
    let step = max(1, input.count / 200)
    for cut in stride(from: 0, to: input.count, by: step) {
      #expect(scan(input, .request, cuts: [cut]) == whole, sourceLocation: sourceLocation)
    }
  }
}
