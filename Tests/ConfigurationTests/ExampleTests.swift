import Configuration
import Foundation
import Testing

/// The example that operators begin from.
@Suite struct ExampleTests {
  private func example() throws -> String {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../appliance/cordon.yaml")
    return try String(contentsOf: file, encoding: .utf8)
  }

  @Test func theExampleIsValidAndGivesTheDefaults() throws {
    let configuration = try Sample.parse(try example())
    let minimal = try Sample.parse(Sample.minimal)
    #expect(configuration.limits == minimal.limits)
    #expect(configuration.admin == minimal.admin)
    #expect(configuration.refusal == minimal.refusal)
    #expect(configuration.spill == minimal.spill)
    #expect(configuration.accessLog == minimal.accessLog)
    #expect(configuration.detectionLog == minimal.detectionLog)
    #expect(configuration.signatures == minimal.signatures)
    #expect(configuration.listeners == minimal.listeners)
    var backend = configuration.backends[0]
    backend.upstreams.removeLast()
    #expect([backend] == minimal.backends)
    #expect(configuration.warnings.isEmpty)
  }

  /// What a configuration prints has every key, so the example has no fewer.
  @Test func theExampleHasEveryKey() throws {
    let text = try example()
    for line in try Sample.parse(text).text.split(separator: "\n") {
      let word = line.drop { $0 == " " || $0 == "-" }.prefix { $0 != ":" }
      if word.allSatisfy(\.isLetter) { #expect(text.contains("\(word):"), "\(word)") }
    }
  }
}
