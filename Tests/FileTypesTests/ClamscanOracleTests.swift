import Foundation
import Testing

@testable import FileTypes

/// Types by Cordon and by clamscan, of the same files.
@Suite(.enabled(if: ClamscanTypes.isInstalled, "clamscan is not installed (Debian: clamav)"))
struct ClamscanOracleTests {
  /// How many files are made: CORDON_TYPES_FILES, or enough for a minute.
  private static let fileCount =
    ProcessInfo.processInfo.environment["CORDON_TYPES_FILES"].flatMap { Int($0) } ?? 300

  @Test func `types of files made for every rule are those of clamscan`() throws {
    try compare(seed: 41, rules: [])
  }

  @Test func `types by an operator's patterns and first bytes are those of clamscan`() throws {
    let patterns = [
      "# patterns", "1:*:3c737667:SVG:CL_TYPE_ANY:CL_TYPE_HTML",
      "1:0:2321(2f|20)(62|75):Shebang:CL_TYPE_TEXT_ASCII:CL_TYPE_SCRIPT",
      "1:*:4d5a{1-2}??0d0a:X:CL_TYPE_BINARY_DATA:CL_TYPE_ELF",
      "1:*:000000(61|62)0000:Z:CL_TYPE_ANY:CL_TYPE_GZ",
      "1:5,20:2020*2366{2-}0a23:Y:CL_TYPE_ANY:CL_TYPE_PS:200:216",
    ]
    try compare(seed: 42, rules: patterns)
    let firstBytes = [
      "0:0:2321:SH:CL_TYPE_ANY:CL_TYPE_SCRIPT", "0:1:2f2a:C:CL_TYPE_ANY:CL_TYPE_GZ",
      "0:0:3c3c:D:CL_TYPE_ANY:CL_TYPE_BINARY_DATA", "0:3:00:E:CL_TYPE_ANY:CL_TYPE_PNG:217",
    ]
    try compare(seed: 43, rules: patterns + firstBytes)
  }

  @Test func `types of the machine's own files are those of clamscan`() throws {
    let directory = try Scratch()
    var paths: [String] = []
    for root in ["/usr/bin", "/usr/include", "/usr/lib/python3", "/usr/share/doc"] {
      guard let names = FileManager.default.enumerator(atPath: root) else { continue }
      for case let name as String in names.prefix(400) {
        let path = "\(root)/\(name)"
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular,
          (attributes?[.size] as? Int ?? 0) < 1 << 20, !path.contains("\n")
        else { continue }
        paths.append(path)
      }
    }
    try compare(paths, rules: [], directory)
  }

  private func compare(seed: UInt64, rules: [String]) throws {
    let directory = try Scratch()
    let own = try rules.compactMap { try FileMagicRule(line: Array($0.utf8)[...]) }
    var specimens = Specimens(seed: seed, rules: FileMagicRule.effective(own: own))
    var paths: [String] = []
    for number in 0..<Self.fileCount {
      let file = directory.url.appending(path: "\(number)")
      try Data(specimens.next()).write(to: file)
      paths.append(file.path)
    }
    try compare(paths, rules: rules, directory)
  }

  private func compare(_ paths: [String], rules: [String], _ directory: Scratch) throws {
    let text = rules.isEmpty ? nil : rules.joined(separator: "\n") + "\n"
    let answers = try ClamscanTypes.answers(for: paths, rules: text, in: directory.url)
    #expect(answers.count > paths.count * 9 / 10)
    let own = try rules.compactMap { try FileMagicRule(line: Array($0.utf8)[...]) }
    let typer = try FileTyper(rules: FileMagicRule.effective(own: own))
    for (path, answer) in answers {
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      let type = typer.type(ofWhole: bytes.span)
      #expect(type.name == answer.type, "\(path)")
      let inside = typer.embeddedTypes(in: bytes.span, of: type)
      let findsHTML = type.treatment.contains(.findsHTML) && inside.result == .html
      let isHTML = type.treatment.contains(.html) || type.treatment.contains(.htmlUTF16)
      // What encoded scripts decode to is a file of its own, which may hold HTML.
      if type != .screnc { #expect((isHTML || findsHTML) == answer.hasHTML, "\(path)") }
      if let place = answer.executable { #expect(inside.executables.contains(place), "\(path)") }
    }
  }
}

/// A directory that is removed when its owner goes.
private final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "cordon-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
