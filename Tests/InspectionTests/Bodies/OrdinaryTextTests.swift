import Primitives
import Testing

@testable import Inspection

/// What is usual in texts and looks like something else is neither refused nor kept.
@Suite struct OrdinaryTextTests {
  static let values = [
    "550e8400-e29b-41d4-a716-446655440000", "/usr/share/some-thing_else/and/more/of/them/x",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha512-MJ7MSJwS1utMxA9QyQLytNDtd+5RGnx6m808qG1M2G+YndNbxf9JlnDaNCVbRbDP2DDoH2Bdz33FVC6TrpzXbw==",
    "applicationConfigurationProvider1", "a text, with words; and \\\"quotes\\\" in it.\\n",
    "https://example.org/a/b-c_d?X-Amz-Credential=AKIA1234567890%2F20240101%2Fus-east-1",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl a@example.org",
    "-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\\n-----END PUBLIC KEY-----",
    "<p>Some <b>text</b> of an editor</p><script>let a = 1</script>",
    "#!/bin/sh\\necho an example in a comment",
    "[Desktop Entry]\\nType=Application\\nName=Example\\nExec=/usr/bin/example",
    "a face that was cut \\ud83d", "--------------------------------------------------------",
    "Zm9vYmFyIGFuZCBzb21lIG1vcmUgdGV4dA==", "+49 30 901820, or +49-(0)30-901820 and so on",
    "MZABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "2024-01-01T00:00:00.000+00:00/2025-01-01T00:00:00Z",
  ]

  @Test(arguments: values)
  func valuesAreNeitherRefusedNorKept(_ value: String) throws {
    let record = try inspect(Array(#"{"a": "\#(value)"}"#.utf8), described("application/json"))
    #expect(record.reasons.isEmpty && record.classes.isEmpty && record.contents.count == 1)
  }

  @Test func norAreRandomTokens() throws {
    var random = SeededRandom(seed: 7)
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    for count in [24, 32, 43, 86, 256] {
      let tokens = (0..<100).map { _ in
        let token = (0..<count).map { _ in alphabet[Int(random.below(64))] }
        return "\"\(String(decoding: token, as: UTF8.self))\""
      }
      let text = "[\(tokens.joined(separator: ","))]"
      let record = try inspect(Array(text.utf8), described("application/json"))
      #expect(record.reasons.isEmpty && record.classes.isEmpty, "\(text)")
    }
  }

  /// Two slashes and a sign of equality stand for a byte of ones in base64, and what follows for more: some
  /// types begin with two such bytes. Others begin like mail.
  @Test(arguments: [
    "//===- ConstraintSystem.h -  A system of linear constraints. --------------===//\n",
    "//===-- CodeGen/RuntimeLibcalls.h - Runtime Library Calls -------*- C++ -*-===//\n",
    "[{\r\n  \"@context\": \"http://schema.org\"\r\n}]",
    "From the man page:\n       You  may  define an \"input preprocessor\"\n",
    "From a@example.org Thu Jul 22 20:37:55 1999\nFlags: 10\nSubject: x\nMIME-Version: 1.0\n\ntext\n",
  ]) func commentsAndPagesOfManualsAreNotRefused(_ text: String) throws {
    let record = try inspect(Array(text.utf8), described("text/plain"))
    #expect(record.reasons.isEmpty && record.classes.isEmpty)
  }

  /// It decodes to as many bytes as a frame of audio would have that begins so.
  @Test func aCommentThatBeginsLikeOneFrameOfAudioIsNotRefused() throws {
    let line =
      #"<div class="line"><a id="l00030" name="l00030"></a><span class="lineno">   30</span>"#
      + "// ISO C++ 14882: 27.4  Iostreams base classes</div>"
    #expect(try inspect(Array(line.utf8)).reasons.isEmpty)
  }

  /// The text of a field is none of a file's classes; what a file is, it is in a field too.
  @Test func textOfFieldsIsNoFile() throws {
    let page = Array("<html><script>document.write('x')</script></html>".utf8)
    func classes(_ fields: String) throws -> ThreatClasses {
      let body =
        Array("--b\r\nContent-Disposition: form-data; name=\"a\"\(fields)\r\n\r\n".utf8) + page
        + Array("\r\n--b--\r\n".utf8)
      return try inspect(body, described("multipart/form-data; boundary=b")).classes
    }
    #expect(try classes("").isEmpty)
    #expect(try classes("; filename=\"x\"").contains(ThreatClasses(.html)))
    #expect(try classes("\r\nContent-Type: text/html").contains(ThreatClasses(.html)))
    let encoded = Encoded.base64(page)
    let record = try inspect(Array("[\"\(encoded)\"]".utf8), described("application/json"))
    #expect(record.classes.contains(ThreatClasses(.html)))
  }

  @Test func jsonThatParsersReadInDifferentWaysIsAmbiguous() throws {
    for text in [
      #"{"a":1,"a":2}"#, "[1,]", "{'a':1}", "[1", #"["\x and so on, to be read whole"]"#,
    ] {
      let record = try inspect(Array(text.utf8), described("application/json"))
      #expect(record.reasons == UnjudgedReasons(.ambiguous), "\(text)")
      // Where it is not said to be JSON, it is text.
      #expect(try inspect(Array(text.utf8), described("text/plain")).reasons.isEmpty, "\(text)")
    }
  }
}
