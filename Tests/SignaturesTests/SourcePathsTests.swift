import Foundation
import Testing

@testable import Signatures

@Suite struct SourcePathsTests {
  @Test func `Ignore lists are read first, wherever they are given`() throws {
    let directory = try TemporaryDirectory()
    for name in ["one/a.ndb", "two/b.ign2", "two/c.hdb", "d.ign"] { try directory.write(name) }
    let paths = try SignatureSet.files(
      of: ["one", "two", "d.ign"].map { "\(directory.path)/\($0)" })
    let names = paths.map { $0.split(separator: "/").last.map { String($0) } }
    #expect(names == ["b.ign2", "d.ign", "a.ndb", "c.hdb"])
  }

  @Test func `A built database is no source of itself, whatever it is called`() throws {
    let directory = try TemporaryDirectory()
    try directory.write("a.ndb")
    for name in ["built.cdb", "built.db", "built.ndb"] {
      try SignatureDatabase.build(SignatureSet(), path: "\(directory.path)/\(name)")
    }
    #expect(
      try SignatureSet.files(ofDirectory: directory.path) == ["\(directory.path)/a.ndb"])
  }

  @Test func `A file whose name is no format's is an error, not nothing`() throws {
    let directory = try TemporaryDirectory()
    try directory.write("a.txt")
    let error = #expect(throws: LoadError.self) {
      try SignatureSet.files(of: ["\(directory.path)/a.txt"])
    }
    #expect(error?.description.contains("no format of ClamAV's") == true)
  }

  @Test func `What is not there is told so, and a built database is no source`() throws {
    let directory = try TemporaryDirectory()
    func error(_ name: String) -> String? {
      #expect(throws: LoadError.self) {
        try SignatureSet.files(of: ["\(directory.path)/\(name)"])
      }?.description
    }
    for name in ["absent", "absent.ndb", "absent/a.ndb"] {
      #expect(error(name)?.contains("No such file or directory") == true)
    }
    for name in ["built", "built.ndb"] {
      try SignatureDatabase.build(SignatureSet(), path: "\(directory.path)/\(name)")
      #expect(error(name)?.contains("a built database") == true)
    }
  }

  @Test func `A pipe is no signature file, and nothing waits for it`() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/a.ndb"
    try #require(unsafe mkfifo(path, 0o600) == 0)
    var set = SignatureSet()
    let error = #expect(throws: LoadError.self) { try set.add(file: path) }
    #expect(error?.description.contains("not a regular file") == true)
  }

  @Test func `A database replaces a file, and what a link leads to, but no pipe`() throws {
    let directory = try TemporaryDirectory()
    let (target, link) = ("\(directory.path)/real", "\(directory.path)/link")
    try directory.write("real")
    try #require(unsafe symlink(target, link) == 0)
    try SignatureDatabase.build(SignatureSet(), path: link)
    #expect(try SignatureDatabase.open(path: target).isEmpty)
    let pipe = "\(directory.path)/pipe"
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    let error = #expect(throws: DatabaseFileError.self) {
      try SignatureDatabase.build(SignatureSet(), path: pipe)
    }
    #expect(error?.reason == .notAFile)
  }

  @Test func `What is equally good to search for is chosen by its place`() throws {
    let parts = Array(repeating: "616263646566", count: 12)
    let logic = "(\((0..<12).map(String.init).joined(separator: "|")))>6,7"
    let line = "A;Engine:81-255,Target:0;\(logic);\(parts.joined(separator: ";"))"
    let plan = SearchPlan(try LogicalLine.read(Array(line.utf8)[...]), model: .trained)
    #expect(plan.cover == 0b11_1111)
  }

  @Test func `A signature whose expression does not compile is named, and not used`() throws {
    var set = SignatureSet()
    let lines = "Bad;Target:0;0&1;68656c6c6f;0/a(/\nGood;Target:0;0&1;68656c6c6f;0/a(b)/\n"
    set.add(contentsOf: Array(lines.utf8), name: "a.ldb")
    #expect(set.report.files[0].usedCount == 1)
    #expect(set.report.files[0].unused.map(\.reason) == [.expressionRefused])
    #expect(set.report.files[0].unused[0].lineNumbers == [1])
  }

  @Test func `Of a signature that is not used the place and the reason are told`() throws {
    let directory = try TemporaryDirectory()
    try directory.write("a.ndb", Array("Good:0:*:61626364\nBad:0:*:6\nListed:0:*:61626364\n".utf8))
    let paths = ["\(directory.path)/a.ndb"]
    let bad = try UnusedSignature.all(named: "Bad", in: paths, options: .init())
    #expect(bad.map(\.line) == [2])
    #expect(bad.first?.description.contains("malformed line") == true)
    let listed = try UnusedSignature.all(named: "Listed", in: paths, options: .init())
    #expect(listed.map(\.reason) == [.ignored])
    #expect(try UnusedSignature.all(named: "Absent", in: paths, options: .init()).isEmpty)
  }

  @Test func `Every malformed line of a file is named`() throws {
    var set = SignatureSet()
    let lines = String(repeating: "nonsense\n", count: 40) + "Good:0:*:61626364\n"
    set.add(contentsOf: Array(lines.utf8), name: "a.ndb")
    #expect(set.report.files[0].unused.flatMap(\.lineNumbers) == Array(1...40))
  }
}

extension TemporaryDirectory {
  fileprivate var path: String { url.path }

  /// Writes a file below, with the directories that it needs.
  fileprivate func write(_ name: String, _ bytes: [UInt8] = []) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}
