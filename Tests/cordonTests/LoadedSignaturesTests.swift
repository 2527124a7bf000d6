import Configuration
import Foundation
import Signatures
import Testing

@testable import cordon

/// Databases as the running proxy comes by them.
@Suite final class LoadedSignaturesTests {
  private let directory: TemporaryDirectory
  private var sources: String { directory.path + "/sources" }
  private var file: String { directory.path + "/built.db" }

  init() throws {
    let directory = try TemporaryDirectory()
    try directory.write("sources/a.ndb", Array("A.One:0:*:6162636465666768\n".utf8))
    self.directory = directory
  }

  private var both: SignatureSource { SignatureSource(directory: sources, file: file) }

  private func names(_ loaded: LoadedSignatures) -> [String] {
    (0..<loaded.database.counts.bodies).map {
      loaded.database.signatureName(SignatureIndex(rawValue: UInt32($0)))
    }
  }

  @Test func aDirectoryIsCompiledInMemory() throws {
    let loaded = try LoadedSignatures.load(SignatureSource(directory: sources))
    #expect(names(loaded) == ["A.One"])
    #expect(loaded.warnings.isEmpty)
  }

  @Test func aBuiltDatabaseThatIsMissingIsBuiltAndOpenedFromThenOn() throws {
    let first = try LoadedSignatures.load(both)
    #expect(first.warnings.count == 1)
    #expect(FileManager.default.fileExists(atPath: file))
    // It is not compiled again.
    try directory.write("sources/a.ndb", Array("A.Two:0:*:6162636465666768\n".utf8))
    let second = try LoadedSignatures.load(both)
    #expect(names(second) == ["A.One"])
    #expect(second.warnings.isEmpty)
    #expect(names(try LoadedSignatures.load(both, rebuilds: true)) == ["A.Two"])
    #expect(
      names(try LoadedSignatures.load(SignatureSource(directory: nil, file: file))) == ["A.Two"])
  }

  /// Another version's file begins as all do, and has another number after that.
  @Test func aBuiltDatabaseOfAnotherFormatIsBuiltAgainWhereThereAreSources() throws {
    _ = try LoadedSignatures.load(both)
    let bytes = try Data(contentsOf: URL(filePath: file))
    var other = bytes
    for place in SignatureDatabase.fileMagic.count..<SignatureDatabase.fileMagic.count + 4 {
      other[place] ^= 0x55
    }
    try other.write(to: URL(filePath: file))
    #expect(throws: (any Error).self) {
      try LoadedSignatures.load(SignatureSource(directory: nil, file: file))
    }
    let loaded = try LoadedSignatures.load(both)
    #expect(names(loaded) == ["A.One"])
    #expect(loaded.warnings.first?.contains(file) == true)
    #expect(try Data(contentsOf: URL(filePath: file)) == bytes)
  }

  @Test func aDamagedBuiltDatabaseIsAnErrorAndStaysForInspection() throws {
    _ = try LoadedSignatures.load(both)
    let whole = try Data(contentsOf: URL(filePath: file))
    try whole.prefix(whole.count / 2).write(to: URL(filePath: file))
    #expect(throws: (any Error).self) { try LoadedSignatures.load(both) }
  }

  @Test func whatCannotBeWrittenServesFromMemory() throws {
    let source = SignatureSource(directory: sources, file: directory.path + "/missing/built.db")
    let loaded = try LoadedSignatures.load(source)
    #expect(names(loaded) == ["A.One"])
    #expect(loaded.warnings.contains { $0.contains("in memory alone") })
  }

  @Test func nothingIsWrittenWhereThatIsNotWanted() throws {
    #expect(names(try LoadedSignatures.load(both, writes: false)) == ["A.One"])
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test func unwantedApplicationsAreFoundIfThatIsWanted() throws {
    try directory.write("sources/b.ndu", Array("B.Unwanted:0:*:7172737475767778\n".utf8))
    var source = SignatureSource(directory: sources)
    #expect(names(try LoadedSignatures.load(source)) == ["A.One"])
    source.usesUnwanted = true
    #expect(names(try LoadedSignatures.load(source)) == ["A.One", "B.Unwanted"])
  }

  @Test func theStateOfFilesTellsWhatChanges() throws {
    let source = SignatureSource(directory: sources)
    let before = SourceState(source)
    #expect(before == SourceState(source))
    // An updater's own business.
    try directory.write("sources/tmp.1234/b.ndb", [65])
    try directory.write("sources/freshclam.dat", [65])
    try directory.write("sources/.hidden.ndb", [65])
    #expect(before == SourceState(source))
    try directory.write("sources/b.ndb", [65])
    #expect(before != SourceState(source))
    #expect(SourceState(SignatureSource(directory: sources + "/missing")).sources.isEmpty)
  }
}
