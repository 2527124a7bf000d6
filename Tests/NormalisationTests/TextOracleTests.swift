import Foundation
import Testing

@testable import Normalisation

/// Normalised text by Cordon and by clamscan, which keeps it where it is told to.
@Suite struct TextOracleTests {
  static let program = "/usr/bin/clamscan"
  static let isInstalled = FileManager.default.isExecutableFile(atPath: program)

  /// A pattern of 41 bytes that no file has.
  private static let pattern = String(repeating: "7a71", count: 20) + "78"

  @Test(
    .enabled(if: isInstalled, "clamscan is not installed (Debian: clamav)"),
    arguments: [
      ("Nothing:0:*:b97e2f4c0d1a77f3", TextNormaliser.Division.chunks(carriedBytes: 0)),
      ("Nothing:7:*:\(pattern)", .chunks(carriedBytes: 41)),
      ("Nothing:7:EOF-60:\(pattern)", .oneFile(carriedBytes: 41)),
    ])
  func `normalised text is that of clamscan`(
    signature: String, division: TextNormaliser.Division
  ) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "cordon-\(UUID())")
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let database = directory.appending(path: "oracle.ndb")
    try Data((signature + "\n").utf8).write(to: database)
    let paths = try generated(in: directory) + installed()
    let saved = try texts(of: paths, database, directory)
    #expect(saved.count > 500)
    for (path, text) in saved {
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      let (whole, chunks) = TextNormaliserTests.normalise(bytes, division, pieces: [5000, 3])
      var mine: [UInt8] = []
      for chunk in chunks { mine += whole[chunk.range] }
      #expect(mine == [UInt8](try Data(contentsOf: URL(filePath: text))), "\(path)")
    }
  }

  /// Text and near text, up to four chunks long.
  private func generated(in directory: URL) throws -> [String] {
    var random = SeededBytes(state: 77)
    let alphabets = [
      Array("aB \n\t".utf8), Array("the Quick brown-FOX 123 \n".utf8),
      Array("ab c\n".utf8) + [0x80, 0xc3, 0xff], [0x20, 0x0a, 0x41],
    ]
    return try (0..<120).map { number in
      let alphabet = alphabets[number % alphabets.count]
      let count = [20, 300, 900, 5000, 131_072, 300_000][number / 4 % 6]
      // Lines of one page, repeated in a random order: quick to make.
      let page = (0..<min(count, 4000)).map { _ in
        alphabet[Int(random.next() % UInt64(alphabet.count))]
      }
      var bytes: [UInt8] = []
      while bytes.count < count { bytes += page[(Int(random.next() % UInt64(page.count)))...] }
      let file = directory.appending(path: "\(number)")
      try Data(bytes).write(to: file)
      return file.path
    }
  }

  /// Headers and scripts of the machine.
  private func installed() -> [String] {
    var paths: [String] = []
    for root in ["/usr/include", "/usr/share/perl"] {
      guard let names = FileManager.default.enumerator(atPath: root) else { continue }
      for case let name as String in names.prefix(1500) {
        let path = "\(root)/\(name)"
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else { continue }
        paths.append(path)
      }
    }
    return Array(paths.prefix(500))
  }

  /// Where clamscan has saved the text of each file of which it has made one.
  private func texts(
    of paths: [String], _ database: URL, _ directory: URL
  ) throws -> [String: String] {
    let list = directory.appending(path: "list")
    try Data((paths.joined(separator: "\n") + "\n").utf8).write(to: list)
    let kept = directory.appending(path: "kept")
    try FileManager.default.createDirectory(at: kept, withIntermediateDirectories: true)
    let output = directory.appending(path: "output")
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: Self.program)
    process.arguments = [
      "--no-summary", "--debug", "--leave-temps", "--tempdir=\(kept.path)", "--scan-archive=no",
      "--scan-mail=no", "--heuristic-alerts=no", "--disable-cache=yes", "-d", database.path,
      "-f", list.path,
    ]
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    var texts: [String: String] = [:]
    var saved: [String] = []
    let mark = "saving normalized file to "
    for line in String(decoding: try Data(contentsOf: output), as: UTF8.self).split(separator: "\n")
    {
      if let range = line.range(of: mark) {
        saved.append(String(line[range.upperBound...]))
      } else if line.hasPrefix("/"), line.hasSuffix(": OK") {
        if saved.count == 1 { texts[String(line.dropLast(4))] = saved[0] }
        saved = []
      }
    }
    return texts
  }
}
