import Foundation
import Testing

@testable import Inspection

/// The multipart cases of ModSecurity: what it finds odd, and what it does not. Skipped where the shared
/// corpora are not beside the package.
@Suite(.enabled(if: Corpora.directory != nil, "the shared corpora are not here"))
struct FirewallCorpusTests {
  struct Case: Decodable {
    struct Request: Decodable {
      let headers: [String: String]
      let body: [String]
    }
    let title: String
    let request: Request
  }

  /// What is not ambiguous, of cases that show what it finds odd, and the reason.
  static let plain = [
    // Quotes are part of the name: few parsers take them for quotes.
    "(C-D uses single quotes)",
    // Names of parameters are in letters of any size for all; quotes and spaces at the end are usual, another
    // parameter behind the boundary too.
    "(invalid C-T boundary parameter name - case)", "(boundary whitespace in C-T - after value)",
    "(quoted boundary - normal)", "(C-T parm after boundary -- invalid but tolerated)",
    // Lines that begin with two dashes are usual in texts, where the boundary is another.
    "(contains foreign bound., wrong sep. bound., strict mode)",
    "(contains foreign bound., all valid, strict mode)",
    "(contains foreign bound., wrong sep. bound., permissive mode)",
    "(contains foreign bound., all valid, permissive mode)",
    // Shown for not being odd.
    "(normal)", "(final CRLF)", "(no final CRLF)", "(boundary contains \"boundary\")",
    "(boundary contains \"bOuNdArY\")", "(data contains \"--\")",
  ]

  @Test func whatItFindsOddIsAmbiguous() throws {
    let directory = try TemporaryDirectory()
    try Corpora.unpack("http", into: directory.url)
    var count = 0
    let cases = directory.url.appending(path: "modsecurity/test/test-cases/regression")
    for name in ["request-body-parser-multipart", "request-body-parser-multipart-crlf"] {
      let data = try Data(contentsOf: cases.appending(path: "\(name).json"))
      for one in try JSONDecoder().decode([Case].self, from: data) {
        let type = one.request.headers["Content-Type"] ?? ""
        let body = Array((one.request.body.joined(separator: "\n") + "\n").utf8)
        let record = try inspect(body, described(type))
        let isPlain = Self.plain.contains { one.title.contains($0) } && !name.hasSuffix("crlf")
        let isAmbiguous = record.reasons == UnjudgedReasons(.ambiguous)
        #expect(isAmbiguous == !isPlain && (isPlain == record.reasons.isEmpty), "\(one.title)")
        count += 1
      }
    }
    print("ModSecurity: \(count) cases, \(Self.plain.count) kinds of them read without objection")
    #expect(count == 56)
  }
}
