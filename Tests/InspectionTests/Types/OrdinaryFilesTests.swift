import Foundation
import Scanning
import Testing

@testable import Inspection

/// Files of the system that nobody made to deceive: what would be refused of them, where programs, scripts
/// and HTML are allowed. A sample of them; all with `CORDON_ALL_ORDINARY=1`.
@Suite(
  .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/doc"), "no documentation here"))
struct OrdinaryFilesTests {
  private static let refused: [ThreatClass] = [
    .invalidFile, .xmlExternalEntities, .insecureDeserialization, .unsafeArchive, .unwantedAction,
    .macros,
  ]

  private static func files() -> [String] {
    let takesAll = ProcessInfo.processInfo.environment["CORDON_ALL_ORDINARY"] == "1"
    var files: [String] = []
    for directory in [
      "/usr/share/doc", "/usr/share/icons", "/usr/share/fonts", "/usr/share/pixmaps",
    ] {
      guard let walk = FileManager.default.enumerator(atPath: directory) else { continue }
      for case let path as String in walk
      where walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
        files.append(directory + "/" + path)
      }
    }
    files.sort()
    guard !takesAll, files.count > 100 else { return files }
    return stride(from: 0, to: files.count, by: files.count / 100).map { files[$0] }
  }

  @Test func hardlyAnyWouldBeRefused() throws {
    var inspection = try ContentInspection(database: try plantedDatabase(), reportsAll: true)
    var limits = InspectionLimits()
    limits.timeMilliseconds = 600_000
    var (count, wrong) = (0, [String]())
    for file in Self.files() {
      guard let body = FileManager.default.contents(atPath: file), body.count < 4 << 20 else {
        continue
      }
      let record = unsafe body.withUnsafeBytes { bytes in
        unsafe inspection.inspect(
          body: bytes, BodyDescription(), .unscanned(bodyBytes: UInt64(bytes.count)), limits)
      }
      count += 1
      let classes = Self.refused.filter { record.classes.contains(ThreatClasses($0)) }
      if !classes.isEmpty || !record.reasons.isEmpty {
        wrong.append("\(file): \(classes) \(record.reasons.all)")
      }
    }
    print("ordinary files: \(count), refused \(wrong.count)\n" + wrong.joined(separator: "\n"))
    #expect(wrong.count <= 1 + count / 1000)
  }
}
