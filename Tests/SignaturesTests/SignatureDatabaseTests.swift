import Foundation
import Signatures
import Testing

@Suite struct SignatureDatabaseTests {
  let directory = FileManager.default.temporaryDirectory
    .appending(path: "cordon-signatures-\(UUID().uuidString)")

  /// Writes files into a new directory, and loads it.
  func load(_ files: [String: String]) throws -> (database: SignatureDatabase, report: LoadReport) {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    for (name, text) in files {
      try Data(text.utf8).write(to: directory.appending(path: name))
    }
    return try SignatureDatabase.load(directory: directory.path)
  }

  @Test func everyLineIsUsedOrCountedByReason() throws {
    let (database, report) = try load([
      "b.ndb": """
      # a comment
      Good:0:*:61626364

      Bad:0:*:6
      Nothing:8:*:61626364
      Worse:0:*:zz
      Later:0:*:61626364:9999\r
      Crlf:0:*:65666768\r
      """,
      "a.hdb": "44d88612fea8a8f36de82e1278abb02f:68:Eicar\nnonsense\n",
      "c.wdb": "# comment\nx;y;z\n\nx;y;z\n",
      "d.cbc": "ClamBC\n\n\n",
      "e.fp": "44d88612fea8a8f36de82e1278abb02f:*:known:73\n",
      "readme.txt": "not a database",
      ".hidden.ndb": "Hidden:0:*:61626364",
    ])
    #expect(report.files.map(\.name) == ["a.hdb", "b.ndb", "c.wdb", "d.cbc", "e.fp"])
    #expect(database.counts.bodies == 2)
    #expect(database.counts.hashes == 1)
    #expect(database.counts.falsePositives == 1)
    let ndb = report.files[1]
    #expect(ndb.lineCount == 6)
    #expect(ndb.usedCount == 2)
    #expect(
      ndb.unused.map(\.reason) == [.malformed(.pattern), .unknownTarget(8), .functionalityLevel])
    #expect(ndb.unused[0].count == 2)
    #expect(ndb.unused[0].lineNumbers == [4, 6])
    #expect(report.files[2].unused.map(\.count) == [2])
    #expect(report.files[2].unused.map(\.reason) == [.formatNotEvaluated(.phishing)])
    #expect(report.files[3].lineCount == 1)
    for file in report.files {
      #expect(file.lineCount == file.usedCount + file.unused.reduce(0) { $0 + $1.count })
    }
    #expect(report.description.contains("b.ndb: 2 of 6 signatures used"))
    let second = SignatureIndex(rawValue: 1)
    #expect(database.signatureName(second) == "Crlf")
    #expect(database.databaseName(second) == "b.ndb")
    #expect(database.signatureName(SignatureIndex(rawValue: 2)) == "Eicar")
    #expect(database.databaseName(SignatureIndex(rawValue: 2)) == "a.hdb")
  }

  @Test func theVersionFollowsTheContent() throws {
    let first = try load(["a.ndb": "A:0:*:61626364\n"]).database
    #expect(try load(["a.ndb": "A:0:*:61626364\n"]).database.version == first.version)
    #expect(try load(["a.ndb": "A:0:*:61626365\n"]).database.version != first.version)
    #expect(try load(["b.ndb": "A:0:*:61626364\n"]).database.version != first.version)
    #expect(first.version.utf8.count == 16)
    #expect(first.builtAt > 1_600_000_000)
  }

  @Test func anEmptyDirectoryGivesAnEmptyDatabase() throws {
    let (database, report) = try load(["a.txt": ""])
    #expect(database.isEmpty)
    #expect(report.files.isEmpty)
    _ = try database.makeScratch()
  }

  @Test func whatCannotBeReadIsAnErrorThatNamesIt() throws {
    let error = #expect(throws: LoadError.self) {
      try SignatureDatabase.load(directory: "/nonexistent/signatures")
    }
    #expect(
      error?.description
        == "/nonexistent/signatures: cannot list the signature directory: No such file or directory"
    )
    #expect(throws: LoadError.self) {
      try SignatureDatabase.load(files: ["/nonexistent/a.ndb"])
    }
    try FileManager.default.createDirectory(
      at: directory.appending(path: "x.ndb"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    #expect(throws: LoadError.self) { try SignatureDatabase.load(directory: directory.path) }
  }

  @Test func garbageIsCountedLineByLine() throws {
    var state: UInt64 = 17
    var bytes: [UInt8] = []
    for _ in 0..<60_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = UInt8(truncatingIfNeeded: state >> 40)
      // Now and then characters that mean something.
      bytes.append(
        value < 64 ? Array("0123456789abcdef:*?{}()|!-\n\n#[]".utf8)[Int(value % 31)] : value)
    }
    for name in ["ndb", "hdb", "fp", "ldb", "db", "mdb", "imp", "ign2", "cdb", "ftm", "pdb"] {
      var set = SignatureSet()
      set.add(contentsOf: bytes, name: "a.\(name)")
      let file = set.report.files[0]
      #expect(file.lineCount > 100)
      #expect(file.lineCount == file.usedCount + file.unused.reduce(0) { $0 + $1.count })
      _ = try SignatureDatabase(set)
    }
  }

  @Test func aPatternOfManyPartsIsRead() throws {
    var set = SignatureSet()
    let parts = [String](repeating: "6162(63|64)??", count: 500)
    set.add(contentsOf: Array("A:0:*:\(parts.joined())\n".utf8), name: "a.ndb")
    set.add(contentsOf: Array("A:0:*:\(parts.joined(separator: "*"))\n".utf8), name: "b.ndb")
    #expect(set.report.usedCount == 2)
    _ = try SignatureDatabase(set)
  }
}
