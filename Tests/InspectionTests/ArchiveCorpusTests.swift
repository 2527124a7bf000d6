import Foundation
import Scanning
import Testing

@testable import Inspection

/// The corpus of archives against its table: what Cordon finds and what is there. Skipped where the shared
/// corpora are not beside the package.
///
/// Some of the files were made to show mistakes of libarchive, which then ends the process, and with it all
/// other tests: for a run of its own, `CORDON_HOSTILE_ARCHIVES=1 swift test --filter ArchiveCorpusTests`.
@Suite(
  .enabled(if: Corpora.directory != nil, "the shared corpora are not here"),
  .enabled(
    if: Corpora.allowsHostileArchives, "CORDON_HOSTILE_ARCHIVES=1 runs it, in a process of its own")
)
struct ArchiveCorpusTests {
  /// What the table says of a file, by column.
  struct Row {
    let path: String
    let columns: [String: String]

    func isSet(_ column: String) -> Bool { columns[column] == "1" }
    func number(_ column: String) -> Int? { columns[column].flatMap { Int($0) } }
  }

  static func rows() throws -> [Row] {
    let table = Corpora.directory!.appending(path: "archives.csv")
    let lines = try String(contentsOf: table, encoding: .utf8).split(whereSeparator: \.isNewline)
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return lines.dropFirst().compactMap { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= header.count else { return nil }
      return Row(path: fields[0], columns: Dictionary(zip(header, fields)) { one, _ in one })
    }
  }

  /// Files that were made to show mistakes of libarchive, which the release in Debian still has: memory
  /// errors, an endless loop, and memory without end. Each costs an inspector, and its upload a verdict: they
  /// are for processes that may be lost.
  static let losesInspectors: Set<String> = [
    "libarchive-decoded/test_read_format_cab_lzx_oob.cab",
    "libarchive-decoded/test_read_format_rar5_data_ready_pointer_leak.rar",
    "libarchive-decoded/test_read_format_7zip_folders_oom.7z",
    "libarchive-decoded/test_read_format_iso_rockridge_ce_loop.iso.Z",
  ]

  static func records() throws -> [(row: Row, record: InspectionRecord)] {
    let directory = try TemporaryDirectory()
    try Corpora.unpack("archives", into: directory.url)
    var inspection = try ContentInspection(database: try plantedDatabase(), reportsAll: true)
    // A debug build is slow enough to run out of time on the largest: what is found must not depend on it.
    var limits = InspectionLimits()
    limits.timeMilliseconds = 600_000
    return try rows().filter { !losesInspectors.contains($0.path) }.map { row in
      let body = try Data(contentsOf: directory.url.appending(path: row.path))
      let record = unsafe body.withUnsafeBytes { bytes in
        unsafe inspection.inspect(
          body: bytes, BodyDescription(), .unscanned(bodyBytes: UInt64(bytes.count)), limits)
      }
      return (row, record)
    }
  }

  /// Where Cordon calls an archive encrypted and the table does not, or the other way around, and why.
  static let explained: [String: String] = [
    "libarchive-decoded/test_read_format_zip_encryption_header.zip":
      "the list of members is encrypted; the table's reader stops at it"
  ]

  /// Archives without a link, a path or a device that leads outside, by the table; and why they are unsafe all
  /// the same. Bombs are left out.
  static let unsafeOtherwise: [String: String] = [
    "libzip/regress/data/incons-filename-nul-byte.zip": "a NUL in a name"
  ]

  /// Kinds of which the table counts what members unpack to.
  static let counted: Set<String> = ["zip", "7z", "rar4", "rar5", "tar"]

  /// Archives of which the table counts more than was unpacked: targets of links, which are judged as
  /// paths, and members that are nothing but a reference to one that was judged.
  static let givesLess: Set<String> = [
    "libarchive-decoded/test_read_format_7zip_symbolic_name.7z",
    "libarchive-decoded/test_read_format_rar5_hardlink.rar",
    "libarchive-decoded/test_read_format_rar5_unicode.rar",
    "libarchive-decoded/test_read_format_rar_compress_best.rar",
    "libarchive-decoded/test_read_format_rar_compress_normal.rar",
    "libarchive-decoded/test_read_format_rar_unicode.rar",
    "rarfile/test/files/rar3-symlink-unix.rar",
    "rarfile/test/files/rar5-dups.rar",
    "rarfile/test/files/rar5-symlink-unix.rar",
    "py7zr/tests/data/symlink.7z",
    "py7zr/tests/data/symlink_2.7z",
    "py7zr/tests/data/test_3.7z",
    "py7zr/tests/data/test_6.7z",
  ]

  @Test func classesAndMembersAreThoseOfTheTable() throws {
    let records = try Self.records()
    var (found, missed, wrong) = (0, [String](), [String]())
    var (unsafe, whole, less) = ([String](), 0, [String]())
    for (row, record) in records {
      let isEncrypted = row.isSet("encrypted") || row.isSet("hdr_encrypted")
      switch (record.classes.contains(ThreatClasses(.passwordProtected)), isEncrypted) {
      case (true, true): found += 1
      case (true, false): wrong.append(row.path)
      case (false, true): missed.append(row.path)
      case (false, false): break
      }
      if record.classes.contains(ThreatClasses(.unsafeArchive)), !Self.isBomb(record),
        !row.isSet("symlink")
      {
        unsafe.append(row.path)
      }
      // An archive that was read without a reason against it has given all that the table counts.
      guard record.reasons.isEmpty, let unpacked = row.number("unpacked"),
        row.columns["error"]!.isEmpty, Self.counted.contains(row.columns["kind"]!)
      else { continue }
      let given = record.contents.filter { $0.parent == 0 && $0.relation == .member }
        .reduce(0) { $0 + $1.byteCount }
      if given < unpacked { less.append(row.path) } else { whole += 1 }
    }
    print("encrypted: \(found) found, missed \(missed), wrong \(wrong)")
    print("unsafe without a link: \(unsafe)")
    let late = records.filter { $0.record.reasons.contains(UnjudgedReasons(.time)) }.map(\.row.path)
    print("out of time:", late)
    print("read without a reason: \(whole) give all that the table counts, less \(less)")
    #expect(found >= 35 && missed.isEmpty)
    #expect(Set(wrong) == Set(Self.explained.keys))
    #expect(whole >= 157 && Set(less) == Self.givesLess)
    #expect(Set(unsafe) == Set(Self.unsafeOtherwise.keys))
  }

  static func isBomb(_ record: InspectionRecord) -> Bool {
    let limits: [UnjudgedReason] = [.ratio, .unpackedBytes, .fileBytes]
    return limits.contains { record.reasons.contains(UnjudgedReasons($0)) }
  }
}
