import FileTypes
import Foundation
import Hyperscan
import Scanning
import Signatures
import Testing

/// Cordon and clamscan on the same database and the same files.
@Suite struct ClamscanOracleTests {
  static let clamscan = "/usr/bin/clamscan"
  static let isInstalled = FileManager.default.isExecutableFile(atPath: clamscan)

  /// What is not compared here is off: unpacking, normalising, heuristics.
  static let options = [
    "--no-summary", "--infected", "--allmatch", "--recursive", "--scan-archive=no",
    "--scan-html=yes", "--scan-mail=no", "--scan-ole2=no", "--scan-pdf=no", "--scan-swf=no",
    "--scan-xmldocs=no", "--scan-hwp3=no", "--scan-onenote=no", "--heuristic-alerts=no",
    "--phishing-sigs=no", "--phishing-scan-urls=no", "--bytecode=no",
    "--max-filesize=100M", "--max-scansize=100M",
  ]

  @Test(
    .enabled(if: isInstalled, "clamscan is not installed (Debian: clamav)"),
    .enabled(if: Corpora.directory != nil, "the shared corpora are not here"))
  func agreesOnFilesMadeForEverySignature() throws {
    let directory = try TemporaryDirectory()
    try Corpora.unpack("signatures", into: directory.url)
    let lines = try ["clamav/daily.ndb", "rfxn/rfxn.ndb"].flatMap { name in
      try usableLines(directory.url.appending(path: name))
    }
    #expect(lines.count > 2000)
    let bodies = directory.url.appending(path: "bodies")
    try FileManager.default.createDirectory(at: bodies, withIntermediateDirectories: true)
    var instance = SignatureInstance(random: Seeded(state: 7))
    for (number, line) in lines.enumerated() {
      let signature = try BodySignature(line: Array(line.utf8)[...])
      // The executables made here have no headers beyond the first bytes. clamscan gives up offsets
      // from the end in an executable whose headers it cannot parse; Cordon judges them.
      if case .fromEnd = signature.offset, signature.target != .any { continue }
      for gaps in SignatureInstance.Gaps.allCases {
        // Most patterns have no gaps: one of two is enough.
        let hasGaps = signature.pattern.elements.contains {
          if case .gap = $0 { true } else { false }
        }
        if gaps != .shortest, !hasGaps, signature.offset == .any { continue }
        var body = instance.body(for: signature, gaps: gaps)
        try Data(body).write(to: bodies.appending(path: "\(number)-\(gaps)"))
        guard number % 3 == 0 else { continue }
        let place = Int.random(in: 0..<body.count, using: &instance.random)
        body[place] ^= 1
        try Data(body).write(to: bodies.appending(path: "\(number)-\(gaps)-changed"))
      }
    }
    let differences = try compare(bodies, database: lines.joined(separator: "\n") + "\n", directory)
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(20))")
  }

  @Test(.enabled(if: isInstalled, "clamscan is not installed (Debian: clamav)"))
  func agreesOnGeneratedPatterns() throws {
    let directory = try TemporaryDirectory()
    let bodies = directory.url.appending(path: "bodies")
    try FileManager.default.createDirectory(at: bodies, withIntermediateDirectories: true)
    var generator = PatternGenerator(
      random: Seeded(state: 11), letters: Array(0x80...0xa0), gapMax: 40)
    var lines: [String] = []
    for number in 0..<400 {
      let line = "G\(number):0:\(generator.offset(300)):\(generator.pattern())"
      guard try database(["t.ndb": line]).counts.bodies == 1,
        try Self.clamscanAccepts(line)
      else { continue }
      lines.append(line)
      let signature = try BodySignature(line: Array(line.utf8)[...])
      for copy in 0..<3 {
        let body = [0x8c, 0x91, 0x8c, 0x91] + generator.body(for: signature.pattern, bytes: 300)
        try Data(body).write(to: bodies.appending(path: "\(number)-\(copy)"))
      }
    }
    #expect(lines.count > 100)
    let differences = try compare(bodies, database: lines.joined(separator: "\n") + "\n", directory)
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(20))")
  }

  @Test(
    .enabled(if: isInstalled, "clamscan is not installed (Debian: clamav)"),
    .enabled(if: Corpora.directory != nil, "the shared corpora are not here"))
  func agreesOnRealFiles() throws {
    let directory = try TemporaryDirectory()
    let bodies = directory.url.appending(path: "bodies")
    try FileManager.default.createDirectory(at: bodies, withIntermediateDirectories: true)
    for name in ["clamav-unit-tests", "pdf"] { try Corpora.unpack(name, into: bodies) }
    try Data(eicar).write(to: bodies.appending(path: "eicar"))
    try Data(eicar + [0x0a]).write(to: bodies.appending(path: "eicar-line"))
    try Corpora.unpack("signatures", into: directory.url)
    let lines = try ["clamav/daily.ndb", "rfxn/rfxn.ndb"].flatMap { name in
      try usableLines(directory.url.appending(path: name))
    }
    let hashes = ["clamav/main-20k.hdb", "rfxn/rfxn.hdb", "clamav/daily.fp", "clamav/main.fp"]
    let differences = try compare(
      bodies, database: lines.joined(separator: "\n") + "\n", directory,
      and: hashes.map { directory.url.appending(path: $0).path })
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(20))")
  }

  /// clamscan refuses a whole database for a pattern that it has no fixed bytes for.
  private static func clamscanAccepts(_ line: String) throws -> Bool {
    let pattern = line.split(separator: ":")[3]
    return !pattern.contains("!") && !pattern.contains("[")
  }

  /// The lines of a database that the loader uses.
  private func usableLines(_ file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { String($0) }
      .filter { line in
        var set = SignatureSet()
        set.add(contentsOf: Array(line.utf8), name: "t.ndb")
        return set.report.usedCount == 1
      }
  }

  /// Scans a directory with both, and gives what they disagree on.
  private func compare(
    _ bodies: URL, database text: String, _ directory: TemporaryDirectory, and files: [String] = []
  ) throws -> [String] {
    let file = directory.url.appending(path: "oracle.ndb")
    try Data(text.utf8).write(to: file)
    let (status, output) = try Corpora.run(
      Self.clamscan,
      Self.options + ([file.path] + files).flatMap { ["-d", $0] } + [bodies.path])
    #expect(status == 0 || status == 1)
    var oracle: [String: Set<String>] = [:]
    for line in output.split(separator: "\n") where line.hasSuffix(" FOUND") {
      guard let colon = line.range(of: ": ") else { continue }
      let name = line[colon.upperBound...].dropLast(6).replacing(".UNOFFICIAL", with: "")
      let path = line[..<colon.lowerBound].dropFirst(bodies.path.count + 1)
      oracle[String(path), default: []].insert(String(name))
    }
    let (database, _) = try SignatureDatabase.load(files: [file.path] + files)
    var scanner = try FileScanner(database: database)
    var differences: [String] = []
    for name in try FileManager.default.subpathsOfDirectory(atPath: bodies.path).sorted() {
      var isDirectory: ObjCBool = false
      let path = bodies.appending(path: name).path
      guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
        !isDirectory.boolValue
      else { continue }
      let verdict = try scanner.scan(path: path).verdict
      let expected = oracle[name] ?? []
      switch verdict {
      case .infected(let detection):
        let found = database.signatureName(detection.signature)
        // Of HTML clamscan looks at the normalised forms alone, Cordon at its bytes as well.
        let isOfRawHTML = expected.isEmpty && detection.form == .body && isHTML(database, path)
        if !expected.contains(found), !isOfRawHTML {
          differences.append("\(name): \(found), not \(expected)")
        }
      case .clean: if !expected.isEmpty { differences.append("\(name): clean, not \(expected)") }
      case .unscannable(let reason): differences.append("\(name): \(reason)")
      }
    }
    if let keep = ProcessInfo.processInfo.environment["CORDON_ORACLE_KEEP"], !differences.isEmpty {
      try FileManager.default.copyItem(
        atPath: directory.url.path, toPath: "\(keep)-\(UUID().uuidString)")
    }
    return differences
  }

  private func isHTML(_ database: SignatureDatabase, _ path: String) -> Bool {
    guard let bytes = FileManager.default.contents(atPath: path).map({ Array($0) }) else {
      return false
    }
    let type = database.fileTyper.type(ofWhole: bytes.span)
    return type.treatment.contains(.html)
      || type.treatment.contains(.findsHTML)
        && database.fileTyper.embeddedTypes(in: bytes.span, of: type).result == .html
  }
}
