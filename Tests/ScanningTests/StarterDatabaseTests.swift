import Digests
import Foundation
import Hyperscan
import Scanning
import Signatures
import Testing

/// The database that comes with the repository, and files read from disk.
@Suite struct StarterDatabaseTests {
  let database: SignatureDatabase

  init() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let (database, report) = try SignatureDatabase.load(
      directory: package.appending(path: "appliance/signatures").path)
    #expect(report.unusedCount == 0)
    self.database = database
  }

  @Test(arguments: [
    (String(decoding: eicar, as: UTF8.self), "Cordon.Test.EICAR"),
    ("<form>\(String(decoding: eicar, as: UTF8.self))</form>", "Cordon.Test.EICAR.Embedded"),
    ("a CORDON-TEST-SIGNATURE in text", "Cordon.Test.Literal"),
    ("CORDON-TEST-FIRST, then CORDON-TEST-SECOND", "Cordon.Test.TwoParts"),
    ("CORDON-TEST-NEAR four CORDON-TEST-FAR", "Cordon.Test.Gap"),
    ("at last CORDON-TEST-END", "Cordon.Test.End"),
    ("CORDON-TEST-DIGEST\n", "Cordon.Test.Digest"),
    ("CORDON-TEST-SECOND, then CORDON-TEST-FIRST", nil),
    ("CORDON-TEST-NEAR CORDON-TEST-FAR", nil),
    ("CORDON-TEST-END but not last", nil),
    ("CORDON-TEST-SIGNATURE known to be harmless\n", nil),
    ("", nil),
  ])
  func itsTestSignaturesAreFound(text: String, name: String?) throws {
    let directory = try TemporaryDirectory()
    let file = directory.url.appending(path: "body")
    try Data(text.utf8).write(to: file)
    var scanner = try FileScanner(database: database)
    for _ in 0..<2 {
      let verdict = try scanner.scan(path: file.path).verdict
      guard let name else {
        #expect(verdict == .clean)
        continue
      }
      guard case .infected(let detection) = verdict else {
        Issue.record("\(verdict)")
        continue
      }
      // EICAR at the start satisfies both of its signatures; either may be found first.
      #expect(database.signatureName(detection.signature).hasPrefix(name))
      let sha256 = scanner.session.sha256
      #expect(sha256 != nil)
    }
  }

  @Test func harmlessBodiesAreSuppressedWithEvidence() throws {
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    let body = Array("CORDON-TEST-SIGNATURE known to be harmless\n".utf8)
    let scanned = session.run([body[...]], scratch: &scratch)
    #expect(scanned.verdict == .clean)
    #expect(scanned.suppressed == "Cordon.Test.Literal")
  }

  @Test func filesThatCannotBeReadAreErrors() throws {
    var scanner = try FileScanner(database: database)
    #expect(throws: FileScanner.Failure.open(errno: ENOENT)) {
      try scanner.scan(path: "/nonexistent/file")
    }
    #expect(throws: FileScanner.Failure.read(errno: EISDIR)) { try scanner.scan(path: "/") }
  }
}
