import Foundation
import Testing

@testable import Inspection

/// The cases of python-multipart: what it refuses is refused, what it reads is read. Skipped where the
/// shared corpora are not beside the package.
@Suite(.enabled(if: Corpora.directory != nil, "the shared corpora are not here"))
struct MultipartCorpusTests {
  /// What python-multipart reads and Cordon calls ambiguous.
  static let stricter = [
    // Others undo these encodings, or leave what python-multipart undoes.
    "base64_encoding", "quoted_printable_encoding", "mixed_plain_and_base64_encoding",
    "mixed_case_headers",
    // Its delimiters lack two dashes.
    "single_field_blocks",
    // A line of the content begins with the boundary: many look no further.
    "almost_match_boundary_without_CR",
    "almost_match_boundary_without_LF", "almost_match_boundary_without_final_hyphen",
    // Text behind the last delimiter.
    "single_field_with_trailer",
  ]

  @Test func whatIsRefusedAndWhatIsReadAreThoseOfItsCases() throws {
    let directory = try TemporaryDirectory()
    try Corpora.unpack("http", into: directory.url)
    let cases = directory.url.appending(path: "python-multipart/tests/test_data/http")
    let files = try FileManager.default.contentsOfDirectory(atPath: cases.path)
    var count = 0
    var writtenCount = 0
    for file in files.sorted() where file.hasSuffix(".yaml") {
      let name = String(file.dropLast(5))
      let lines = try String(contentsOf: cases.appending(path: file), encoding: .utf8)
        .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      let boundary = lines[0].dropFirst("boundary: ".count)
      let body = [UInt8](try Data(contentsOf: cases.appending(path: "\(name).http")))
      let record = try inspect(body, described("multipart/form-data; boundary=\(boundary)"))
      let isRefused = lines.contains { $0.hasPrefix("error:") } || Self.stricter.contains(name)
      #expect(record.reasons.contains(UnjudgedReasons(.ambiguous)) == isRefused, "\(name)")
      let expected = try Self.data(lines)
      let sizes = Set(record.contents.map(\.byteCount))
      for data in expected { #expect(data.isEmpty || sizes.contains(data.count), "\(name)") }
      // Written anew, the parts are those that python-multipart reads, or nothing is delivered.
      let anew = try inspectCanonically(
        body, described("multipart/form-data; boundary=\(boundary)"))
      if anew.body != nil, anew.record.reasons.isEmpty {
        let parts = anew.record.contents.filter { $0.relation == .part }.map(\.byteCount)
        #expect(parts == expected.map(\.count), "\(name)")
        writtenCount += 1
      }
      count += 1
    }
    #expect(writtenCount == 21)
    print("python-multipart: \(count) cases, \(Self.stricter.count) read more strictly")
    #expect(count == 30)
  }

  /// What python-multipart reads of a case, part by part.
  private static func data(_ lines: [String]) throws -> [Data] {
    try lines.indices.filter { lines[$0].hasPrefix("data:") }.map { place in
      let text = lines[(place + 1)...].prefix { !$0.contains(":") && !$0.hasPrefix("-") }
      return try #require(Data(base64Encoded: text.joined()))
    }
  }
}
