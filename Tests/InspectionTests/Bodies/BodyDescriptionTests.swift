import Testing

@testable import Inspection

/// What a request's head says of its body.
@Suite struct BodyDescriptionTests {
  private func described(_ lines: String..., bodyBytes: Int = 10) -> BodyDescription {
    let head = Array(lines.map { "\($0)\r\n" }.joined().utf8)
    return BodyDescription(head: head.span, bodyBytes: bodyBytes)
  }

  @Test func fieldsAreFoundWhateverTheirLetters() {
    let found = described(
      "POST /a HTTP/1.1", "Host: a", "content-TYPE: text/plain; charset=utf-8", "Content-Typ: no",
      "Content-Encoding: gzip", "X-Content-Type: no", "Content-Disposition: attachment")
    #expect(found.contentType == Array("text/plain; charset=utf-8".utf8))
    #expect(found.contentEncoding == Array("gzip".utf8))
    #expect(found.contentDisposition == Array("attachment".utf8))
    #expect(!found.isPartial)
  }

  @Test func fieldsThatOccurAgainAreAllThere() {
    let found = described(
      "POST / HTTP/1.1", "Content-Encoding: gzip", "Content-Encoding: br", "Content-Type: a/b",
      "Content-Type: c/d")
    #expect(found.contentEncoding == Array("gzip, br".utf8))
    #expect(found.contentType == Array("a/b, c/d".utf8))
  }

  @Test func whatIsSaidToBeQuotedIsReadInBothWays() throws {
    let quoted = described("POST / HTTP/1.1", "Content-transfer-encoding: 7bit, Quoted-Printable")
    #expect(quoted.isQuoted)
    #expect(try inspect(Array(Encoded.quoted.utf8), quoted).isInfected)
    #expect(try inspect(planted, quoted).isInfected)
    let ordinary = try inspect(Array("{\"a\": \"b==\"}".utf8), quoted)
    #expect(ordinary.reasons.isEmpty && ordinary.classes.isEmpty)
    #expect(!described("POST / HTTP/1.1", "Content-Transfer-Encoding: binary").isQuoted)
    #expect(try !inspect(Array(Encoded.quoted.utf8)).isInfected)
  }

  @Test func theRequestLineIsNoField() {
    #expect(described("Content-Type: HTTP/1.1").contentType.isEmpty)
  }

  @Test(arguments: [
    ("PUT /?partNumber=2&uploadId=x HTTP/1.1", "Host: a"),
    ("PATCH / HTTP/1.1", "Upload-Offset: 0"), ("POST / HTTP/1.1", "Upload-Length: 11"),
    ("PUT / HTTP/1.1", "Content-Range: bytes 0-9/11"),
  ]) func aPartOfAFileIsKnown(line: String, field: String) {
    #expect(described(line, field).isPartial)
  }

  @Test func aWholeFileInOneRangeIsNoPart() {
    #expect(!described("PUT / HTTP/1.1", "Content-Range: bytes 0-9/10").isPartial)
  }
}
