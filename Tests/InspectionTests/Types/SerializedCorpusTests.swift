import Foundation
import Scanning
import Testing

@testable import Inspection

/// The corpus of Java's serialised objects. Skipped where the shared corpora are not beside the package.
@Suite(.enabled(if: Corpora.directory != nil, "the shared corpora are not here"))
struct SerializedCorpusTests {
  @Test func allObjectsAreFound() throws {
    let directory = try TemporaryDirectory()
    try Corpora.unpack("java-serialized", into: directory.url)
    var inspection = try ContentInspection(database: try plantedDatabase(), reportsAll: true)
    let files = FileManager.default.enumerator(at: directory.url, includingPropertiesForKeys: nil)
    var (found, missed, wrong) = (0, [String](), [String]())
    for case let file as URL in files! {
      guard let body = try? Data(contentsOf: file), !body.isEmpty else { continue }
      let record = unsafe body.withUnsafeBytes { bytes in
        unsafe inspection.inspect(
          body: bytes, BodyDescription(), .unscanned(bodyBytes: UInt64(bytes.count)))
      }
      switch (record.classes.contains(.init(.insecureDeserialization)), file.pathExtension == "obj")
      {
      case (true, true): found += 1
      case (false, true): missed.append(file.lastPathComponent)
      case (true, false): wrong.append(file.lastPathComponent)
      case (false, false): break
      }
    }
    print("serialised objects: \(found) found, missed \(missed), wrong \(wrong)")
    #expect(found == 192 && missed.isEmpty && wrong.isEmpty)
  }
}
