import HTTP
import Testing

@Suite struct ChunkedDecoderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var what: String
    var body: String
    var end: BodyReading.End
    var data = ""
    var rest = 0
    var testDescription: String { what }
  }

  static let accepted: [Case] = [
    Case(what: "empty", body: "0\r\n\r\n", end: .ended),
    Case(what: "one chunk", body: "5\r\nhello\r\n0\r\n\r\n", end: .ended, data: "hello"),
    Case(what: "two chunks", body: "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", end: .ended, data: "abcde"),
    Case(
      what: "hex in both cases", body: "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
      end: .ended,
      data: "01234567890123456789"),
    Case(
      what: "leading zeros", body: "0000000000000001\r\nx\r\n0000000000000000\r\n\r\n", end: .ended,
      data: "x"),
    Case(what: "CRLF as data", body: "2\r\n\r\n\r\n0\r\n\r\n", end: .ended, data: "\r\n"),
    Case(
      what: "the end of a body as data", body: "5\r\n0\r\n\r\n\r\n0\r\n\r\n", end: .ended,
      data: "0\r\n\r\n"),
    Case(what: "extension", body: "1;a\r\nx\r\n0\r\n\r\n", end: .ended, data: "x"),
    Case(
      what: "extension with a value", body: "1;a=b\r\nx\r\n0;c=d\r\n\r\n", end: .ended, data: "x"),
    Case(what: "two extensions", body: "1;a;b=c\r\nx\r\n0\r\n\r\n", end: .ended, data: "x"),
    Case(
      what: "quoted extension", body: "1;a=\"b;\\\"c\\\\ \t\";d\r\nx\r\n0\r\n\r\n", end: .ended,
      data: "x"),
    Case(what: "trailer", body: "0\r\nA: b\r\nC:d\r\n\r\n", end: .ended),
    Case(what: "trailer with an empty value", body: "0\r\nA:\r\n\r\n", end: .ended),
    Case(
      what: "framing fields in a trailer are dropped", body: "0\r\nContent-Length: 5\r\n\r\n",
      end: .ended),
    Case(what: "next message", body: "1\r\nx\r\n0\r\n\r\nGET /", end: .ended, data: "x", rest: 5),
    Case(what: "cut in the size", body: "5", end: .open),
    Case(what: "cut in the data", body: "5\r\nhel", end: .open, data: "hel"),
    Case(what: "cut before the end", body: "5\r\nhello\r\n0\r\n\r", end: .open, data: "hello"),
    Case(what: "a size of 2^63 - 1", body: "7fffffffffffffff\r\nx", end: .open, data: "x"),
  ]

  static let refused: [Case] = [
    Case(what: "no size", body: "\r\n", end: .failed(.malformedChunkSize)),
    Case(what: "no size but an extension", body: ";a\r\n", end: .failed(.malformedChunkSize)),
    Case(what: "plus", body: "+5\r\n", end: .failed(.malformedChunkSize)),
    Case(what: "minus", body: "-5\r\n", end: .failed(.malformedChunkSize)),
    Case(what: "0x", body: "0x5\r\n", end: .failed(.malformedChunkSize)),
    Case(what: "letter past f", body: "g\r\n", end: .failed(.malformedChunkSize)),
    Case(what: "underscore", body: "1_0\r\n", end: .failed(.malformedChunkSize)),
    Case(what: "space before", body: " 5\r\n", end: .failed(.malformedChunkSize)),
    Case(what: "space after", body: "5 \r\n", end: .failed(.malformedChunkSize)),
    Case(what: "tab after", body: "5\t\r\n", end: .failed(.malformedChunkSize)),
    Case(what: "space before an extension", body: "5 ;a\r\n", end: .failed(.malformedChunkSize)),
    Case(what: "comma", body: "5,5\r\n", end: .failed(.malformedChunkSize)),
    Case(what: "seventeen digits", body: "00000000000000005\r\n", end: .failed(.chunkSizeOverflow)),
    Case(what: "2^64", body: "10000000000000000\r\n", end: .failed(.chunkSizeOverflow)),
    Case(what: "2^64 - 1", body: "ffffffffffffffff\r\n", end: .failed(.chunkSizeOverflow)),
    Case(what: "2^63", body: "8000000000000000\r\n", end: .failed(.chunkSizeOverflow)),
    Case(what: "bare LF after the size", body: "5\nhello\r\n", end: .failed(.bareLineFeed)),
    Case(what: "bare CR after the size", body: "5\rhello\r\n", end: .failed(.bareCarriageReturn)),
    Case(what: "NUL in the size", body: "5\0\r\n", end: .failed(.nul)),
    Case(what: "data too long", body: "1\r\nxy\r\n", end: .failed(.malformedChunkEnd), data: "x"),
    Case(
      what: "data too short", body: "3\r\nxy\r\n0\r\n", end: .failed(.malformedChunkEnd),
      data: "xy\r"),
    Case(
      what: "bare LF after data", body: "1\r\nx\n0", end: .failed(.malformedChunkEnd), data: "x"),
    Case(
      what: "bare CR after data", body: "1\r\nx\r0", end: .failed(.malformedChunkEnd), data: "x"),
    Case(
      what: "CR CR after data", body: "1\r\nx\r\r0", end: .failed(.malformedChunkEnd), data: "x"),
    Case(what: "CR CR after the size", body: "1\r\rx", end: .failed(.bareCarriageReturn)),
    Case(what: "CR CR at the end", body: "0\r\n\r\r", end: .failed(.bareCarriageReturn)),
    Case(what: "CR CR in a trailer", body: "0\r\nA: b\r\r", end: .failed(.bareCarriageReturn)),
    Case(what: "empty extension", body: "1;\r\nx", end: .failed(.malformedChunkExtension)),
    Case(what: "space in an extension", body: "1; a\r\nx", end: .failed(.malformedChunkExtension)),
    Case(what: "space around =", body: "1;a =b\r\nx", end: .failed(.malformedChunkExtension)),
    Case(what: "empty value", body: "1;a=\r\nx", end: .failed(.malformedChunkExtension)),
    Case(what: "bare LF in an extension", body: "1;a\nx", end: .failed(.bareLineFeed)),
    Case(what: "bare LF in a quoted extension", body: "1;a=\"\n\"", end: .failed(.bareLineFeed)),
    Case(what: "escaped LF", body: "1;a=\"\\\n\"", end: .failed(.bareLineFeed)),
    Case(what: "bare CR in an extension", body: "1;a\rb", end: .failed(.bareCarriageReturn)),
    Case(what: "CRLF in quotes", body: "1;a=\"\r\n\"", end: .failed(.bareCarriageReturn)),
    Case(what: "after quotes", body: "1;a=\"b\"c\r\n", end: .failed(.malformedChunkExtension)),
    Case(what: "NUL in an extension", body: "1;\0", end: .failed(.nul)),
    Case(what: "folded trailer", body: "0\r\nA: b\r\n c\r\n\r\n", end: .failed(.malformedTrailer)),
    Case(
      what: "space before a trailer's colon", body: "0\r\nA : b\r\n",
      end: .failed(.malformedTrailer)),
    Case(what: "trailer without a name", body: "0\r\n: b\r\n", end: .failed(.malformedTrailer)),
    Case(what: "trailer without a colon", body: "0\r\nA\r\n", end: .failed(.malformedTrailer)),
    Case(what: "bare LF in a trailer", body: "0\r\nA: b\n\r\n", end: .failed(.bareLineFeed)),
    Case(what: "bare LF at the end", body: "0\r\n\n", end: .failed(.bareLineFeed)),
    Case(what: "bare CR at the end", body: "0\r\n\rX", end: .failed(.bareCarriageReturn)),
    Case(what: "NUL in a trailer", body: "0\r\nA: \0\r\n", end: .failed(.nul)),
    Case(
      what: "request for a last chunk", body: "0\r\nGET / HTTP/1.1\r\n\r\n",
      end: .failed(.malformedTrailer)),
  ]

  @Test(arguments: accepted + refused)
  func aBodyIsTheSameForEveryCut(_ body: Case) {
    let input = bytes(body.body)
    let whole = readChunked(input)
    #expect(whole.end == body.end)
    #expect(text(whole.data) == body.data)
    if whole.end == .ended { #expect(input.count - whole.consumed == body.rest) }
    #expect(readChunked(input, cuts: 1..<max(1, input.count)) == whole)
    for cut in input.indices { #expect(readChunked(input, cuts: [cut]) == whole) }
  }

  @Test func dataIsGivenInPlace() {
    var decoder = ChunkedDecoder()
    let input = bytes("5\r\nhello\r\n")
    var offset = 0
    #expect(decoder.next(in: input.span, from: &offset) == .data(3..<8))
    #expect(decoder.next(in: input.span, from: &offset) == .consumed)
    #expect(decoder.dataBytes == 5)
    #expect(!decoder.isEnded)
  }

  @Test func theEndAndAFaultRepeat() {
    var decoder = ChunkedDecoder()
    let end = bytes("0\r\n\r\nx")
    var offset = 0
    for _ in 0..<2 { #expect(decoder.next(in: end.span, from: &offset) == .end(consumed: 5)) }
    #expect(decoder.isEnded)
    decoder = ChunkedDecoder()
    let bad = bytes("x5\r\n")
    offset = 0
    for _ in 0..<2 {
      #expect(decoder.next(in: bad.span, from: &offset) == .failed(.malformedChunkSize))
    }
  }

  @Test func extensionsAreBoundedOverTheWholeBody() {
    let limits = HTTPLimits(chunkExtensionBytesMax: 100)
    // Ten bytes a chunk with the CR that ends them.
    let chunk = "1;a=bcdefg\r\nx\r\n"
    func body(_ count: Int) -> [UInt8] {
      bytes(String(repeating: chunk, count: count) + "0\r\n\r\n")
    }
    #expect(readChunked(body(11), limits: limits).end == .ended)
    #expect(readChunked(body(12), limits: limits).end == .failed(.chunkExtensionsTooLarge))
  }

  @Test func trailersAreBounded() {
    let limits = HTTPLimits(trailerBytesMax: 10)
    #expect(readChunked(bytes("0\r\nA: 45678\r\n\r\n"), limits: limits).end == .ended)
    #expect(
      readChunked(bytes("0\r\nA: 456789\r\n\r\n"), limits: limits).end == .failed(.trailerTooLarge))
  }

  @Test func aFloodOfPaddedChunksIsBoundedAndSingleBytesAreNot() {
    let padded = bytes(String(repeating: "0000000000000001\r\nx\r\n", count: 10_000))
    #expect(readChunked(padded).end == .failed(.chunkOverheadTooLarge))
    let single = bytes(String(repeating: "1\r\nx\r\n", count: 40_000) + "0\r\n\r\n")
    #expect(readChunked(single).end == .ended)
  }
}
