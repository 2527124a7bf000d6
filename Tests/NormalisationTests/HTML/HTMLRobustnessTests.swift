import Foundation
import Testing

@testable import Normalisation

/// Documents that are cut off or hostile, and ClamAV's references.
@Suite struct HTMLRobustnessTests {
  @Test func `every truncation of a document has forms`() {
    var generator = HTMLGenerator(random: SeededBytes(state: 8))
    var normaliser = HTMLNormaliser()
    for _ in 0..<12 {
      let document = generator.document().prefix(800)
      for count in 0...document.count {
        let result = normaliser.normalise(document.span.extracting(first: count))
        #expect(result.isWhole)
      }
    }
  }

  @Test func `random bytes and changed documents have forms of a bounded size`() {
    var random = SeededBytes(state: 21)
    var generator = HTMLGenerator(random: SeededBytes(state: 22))
    var normaliser = HTMLNormaliser()
    for round in 0..<200 {
      var document = generator.document()
      for _ in 0..<20 {
        let place = Int.random(in: 0..<document.count, using: &random)
        document[place] = UInt8.random(in: 0...255, using: &random)
      }
      if round % 3 == 0 {
        document = document.map { _ in UInt8.random(in: 0...255, using: &random) }
      }
      let result = normaliser.normalise(document.span)
      for content in result.contents {
        #expect(content.bytes.count < 20 * document.count + 4096)
      }
    }
  }

  /// A unit that is repeated, behind the start of a script or of a document.
  @Test(arguments: [
    "eval('x');", "function ", "function(){x;", "function(p,a,c,k,e,d){}",
    "function f(p,a,c,k,e,d){}",
    "dF('function(){0');", "eval('function(){}');}", "unescape('%41')", "var a,b;", "'a'+", "((",
    "{}",
    "}", ".a", "\\", "1.5e3,", "</script><script>", "</script>&pi;", "</script><a x=data:,> ",
    "</script><style>url(", "</script><%@ language=jscript.encode >", "\0", "</script><",
  ])
  func `what is repeated many times is read in time`(unit: String) {
    let count = 300_000 / unit.utf8.count
    let document = Array(("<html><script>" + String(repeating: unit, count: count)).utf8)
    var normaliser = HTMLNormaliser()
    let result = normaliser.normalise(document.span)
    let bytes = result.contents.reduce(0) { $0 + $1.bytes.count }
    #expect(bytes < 20 * document.count)
  }

  @Test(.enabled(if: corpora != nil, "the shared corpora are not here"))
  func `the reference documents have the reference forms`() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "cordon-\(UUID())")
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/tar")
    process.arguments = ["--zstd", "-xf", Self.corpora!.path, "-C", directory.path]
    try process.run()
    process.waitUntilExit()
    let found = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String }
    let references = (found ?? []).filter {
      $0.hasSuffix(".ref") && $0.contains("htmlnorm_reffiles")
    }
    #expect(references.count == 10)
    let kinds: [String: NormalisedContent] = [
      "nocomment": .withoutComments, "notags": .withoutTags, "js": .script,
    ]
    for reference in references {
      let parts = reference.split(separator: "/").last!.split(separator: ".")
      let input = parts[0] == "js" ? "js_test" : parts[0]
      let path = reference.split(separator: "/").dropLast(2).joined(separator: "/")
      let document = try Data(
        contentsOf: directory.appending(path: "\(path)/htmlnorm_scanfiles/htmlnorm_\(input).html"))
      let expected = try Data(contentsOf: directory.appending(path: reference))
      var normaliser = HTMLNormaliser()
      let result = normaliser.normalise([UInt8](document).span)
      #expect(result.bytes(kinds[String(parts[1])]!) == [UInt8](expected), "\(reference)")
    }
  }

  /// The archive of ClamAV's unit-test inputs: found by `CORDON_CORPORA`, or in `../shared/corpora`
  /// beside the package.
  private static let corpora: URL? = {
    let environment = ProcessInfo.processInfo.environment["CORDON_CORPORA"]
    let beside = URL(filePath: #filePath).pathComponents.dropLast(5).joined(separator: "/")
    return [environment, beside + "/shared/corpora"].compactMap { $0 }
      .map { URL(filePath: $0).appending(path: "clamav-unit-tests.tar.zst") }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }()
}
