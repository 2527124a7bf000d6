import Digests
import Foundation
import Scanning
import Signatures
import Testing

/// Sizes, ends and digests in the normal form of text: as in clamscan they are the form's own where some
/// signature for text is counted from the end, and else the size is the text's, and there are no others.
@Suite struct TextFormTests {
  private static let text = Array(
    "Hello    World     this is    PLAIN  text of some kind\r\n\r\n  Marker   END of it all\n".utf8)
  /// What the normal form of that is.
  private static let form = Array(
    "hello world this is plain text of some kind marker end of it all ".utf8)
  /// It is found in the form alone.
  private static let word = hex("marker end")
  private static let wordFromEnd = Array("marker end of it all ".utf8).count

  /// A pattern for text that is counted from the end, and found nowhere.
  private static let switching = [
    ["b.ldb": "Switch;Engine:51-255,Target:7;0;EOF-3,1:\(hex("foobar"))\n"],
    ["b.ndb": "Switch:7:EOF-9:\(hex("foo"))??\(hex("bar"))\n"],
  ]
  /// Signatures beside which the form is no file: for other types, of other offsets, and expressions.
  private static let others = [
    [:],
    ["b.ldb": "Any;Engine:51-255,Target:0;0;EOF-3,1:\(hex("foobar"))\n"],
    ["b.ldb": "Start;Engine:51-255,Target:7;0;3,1:\(hex("foobar"))\n"],
    ["b.ldb": "Expression;Engine:81-255,Target:7;0&1;\(hex("foobar"));EOF-5:0/abc/\n"],
  ]

  private static var lines: [String: String] {
    let sizes = [
      ("Text", text.count), ("Form", form.count),
    ].flatMap { name, size in
      [0, 7].map {
        "\(name)Size\($0);Engine:51-255,Target:\($0),FileSize:\(size)-\(size);0;\(word)\n"
      }
    }
    return [
      "a.ldb": sizes.joined()
        + "EndLogical;Engine:51-255,Target:0;0&1;EOF-\(wordFromEnd):\(word);\(hex("hello"))\n"
        + "EndExpression;Engine:81-255,Target:7;0&1;\(word);EOF-\(wordFromEnd):0/marker end/\n"
        + "Found;Engine:51-255,Target:7;0;\(word)\n",
      "a.ndb": "End:0:EOF-\(wordFromEnd):\(word)\n"
        + "EndGap:0:EOF-\(wordFromEnd):\(hex("mark"))*\(hex("end"))\n",
      "a.hdb": "\(md5(form)):\(form.count):Digest\n",
    ]
  }

  static let ofText: Set = ["TextSize0", "TextSize7", "EndExpression", "Found"]
  static let ofForm: Set = [
    "FormSize0", "FormSize7", "EndExpression", "Found", "End", "EndGap", "EndLogical", "Digest",
  ]
  static let cases = switching.map { ($0, ofForm) } + others.map { ($0, ofText) }

  private static func md5(_ bytes: [UInt8]) -> String {
    var stream = try! DigestStream(.md5)
    unsafe bytes.withUnsafeBytes { unsafe stream.update($0) }
    return stream.finish().hex
  }

  private func files(_ more: [String: String]) -> [String: String] {
    Self.lines.merging(more) { _, _ in "" }
  }

  @Test(arguments: cases)
  func sizesAndEndsAreTheFormsOnlyWhereTextIsCountedFromItsEnd(
    more: [String: String], found: Set<String>
  ) throws {
    let directory = try TemporaryDirectory()
    let file = directory.url.appending(path: "file")
    try Data(Self.text).write(to: file)
    let database = try database(files(more))
    #expect(database.counts.bodies == 9 + more.count)
    var scanner = try FileScanner(database: database, reportsAll: true)
    let names = try scanner.scan(path: file.path).detections.map {
      database.signatureName($0.signature)
    }
    #expect(Set(names) == found)
  }

  @Test(
    .enabled(if: ClamscanOracleTests.isInstalled, "clamscan is not installed (Debian: clamav)"),
    arguments: cases)
  func clamscanFindsTheSame(more: [String: String], found: Set<String>) throws {
    let directory = try TemporaryDirectory()
    let databases = directory.url.appending(path: "databases")
    try FileManager.default.createDirectory(at: databases, withIntermediateDirectories: false)
    for (name, text) in files(more) {
      try Data(text.utf8).write(to: databases.appending(path: name))
    }
    let file = directory.url.appending(path: "file")
    try Data(Self.text).write(to: file)
    let (_, output) = try Corpora.run(
      ClamscanOracleTests.clamscan,
      ClamscanOracleTests.options + ["-d", databases.path, file.path])
    let names = output.split(separator: "\n").compactMap { line in
      line.firstRange(of: ".UNOFFICIAL FOUND").map { end in
        String(line[..<end.lowerBound].split(separator: " ").last!)
      }
    }
    #expect(Set(names) == found)
  }
}
