import Digests
import Foundation
import Signatures
import Testing

@Suite struct SignatureSetTests {
  private static let md5 = "b1946ac92492d2347c6235b4d2611184"

  private func report(
    _ files: [(String, String)], options: SignatureSet.Options = .init()
  ) -> LoadReport {
    var set = SignatureSet(options: options)
    for (name, text) in files { set.add(contentsOf: Array(text.utf8), name: name) }
    return set.report
  }

  @Test func `Ignored names are out of use in every format, whatever is at their end`() {
    let report = report([
      ("a.ign2", "Body\nab\nSection:x\n"), ("b.ign", "some.db:7:Hash\n"),
      ("a.ndb", "Body:0:*:aabbccdd\nBody.{1}:0:*:aabbccdd\nBody2:0:*:aabbccdd\nab:0:*:aabbccdd"),
      ("a.hdb", "\(Self.md5):6:Hash\n\(Self.md5):6:Hash.UNOFFICIAL\n\(Self.md5):6:Hash3"),
      ("a.ldb", "Body;Target:0;0;aabbccdd"), ("a.db", "Body=aabbccdd"),
      ("a.cdb", "Body:*:*:*:*:*:*:*:*:*"),
    ])
    #expect(report.files[0].unused.map(\.reason) == [.malformed(.hash)])
    #expect(report.files.map(\.usedCount) == [2, 1, 1, 1, 0, 0, 0])
    #expect(report.files[2].unused.map(\.reason) == [.ignored])
    #expect(report.files[2].unused[0].lineNumbers == [1, 2, 4])
    #expect(report.files[3].unused[0].lineNumbers == [1, 2])
  }

  @Test func `A digest in an ignore list means one line alone`() {
    // The MD5 of "Named:0:*:aabbccdd".
    let digest = ContainerSample.digest(Array("Named:0:*:aabbccdd".utf8), .md5).hex
    let report = report([
      ("a.ign2", "Named:\(digest)"), ("a.ndb", "Named:0:*:aabbccdd\r\nNamed:0:*:aabbccee\n"),
    ])
    #expect(report.files[1].usedCount == 1)
    #expect(report.files[1].unused[0].lineNumbers == [1])
  }

  @Test func `Signatures for unwanted applications are a class that is on or off`() {
    let files = [
      ("a.ndu", "A:0:*:aabbccdd"), ("a.ldu", "A;Target:0;0;aabbccdd"),
      ("a.hdu", "\(Self.md5):6:A"), ("a.hsu", "\(Self.md5):6:A"), ("a.mdu", "6:\(Self.md5):A"),
      ("a.msu", "6:\(Self.md5):A"),
    ]
    let off = report(files)
    #expect(off.usedCount == 0)
    #expect(off.files.allSatisfy { $0.unused.map(\.reason) == [.unwantedApplication] })
    var options = SignatureSet.Options()
    options.includesUnwanted = true
    #expect(report(files, options: options).usedCount == files.count)
  }

  @Test func `What is not evaluated is counted by kind and named`() {
    let report = report([
      ("a.cbc", "x\ny"), ("a.pdb", "x\n#\ny"), ("a.yara", "rule x {\n}"), ("a.idb", "x"),
      ("A.CRB", "x"), ("a.ioc", "x"), ("a.txt", "x"), ("a.info", "x"), ("a", "x"),
    ])
    #expect(report.files.map(\.lineCount) == [1, 2, 1, 1, 1, 1])
    #expect(
      report.unusedByReason.map(\.reason) == [
        "OpenIOC documents are not evaluated", "YARA rules are not evaluated",
        "bytecode programs are not evaluated", "certificates are not evaluated",
        "icons are not evaluated", "phishing addresses are not evaluated",
      ])
  }

  @Test func `Lines are found wherever a file is cut into pieces`() throws {
    // Lines of many lengths, the last without an end, over several pieces of a file.
    var text = ""
    for number in 0..<40_000 {
      text += "N\(number):0:*:\(String(repeating: "ab", count: number % 97 + 2))\n"
    }
    text += "Last:0:*:aabbccdd"
    let file = FileManager.default.temporaryDirectory
      .appending(path: "cordon-\(UUID().uuidString).ndb")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var set = SignatureSet()
    try set.add(file: file.path)
    #expect(set.report.files[0].usedCount == 40_001)
    #expect(set.contentSignatures.last?.name == "Last")
  }

  @Test func `A line that is too long is one malformed line, and the next is read`() throws {
    for length in [8191, 100_000, 3_000_000] {
      let text = "A:0:*:aabbccdd\n\(String(repeating: "a", count: length))\nB:0:*:aabbccdd\nx\n"
      let file = FileManager.default.temporaryDirectory
        .appending(path: "cordon-\(UUID().uuidString).ndb")
      try Data(text.utf8).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      var set = SignatureSet()
      try set.add(file: file.path)
      let read = set.report.files[0]
      #expect(read.usedCount == 2)
      #expect(read.unused.map(\.reason) == [.malformed(.lineTooLong), .malformed(.fieldCount)])
      #expect(read.unused.map(\.lineNumbers) == [[2], [4]])
    }
  }
}
