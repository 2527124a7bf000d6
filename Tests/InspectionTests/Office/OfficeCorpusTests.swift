import Foundation
import Scanning
import Testing

@testable import Inspection

/// The office corpus against its table: what Cordon finds and what is there. Skipped where the shared
/// corpora are not beside the package.
@Suite(.enabled(if: Corpora.directory != nil, "the shared corpora are not here"))
struct OfficeCorpusTests {
  /// What the table says of a file, by column.
  struct Row {
    let path: String
    let container: String
    let columns: [String: Bool]
  }

  /// Found and there, by class.
  struct Figures {
    var truePositives = 0
    var falsePositives: [String] = []
    var falseNegatives: [String] = []
    var trueNegatives = 0

    mutating func add(_ isFound: Bool, _ isThere: Bool, _ path: String) {
      switch (isFound, isThere) {
      case (true, true): truePositives += 1
      case (true, false): falsePositives.append(path)
      case (false, true): falseNegatives.append(path)
      case (false, false): trueNegatives += 1
      }
    }
  }

  static func rows() throws -> [Row] {
    let table = Corpora.directory!.appending(path: "office.csv")
    let lines = try String(contentsOf: table, encoding: .utf8).split(whereSeparator: \.isNewline)
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return lines.dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      var columns: [String: Bool] = [:]
      for (name, field) in zip(header, fields) where field == "0" || field == "1" {
        columns[name] = field == "1"
      }
      return Row(path: fields[0], container: fields[3], columns: columns)
    }
  }

  /// What the records of the files with columns say.
  static func records() throws -> [(row: Row, record: InspectionRecord)] {
    let directory = try TemporaryDirectory()
    try Corpora.unpack("office", into: directory.url)
    var inspection = try ContentInspection(database: try plantedDatabase(), reportsAll: true)
    // A debug build is slow enough to run out of time on the largest: what is found must not depend on it.
    var limits = InspectionLimits()
    limits.timeMilliseconds = 600_000
    return try rows().filter { !$0.columns.isEmpty }.map { row in
      let body = try Data(contentsOf: directory.url.appending(path: row.path))
      let record = unsafe body.withUnsafeBytes { bytes in
        unsafe inspection.inspect(
          body: bytes, BodyDescription(), .unscanned(bodyBytes: UInt64(bytes.count)), limits)
      }
      return (row, record)
    }
  }

  /// Files of which the table says otherwise, and why Cordon is right.
  static let explained: [String: String] = [
    "vba or xlm test-data/slideshow/bug55030.ppt":
      "a project with an empty module lies compressed in the presentation's stream",
    "oleobj test-data/slideshow/clusterfuzz-testcase-minimized-POIHSLFFuzzer-6032591399288832.ppt":
      "two compressed storages lie in the stream, behind a record with a wrong size",
  ]

  /// Files that are damaged, so that streams lack bytes or share them; inputs of fuzzers but one, which is
  /// encrypted as well.
  static func isDamaged(_ path: String) -> Bool {
    path.contains("clusterfuzz") || path.contains("/crash-")
      || path.hasSuffix("extenxls_pwd123.xlsx")
      // The fields of a mail, kept as a property without a body, are mail with fields that are cut off.
      || path.hasSuffix("hsmf/bug66335.msg")
  }

  @Test func classesAreThoseOfTheTable() throws {
    var figures: [String: Figures] = [:]
    for (row, record) in try Self.records() {
      let found: [(String, Bool)] = [
        ("vba or xlm", record.classes.contains(ThreatClasses(.macros))),
        ("encrypted", record.classes.contains(ThreatClasses(.passwordProtected))),
        ("oleobj", record.classes.contains(ThreatClasses(.oleEmbeddedObject))),
      ]
      for (column, isFound) in found {
        let columns = column.split(separator: " ").compactMap { row.columns[String($0)] }
        guard !columns.isEmpty else { continue }
        let isThere = columns.contains(true)
        figures[column, default: Figures()].add(isFound, isThere, row.path)
      }
      let reasons = record.reasons.subtracting(UnjudgedReasons(.encrypted))
      #expect(reasons.isEmpty || Self.isDamaged(row.path), "\(row.path): \(reasons.all)")
    }
    for (column, figures) in figures.sorted(by: { $0.key < $1.key }) {
      print(
        "\(column): true positives \(figures.truePositives), false positives",
        "\(figures.falsePositives), false negatives \(figures.falseNegatives),",
        "true negatives \(figures.trueNegatives)")
      #expect(figures.falseNegatives.isEmpty, "\(column)")
      let wrong = figures.falsePositives.filter { Self.explained["\(column) \($0)"] == nil }
      #expect(wrong.isEmpty, "\(column)")
    }
  }
}
