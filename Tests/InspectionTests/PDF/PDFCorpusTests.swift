import Foundation
import Scanning
import Testing

@testable import Inspection

/// The PDF corpus against its table: what Cordon finds and what is there. Skipped where the shared corpora
/// are not beside the package.
@Suite(.enabled(if: Corpora.directory != nil, "the shared corpora are not here"))
struct PDFCorpusTests {
  typealias Figures = OfficeCorpusTests.Figures

  static func rows() throws -> [[String: String]] {
    let table = Corpora.directory!.appending(path: "pdf.csv")
    let lines = try String(contentsOf: table, encoding: .utf8).split(whereSeparator: \.isNewline)
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let paths = lines.dropFirst().compactMap { line -> [String: String]? in
      // Names of files with commas are quoted.
      var fields: [String] = []
      var (field, isQuoted) = ("", false)
      for character in line {
        switch character {
        case "\"": isQuoted.toggle()
        case "," where !isQuoted:
          fields.append(field)
          field = ""
        default: field.append(character)
        }
      }
      fields.append(field)
      return Dictionary(zip(header, fields)) { first, _ in first }
    }
    return paths
  }

  /// Files that qpdf, by which the table was made, does not open. They have a catalogue and pages, but a
  /// broken or missing trailer, a loop in the tree, or pages of a wrong type: viewers that put files together
  /// from their objects show them, and all of their objects were looked at.
  static func isRepaired(_ path: String) -> Bool {
    let names = [
      "bad.pdf", "bookmarks/3.pdf", "bad1.pdf", "deep-pages.pdf", "inspect.pdf",
      "minimal-linearize-pass1.pdf", "pages-loop.pdf",
    ]
    return path.contains("/issue-") || names.contains { path.hasSuffix("/" + $0) }
  }

  @Test func classesAreThoseOfTheTable() throws {
    let directory = try TemporaryDirectory()
    try Corpora.unpack("pdf", into: directory.url)
    var inspection = try ContentInspection(database: try plantedDatabase(), reportsAll: true)
    var figures: [String: Figures] = [:]
    for row in try Self.rows() {
      let path = row["path"]!
      let body = try Data(contentsOf: directory.url.appending(path: path))
      let record = unsafe body.withUnsafeBytes { bytes in
        unsafe inspection.inspect(
          body: bytes, BodyDescription(), .unscanned(bodyBytes: UInt64(bytes.count)))
      }
      let found: [(String, Bool)] = [
        ("js", record.contents[0].classes.contains(ThreatClasses(.script))),
        ("needs_password", record.classes.contains(ThreatClasses(.passwordProtected))),
        ("embedded", record.contents.contains { $0.relation == .embedded }),
        ("launch", record.classes.contains(ThreatClasses(.unwantedAction))),
        ("refused", !record.reasons.subtracting(UnjudgedReasons(.encrypted)).isEmpty),
      ]
      for (column, isFound) in found {
        let isThere =
          column == "refused"
          ? row["opens"] == "0" && row["needs_password"] == "0" : row[column] == "1"
        figures[column, default: Figures()].add(isFound, isThere, path)
      }
    }
    for (column, figures) in figures.sorted(by: { $0.key < $1.key }) {
      print(
        "\(column): true positives \(figures.truePositives), false positives",
        "\(figures.falsePositives), false negatives \(figures.falseNegatives),",
        "true negatives \(figures.trueNegatives)")
      #expect(figures.falsePositives.isEmpty, "\(column)")
      let missed = figures.falseNegatives.filter { column != "refused" || !Self.isRepaired($0) }
      #expect(missed.isEmpty, "\(column)")
    }
  }
}
