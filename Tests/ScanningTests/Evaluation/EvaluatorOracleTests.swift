import Foundation
import Scanning
import Signatures
import Testing

/// The evaluator and clamscan on the same signatures and the same files.
@Suite struct EvaluatorOracleTests {
  /// Each file is looked at once, as it is: no normal form of it, and nothing in it.
  static let options = [
    "--no-summary", "--infected", "--allmatch", "--recursive", "--normalize=no",
    "--scan-archive=no", "--scan-html=no", "--scan-mail=no", "--scan-ole2=no", "--scan-pdf=no",
    "--scan-swf=no", "--scan-xmldocs=no", "--scan-hwp3=no", "--scan-onenote=no",
    "--heuristic-alerts=no", "--phishing-sigs=no", "--phishing-scan-urls=no", "--bytecode=no",
  ]

  /// More where `CORDON_ORACLE_SEEDS` says so.
  static let seeds: ClosedRange<Int> =
    1...(ProcessInfo.processInfo.environment["CORDON_ORACLE_SEEDS"].flatMap { Int($0) } ?? 3)

  @Test(
    .enabled(if: ClamscanOracleTests.isInstalled, "clamscan is not installed (Debian: clamav)"),
    arguments: seeds, [false, true])
  func agreesOnGeneratedSignatures(seed: Int, matchesEdges: Bool) throws {
    var generator = ContentGenerator(random: Seeded(state: UInt64(seed)))
    generator.matchesEdges = matchesEdges
    // Every second time, what numbers are written with.
    if seed % 2 == 0 { generator.letters = Array("00112afx9 -\n".utf8) + [0, 0x85] }
    var generated: [ContentGenerator.Generated] = []
    while generated.count < 250 {
      let name = "G\(generated.count)"
      if let next = generator.signature(name: name, bytes: 60) { generated.append(next) }
    }
    let bodies = generated.flatMap { generated in
      (0..<3).map { _ in generator.body(for: generated.signature, bytes: 60) }
    }
    let differences = try compare(generated, bodies)
    #expect(
      differences.isEmpty, "\(differences.count): \(differences.prefix(40).joined(separator: "\n"))"
    )
  }

  /// What is malformed for the parser, clamscan refuses, and the other way round.
  @Test(
    .enabled(if: ClamscanOracleTests.isInstalled, "clamscan is not installed (Debian: clamav)"))
  func refusesWhatClamscanRefuses() throws {
    var generator = ContentGenerator(random: Seeded(state: 9))
    let directory = try TemporaryDirectory()
    let file = directory.url.appending(path: "file")
    try Data([0x8c, 0x91, 0x8c, 0x91]).write(to: file)
    var refused = 0
    var differences: [String] = []
    for number in 0..<400 where refused < 120 {
      let (part, text) = generator.part(bytes: 60)
      if let part, !ContentGenerator.hasFilter(part) { continue }
      // Most are well-formed: those are seen in the other test.
      guard part == nil || number % 20 == 0 else { continue }
      if part == nil { refused += 1 }
      let database = directory.url.appending(path: "one.ldb")
      try Data("A;Engine:51-255,Target:0;0;\(text)\n".utf8).write(to: database)
      let status = try Corpora.run(
        ClamscanOracleTests.clamscan,
        ["--no-summary", "--quiet", "-d", database.path, file.path]
      ).status
      if (status == 2) != (part == nil) { differences.append("\(text): clamscan \(status)") }
    }
    #expect(refused > 20)
    #expect(differences.isEmpty, "\(differences)")
  }

  /// Which files differ in which signatures.
  private func compare(
    _ generated: [ContentGenerator.Generated], _ bodies: [[UInt8]]
  ) throws -> [String] {
    let directory = try TemporaryDirectory()
    let files = directory.url.appending(path: "files")
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    for (number, body) in bodies.enumerated() {
      try Data(body).write(to: files.appending(path: "\(number)"))
    }
    let database = directory.url.appending(path: "generated.ldb")
    let lines = generated.map { $0.line + "\n" }.joined()
    try Data(lines.utf8).write(to: database)
    let (status, output) = try Corpora.run(
      ClamscanOracleTests.clamscan,
      Self.options + ["-d", database.path, files.path])
    guard status < 2 else { return ["clamscan refused the database: \(status)\n\(lines)"] }
    var expected: [Int: Set<String>] = [:]
    for line in output.split(separator: "\n") where line.hasSuffix(" FOUND") {
      let parts = line.split(separator: ":")
      guard let number = Int(parts[0].split(separator: "/").last ?? "") else { continue }
      let name = parts[1].split(separator: " ")[0].split(separator: ".")[0]
      expected[number, default: []].insert(String(name))
    }
    var image = ImageWriter()
    ContentRecords.compile(generated.map(\.signature)).write(to: &image)
    let tables = ContentTables(image: image.finish())
    var evaluator = Evaluator(tables, expressions: LiteralMatcher(tables: tables))
    var differences: [String] = []
    var found = 0
    for (number, body) in bodies.enumerated() {
      for place in generated.indices {
        var budget = EvaluationBudget(steps: 1 << 30)
        let evaluation = evaluator.evaluate(
          UInt32(place), in: Subject(bytes: body.span, type: .any), budget: &budget)
        let isExpected = expected[number]?.contains(generated[place].signature.name) ?? false
        var isFound = false
        if case .found = evaluation { isFound = true }
        if isFound { found += 1 }
        if isFound != isExpected {
          let hex = body.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
          differences.append("\(isFound ? "found" : "missed") \(generated[place].line) in \(hex)")
        }
      }
    }
    #expect(found > bodies.count / 4)
    if let keep = ProcessInfo.processInfo.environment["CORDON_ORACLE_KEEP"], !differences.isEmpty {
      try Data(differences.joined(separator: "\n").utf8).write(
        to: URL(filePath: "\(keep)-\(generated[0].line.hashValue)"))
    }
    return differences
  }
}
