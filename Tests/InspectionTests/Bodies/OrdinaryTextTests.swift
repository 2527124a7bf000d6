import Testing

@testable import Inspection

/// What is usual in texts and looks like something else is neither refused nor kept.
@Suite struct OrdinaryTextTests {
  @Test func harmlessValuesAreNeitherRefusedNorKept() throws {
    let texts = [
      #"{"id": "550e8400-e29b-41d4-a716-446655440000", "path": "/usr/share/some-thing_else/x"}"#,
      #"{"agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0"}"#,
      #"{"token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN"}"#,
      #"{"sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#,
      #"["applicationConfigurationProvider1", "a text, with words; and \"quotes\" in it.\n"]"#,
      #"{"url": "https://example.org/a/b-c_d?X-Amz-Credential=AKIA1234567890%2F20240101%2Fus-east-1"}"#,
    ]
    for text in texts {
      let record = try inspect(Array(text.utf8), described("application/json"))
      #expect(record.reasons.isEmpty && record.contents.count == 1, "\(text)")
    }
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
