import Formats
import Testing

@Suite struct MultipartBodyTests {
  private func body(
    _ text: String, _ kind: MultipartBody.Kind = .form
  ) -> (body: MultipartBody, parts: [[String]]) {
    let bytes = Array(text.utf8)
    let body = MultipartBody(bytes.span, boundary: Array("b".utf8).span, kind)
    let parts = body.readings.map { reading in
      reading.parts.map { String(decoding: bytes[$0], as: UTF8.self) }
    }
    return (body, parts)
  }

  @Test func partsLieBetweenDelimiters() {
    let (read, parts) = body("--b\r\nA: 1\r\n\r\none\r\n--b\r\n\r\n\r\n--b--\r\n")
    #expect(parts == [["A: 1\r\n\r\none", "\r\n"]] && !read.isAmbiguous)
  }

  @Test(arguments: [
    "--b--\r\n", "--b--", "\r\n--b\r\n\r\none\r\n--b--", "--b\r\n\r\nx--b\r\n--b--\r\n\r\n",
  ])
  func whatAllReadAlikeIsNotAmbiguous(_ text: String) {
    #expect(!body(text).body.isAmbiguous)
  }

  @Test(arguments: [
    // No last delimiter, and none at all.
    "--b\r\n\r\none", "--b\r\n\r\none\r\n--b\r\n", "nothing", "--b\r\n\r\none\r\n--b-",
    // Something before or after.
    "x\r\n--b\r\n\r\none\r\n--b--", "--b\r\n\r\none\r\n--b--\r\nx",
    // Line ends, spaces, text behind the boundary.
    "--b\n\none\n--b--\n", "--b\r\n\r\none\n--b--", "--b \r\n\r\none\r\n--b--",
    "--b\r\n\r\none\r\n--bc\r\ntwo\r\n--b--", "--b\r\n\r\none\r--b\r\n\r\n\r\n--b--",
    "--b\r\n\r\none\r\n--b--x\r\n\r\n--b--",
    // Parts after the last delimiter.
    "--b\r\n\r\none\r\n--b--\r\n--b\r\n\r\ntwo\r\n--b--",
  ])
  func whatParsersReadInDifferentWaysIsAmbiguous(_ text: String) {
    #expect(body(text).body.isAmbiguous)
  }

  @Test func bothReadingsAreGiven() {
    let (_, parts) = body("--b\r\n\r\none\n--b\r\n\r\ntwo\r\n--b--\r\n--b\r\n\r\n3\r\n--b--")
    #expect(parts.map(\.count) == [1, 3])
    #expect(parts[1][1] == "\r\ntwo" && parts[1][2] == "\r\n3")
  }

  @Test func mailTakesAnyLineEndAndTextAround() {
    let (read, parts) = body("hello\n--b \n\none\n--bc\n--b--\nbye", .mail)
    #expect(parts == [["\none\n--bc"]] && !read.isAmbiguous)
  }

  @Test func damagedBodiesOnlyComeBack() {
    withDamage(Array("p\r\n--b\r\nA: 1\r\n B\r\n\r\none\r\n--b\nC:\r\n\n--b--\r\n".utf8)) {
      for kind in [MultipartBody.Kind.form, .mail] {
        let body = MultipartBody($0.span, boundary: Array("b".utf8).span, kind)
        for part in body.readings.flatMap(\.parts) {
          let bytes = $0.span.extracting(part)
          for kind in [FieldBlock.Kind.form, .mail] {
            let fields = FieldBlock(bytes, kind)
            #expect(fields.bodyStart <= part.count && fields.otherBodyStart ?? 0 <= part.count)
          }
        }
        _ = MultipartBoundary.first(in: $0.span)
      }
    }
  }
}

@Suite struct FieldBlockTests {
  private func block(_ text: String, _ kind: FieldBlock.Kind = .form) -> FieldBlock {
    FieldBlock(Array(text.utf8).span, kind)
  }

  @Test func fieldsAreReadToTheEmptyLine() {
    let read = block("A: 1\r\nb-C:\t2 \r\n\r\nbody")
    #expect(read.value(of: "a") == [0x31] && read.value(of: "b-c") == [0x32])
    #expect(read.bodyStart == 17 && read.otherBodyStart == nil && !read.isAmbiguous)
    #expect(block("\r\nbody").bodyStart == 2)
  }

  @Test(arguments: [
    "A: 1\r\n B\r\n\r\nx", "A : 1\r\n\r\nx", "A: 1\n\nx", "A: \u{0}\r\n\r\nx", "A\r\n\r\nx",
    ": 1\r\n\r\nx", "A: 1\r\nx", "A: 1\r\r\n\r\nx", "A: 1",
  ])
  func whatParsersReadInDifferentWaysIsAmbiguous(_ text: String) {
    #expect(block(text).isAmbiguous)
  }

  @Test func theOtherBeginningOfTheBodyIsGiven() {
    let read = block("A: 1\n\nx\r\n\r\nbody")
    #expect(read.bodyStart == 6 && read.otherBodyStart == 11)
    #expect(block("A: 1\r\nx").otherBodyStart == 0)
  }

  @Test func mailFoldsAndEndsLinesInAnyWay() {
    let read = block("From someone\nA: 1\n  2\n\nbody", .mail)
    #expect(read.value(of: "a") == Array("1  2".utf8) && !read.isAmbiguous)
  }

  /// Behind a few lines of text as well, and not behind many.
  @Test func aBoundaryThatNothingTellsIsFoundAtTheBeginning() {
    let form =
      "--b0undary\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b0undary--\r\n"
    for before in ["", "\r\n", "preamble\r\n", "two lines\n-- of text\n"] {
      #expect(
        MultipartBoundary.first(in: Array((before + form).utf8).span) == Array("b0undary".utf8))
    }
    let much = String(repeating: "a line of a longer text\n", count: 50)
    #expect(MultipartBoundary.first(in: Array((much + form).utf8).span) == nil)
    #expect(MultipartBoundary.first(in: Array("preamble\n--b0undary\ntext".utf8).span) == nil)
    // Archives hold forms as they are.
    let stored = Array("a.bin\0\n--b0undary\r\nContent-Type: text/plain\r\n\r\n".utf8)
    #expect(MultipartBoundary.first(in: stored.span) == nil)
  }
}
