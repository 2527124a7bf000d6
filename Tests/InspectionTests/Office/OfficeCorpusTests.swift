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
    return try rows().filter { !$0.columns.isEmpty }.map { row in
      let body = try Data(contentsOf: directory.url.appending(path: row.path))
      let record = unsafe body.withUnsafeBytes { bytes in
        unsafe inspection.inspect(
          body: bytes, BodyDescription(), .unscanned(bodyBytes: UInt64(bytes.count)))
      }
      return (row, record)
    }
  }

  @Test func classesAreThoseOfTheTable() throws {
    var figures: [String: Figures] = [:]
    var damaged: [String] = []
    for (row, record) in try Self.records() {
      let found: [(String, Bool)] = [
        ("vba", record.contents.contains { $0.classes.contains(ThreatClasses(.macros)) }),
        ("encrypted", record.classes.contains(ThreatClasses(.passwordProtected))),
        ("oleobj", record.classes.contains(ThreatClasses(.oleEmbeddedObject))),
      ]
      for (column, isFound) in found {
        guard let isThere = row.columns[column] else { continue }
        figures[column, default: Figures()].add(isFound, isThere, row.path)
      }
      let reasons = record.reasons.subtracting(UnjudgedReasons(.encrypted)).all
      if !reasons.isEmpty { damaged.append("\(row.path) \(reasons)") }
    }
    for (column, figures) in figures.sorted(by: { $0.key < $1.key }) {
      print(
        "\(column): found \(figures.truePositives), missed \(figures.falseNegatives),",
        "wrong \(figures.falsePositives), rightly not \(figures.trueNegatives)")
    }
    print("not judged: \(damaged.count)")
    for line in damaged { print("  \(line)") }
  }
}
