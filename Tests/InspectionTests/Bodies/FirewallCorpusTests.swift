import Foundation
import Testing

@testable import Inspection

/// The multipart cases of ModSecurity: what it finds odd, and what it does not. Skipped where the shared corpora
/// are not beside the package.
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

  @Test func whatItFindsOddIsAmbiguous() throws {
    let directory = try TemporaryDirectory()
    try Corpora.unpack("http", into: directory.url)
    let cases = directory.url.appending(path: "modsecurity/test/test-cases/regression")
    for name in ["request-body-parser-multipart", "request-body-parser-multipart-crlf"] {
      let data = try Data(contentsOf: cases.appending(path: "\(name).json"))
      for one in try JSONDecoder().decode([Case].self, from: data) {
        let type = one.request.headers["Content-Type"] ?? ""
        let body = Array((one.request.body.joined(separator: "\n") + "\n").utf8)
        let record = try inspect(body, described(type))
        print("\(record.reasons.all) \(one.title)")
      }
    }
  }
}
