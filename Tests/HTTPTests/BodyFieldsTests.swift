import HTTP
import Testing

@Suite struct BodyFieldsTests {
  private func left(of head: String) -> String {
    var memory = bytes(head)
    var span = memory.mutableSpan
    let count = BodyFields.remove(from: &span, headBytes: head.utf8.count)
    return text(memory[..<count])
  }

  @Test func whatSaysSomethingOfTheBodyIsTakenOut() {
    let line = "POST / HTTP/1.1\r\nHost: a\r\n"
    let removed =
      "Content-Type: a\r\ncontent-type: b\r\nCONTENT-ENCODING: c\r\nContent-MD5: d\r\nDigest: e\r\n"
      + "Content-Digest: f\r\nRepr-Digest: g\r\n"
    let kept = "X-A: b\r\nContent-Types: c\r\nX-Content-Type: d\r\nContent: e\r\n"
    #expect(left(of: line + removed + kept) == line + kept)
    #expect(left(of: line + kept + removed) == line + kept)
    #expect(left(of: line + removed + kept + removed) == line + kept)
    #expect(left(of: line) == line)
    #expect(left(of: "") == "")
  }
}
