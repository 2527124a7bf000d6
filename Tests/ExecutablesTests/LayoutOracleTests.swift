import Executables
import Foundation
import Testing

@Suite(.enabled(if: ClamScan.isInstalled, "clamscan is not installed"), .serialized)
struct LayoutOracleTests {
  /// A file to be judged by both.
  struct Subject {
    var name: String
    var bytes: [UInt8]
    var format: ExecutableLayout.Format
  }

  @Test("signatures made of a layout are found by clamscan, and near misses are not")
  func realFiles() throws {
    var subjects: [Subject] = []
    for place in Samples.places {
      for file in Samples.files(
        in: place.directory, place.format, count: place.count * Samples.scale)
      {
        subjects.append(
          Subject(
            name: file.lastPathComponent, bytes: try Samples.bytes(file), format: place.format))
      }
    }
    try check(subjects)
  }

  @Test("changed and cut headers are read as clamscan reads them", arguments: 1...4)
  func changedFiles(seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    var subjects: [Subject] = []
    for place in Samples.places {
      let files = Samples.files(in: place.directory, place.format, count: 40)
      for _ in 0..<(60 * Samples.scale) {
        guard let file = files.randomElement(using: &numbers) else { break }
        var bytes = try Samples.bytes(file)
        if bytes.count > 400_000 { continue }
        Mutation.apply(to: &bytes, place.format, with: &numbers)
        subjects.append(
          Subject(name: file.lastPathComponent, bytes: bytes, format: place.format))
      }
    }
    try check(subjects)
  }

  @Test("Mach-O and ELF files of either byte order and width are read alike", arguments: 1...2)
  func builtFiles(seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    var subjects: [Subject] = []
    for index in 0..<(120 * Samples.scale) {
      for format in [ExecutableLayout.Format.machO, .elf] {
        var bytes = format == .elf ? Built.elf(with: &numbers) : Built.machO(with: &numbers)
        if index % 2 == 1 { Mutation.apply(to: &bytes, format, with: &numbers) }
        subjects.append(Subject(name: "\(format)-\(seed)-\(index)", bytes: bytes, format: format))
      }
    }
    try check(subjects)
  }

  @Test("imports of built PE files are hashed alike", arguments: 1...2)
  func builtImports(seed: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(seed))
    var subjects: [Subject] = []
    for index in 0..<(120 * Samples.scale) {
      var bytes = BuiltWindows.random(with: &numbers)
      if index % 2 == 1 { Mutation.apply(to: &bytes, .portableExecutable, with: &numbers) }
      subjects.append(
        Subject(name: "imports-\(seed)-\(index)", bytes: bytes, format: .portableExecutable))
    }
    // All numbers that may have a name.
    for library in ["ws2_32.dll", "wsock32.dll", "oleaut32.dll"] {
      let functions = (0...700).map { BuiltWindows.Function.numbered($0) }
      let file = BuiltWindows(libraries: [(library, functions)])
      subjects.append(Subject(name: library, bytes: file.bytes, format: .portableExecutable))
    }
    try check(subjects)
  }

  @Test("more PE files, where there are some, changed in many ways")
  func furtherFiles() throws {
    let environment = ProcessInfo.processInfo.environment
    guard let directory = environment["CORDON_ORACLE_FILES"] else { return }
    var numbers = SeededNumbers(seed: 99)
    var subjects: [Subject] = []
    for file in Samples.files(in: directory, .portableExecutable, count: 10_000) {
      let bytes = try Samples.bytes(file)
      let name = file.lastPathComponent
      subjects.append(Subject(name: name, bytes: bytes, format: .portableExecutable))
      for _ in 0..<(4 * Samples.scale) where bytes.count < 1 << 20 {
        var bytes = bytes
        Mutation.apply(to: &bytes, .portableExecutable, with: &numbers)
        subjects.append(Subject(name: name, bytes: bytes, format: .portableExecutable))
      }
    }
    try check(subjects)
  }

  /// Compares what layouts claim with what clamscan finds, some files at a time.
  ///
  /// Files without sections are apart from the others: `SL` makes clamscan 1.4.6 read before its list of
  /// sections there, and crash.
  func check(_ subjects: [Subject]) throws {
    let hasSections = { (subject: Subject) in
      ExecutableLayout(subject.bytes.span, format: subject.format)?.sections.isEmpty != true
    }
    for part in [subjects.filter(hasSections), subjects.filter { !hasSections($0) }] {
      for start in stride(from: 0, to: part.count, by: 20) {
        try checkBatch(Array(part[start..<min(part.count, start + 20)]))
      }
    }
  }

  private func checkBatch(_ subjects: [Subject]) throws {
    let directory = try TemporaryDirectory()
    let database = directory.url.appending(path: "database")
    let files = directory.url.appending(path: "files")
    for url in [database, files] {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    var claims: [Claims] = []
    var lines: [String: Set<String>] = [:]
    for (number, subject) in subjects.enumerated() {
      let claim = try Claims(subject.bytes, format: subject.format, number: number)
      for (ending, more) in claim.lines { lines[ending, default: []].formUnion(more) }
      try Data(subject.bytes).write(to: files.appending(path: "\(number)"))
      claims.append(claim)
    }
    for (ending, lines) in lines {
      let text = lines.sorted().joined(separator: "\n") + "\n"
      try Data(text.utf8).write(to: database.appending(path: "t.\(ending)"))
    }
    let found = try ClamScan.detections(in: files, database: database)
    for (number, claim) in claims.enumerated() {
      let detected = found["\(number)"] ?? []
      let own = detected.filter { $0.hasPrefix("F\(number).") }
      let hashes = detected.filter { $0.hasPrefix("M.") || $0.hasPrefix("I.") }
      let wrong = own.symmetricDifference(claim.expected)
        .union(hashes.symmetricDifference(claim.hashes))
      if !wrong.isEmpty {
        let lines = claim.lines.values.joined().filter { line in
          wrong.contains { line.contains($0 + ":") || line.contains($0 + ";") }
        }
        if let keep = ProcessInfo.processInfo.environment["CORDON_ORACLE_KEEP"] {
          try Data(subjects[number].bytes).write(
            to: URL(filePath: keep).appending(
              path:
                "\(subjects[number].name)-\(try Claims.md5(subjects[number].bytes[...]).prefix(6))"
            ))
        }
        Issue.record(
          """
          \(subjects[number].name) \(try Claims.md5(subjects[number].bytes[...]).prefix(6)): found \(own.subtracting(claim.expected).sorted()), \
          \(hashes.subtracting(claim.hashes).sorted()), not found \
          \(claim.expected.subtracting(own).sorted()), \
          \(claim.hashes.subtracting(hashes).sorted()): \(lines.prefix(6))
          """)
      }
    }
  }
}
