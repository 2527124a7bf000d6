import Foundation
import Scanning
import Signatures
import Testing

/// Files that signatures with `HandlerType` have read again as another type, and signatures for binary
/// data: what is found is what clamscan finds.
@Suite struct RereadingTests {
  struct Case: CustomStringConvertible, Sendable {
    var description: String
    var body: [UInt8]
    var lines: [String]
    var found: Set<String>
  }

  private static let binary: [UInt8] =
    [1, 2, 0x80, 0x90] + Array("MAGICX".utf8) + noise(3000)
    + Array("<html><body>HeLLo   <b>World</b></body></html> tail".utf8) + [0, 0xf3]
  /// What is taken for no text, of 16 bits either.
  private static func noise(_ count: Int) -> [UInt8] {
    let bytes: [UInt8] = [0, 1, 2, 3, 0x80, 0x81, 0xff, 0xf3]
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return bytes[Int(state >> 60 & 7)]
    }
  }

  private static let picture: [UInt8] =
    Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0]
    + [1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b] + Array("MAGICX tail".utf8)
  private static let text = Array("Some plain TEXT   with MAGICX in it\n".utf8)

  private static func line(_ name: String, _ description: String, _ word: String) -> String {
    "\(name);Engine:81-255,Target:\(description);0;\(hex(word))"
  }

  /// A signature for files of one type, found in the file as another.
  private static func reread(as type: String, target: Int, from: Int, _ body: [UInt8]) -> Case {
    Case(
      description: "as \(type)", body: body,
      lines: [
        line("Handler", "\(from),HandlerType:CL_TYPE_\(type)", "MAGICX"),
        line("Inner", "\(target)", "tail"),
      ], found: from == 0 ? ["Handler", "Inner"] : ["Inner"])
  }

  static let cases: [Case] =
    [
      ("MSEXE", 1), ("MSOLE2", 2), ("MAIL", 4), ("GRAPHICS", 5), ("ELF", 6), ("MACHO", 9),
      ("PDF", 10), ("SWF", 11), ("JAVA", 12),
    ].map { reread(as: $0.0, target: $0.1, from: 0, binary) }
    + [
      reread(as: "ELF", target: 6, from: 5, picture),
      reread(as: "BINARY_DATA", target: 14, from: 5, picture),
      Case(
        description: "as HTML", body: picture,
        lines: [
          line("Handler", "5,HandlerType:CL_TYPE_HTML", "MAGICX"), line("Inner", "3", "magicx"),
        ], found: ["Inner"]),
      Case(
        description: "nothing is found in it", body: picture,
        lines: [line("Handler", "5,HandlerType:CL_TYPE_ELF", "MAGICX")], found: []),
      Case(
        description: "the second such signature is a detection", body: picture,
        lines: [
          line("First", "5,HandlerType:CL_TYPE_ELF", "MAGICX"),
          line("Second", "5,HandlerType:CL_TYPE_PDF", "tail"),
          line("Inner", "6", "tail"), line("NotRead", "10", "tail"),
        ], found: ["Second", "Inner"]),
      Case(
        description: "as what it is", body: picture,
        lines: [
          line("Handler", "5,HandlerType:CL_TYPE_ANY", "MAGICX"), line("Inner", "0", "tail"),
        ], found: ["Handler", "Inner"]),
      Case(
        description: "in a normal form it is a detection", body: text,
        lines: [
          line("Handler", "7,HandlerType:CL_TYPE_ELF", "magicx"), line("Inner", "6", "TEXT   with"),
        ], found: ["Handler"]),
      Case(
        description: "one for binary data is a detection", body: binary,
        lines: [
          line("Handler", "14,HandlerType:CL_TYPE_ELF", "MAGICX"), line("Inner", "6", "tail"),
        ], found: ["Handler"]),
      Case(
        description: "signatures for binary data", body: binary,
        lines: [line("Other", "14", "tail"), line("Elf", "6", "tail"), line("Any", "0", "tail")],
        found: ["Other", "Any"]),
      Case(
        description: "signatures for binary data, in text", body: text,
        lines: [line("Other", "14", "plain")], found: []),
      Case(
        description: "signatures for binary data, in a picture", body: picture,
        lines: [line("Other", "14", "tail")], found: []),
    ]

  private func names(_ test: Case, _ directory: TemporaryDirectory) throws -> Set<String> {
    let file = directory.url.appending(path: "file")
    try Data(test.body).write(to: file)
    let database = try database(["a.ldb": test.lines.joined(separator: "\n")])
    #expect(database.counts.bodies == test.lines.count)
    var scanner = try FileScanner(database: database, reportsAll: true)
    return Set(
      try scanner.scan(path: file.path).detections.map { database.signatureName($0.signature) })
  }

  @Test(arguments: cases) func filesAreReadAgainAsTheirSignaturesSay(test: Case) throws {
    let directory = try TemporaryDirectory()
    #expect(try names(test, directory) == test.found)
  }

  @Test(
    .enabled(if: ClamscanOracleTests.isInstalled, "clamscan is not installed (Debian: clamav)"),
    arguments: cases)
  func clamscanFindsTheSame(test: Case) throws {
    let directory = try TemporaryDirectory()
    let (file, lines) = (
      directory.url.appending(path: "file"), directory.url.appending(path: "a.ldb")
    )
    try Data(test.body).write(to: file)
    try Data((test.lines.joined(separator: "\n") + "\n").utf8).write(to: lines)
    let (_, output) = try Corpora.run(
      ClamscanOracleTests.clamscan,
      ClamscanOracleTests.options + ["-d", lines.path, file.path])
    let found = output.split(separator: "\n").compactMap { line in
      line.firstRange(of: ".UNOFFICIAL FOUND").map { end in
        String(line[..<end.lowerBound].split(separator: " ").last!)
      }
    }
    #expect(Set(found) == test.found)
  }

  /// Signatures that have each other's files read again, at every depth, come to an end.
  @Test func readingAgainIsBounded() throws {
    let types = ["MSEXE", "ELF", "PDF", "JAVA", "MACHO", "SWF"]
    let lines = types.enumerated().map { place, type in
      Self.line("H\(place)", "0,HandlerType:CL_TYPE_\(type)", "MAGICX")
    }
    var body = Self.picture
    for _ in 0..<40 { body = Self.picture + body }
    let directory = try TemporaryDirectory()
    let test = Case(description: "", body: body, lines: lines, found: [])
    #expect(try names(test, directory) == Set(types.indices.map { "H\($0)" }))
  }
}
