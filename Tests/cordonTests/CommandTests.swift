import ArgumentParser
import Testing

@testable import cordon

@Suite struct CommandTests {
  static let commands: [any ParsableCommand.Type] = [
    RunCommand.self, CheckCommand.self, ScanCommand.self, SignaturesCommand.self,
    QuarantineCommand.self, UpstreamCommand.self, VersionCommand.self, SampleBackendCommand.self,
  ]

  @Test func everyCommandHasHelpWithExamples() {
    #expect(Cordon.configuration.subcommands.count == Self.commands.count)
    for command in Self.commands + [Cordon.self] {
      #expect(command.configuration.discussion.contains("EXAMPLES\n  cordon "))
      #expect(!command.configuration.abstract.isEmpty)
    }
  }

  @Test(arguments: [
    ["scan"], ["scan", "f"], ["sample-backend", "--name", "a"], ["run", "extra"], ["bogus"],
    ["sample-backend", "--name", "a", "--listen", "localhost:1"],
    ["sample-backend", "--name", "a", "--listen", "127.0.0.1:1", "--status", "99"],
    ["sample-backend", "--name", "a", "--listen", "127.0.0.1:1", "--padding-bytes", "-1"],
    ["quarantine", "show", "../x", "--key", "k"], ["quarantine", "delete"],
    ["upstream", "drain"], ["upstream", "drain", "uploads"], ["upstream", "down", "a", "b"],
    ["upstream", "ready", "a", "b", "--admin", "localhost"],
    ["quarantine", "delete", "--older-than", "soon"],
    ["quarantine", "delete", "00000000000000000000000001", "--older-than", "1d"],
  ])
  func wrongUsageIsTold(arguments: [String]) {
    do {
      _ = try Cordon.parseAsRoot(arguments)
      Issue.record("\(arguments) was taken")
    } catch {
      #expect(Cordon.exitCode(for: error) == .validationFailure)
    }
  }

  @Test func optionsAreRead() throws {
    let run = try #require(
      try Cordon.parseAsRoot(["run", "--config", "/c.yaml"]) as? RunCommand)
    #expect(run.file.config == "/c.yaml")
    let check = try #require(try Cordon.parseAsRoot(["check"]) as? CheckCommand)
    #expect(check.file.config == "/etc/cordon/cordon.yaml")
    let scan = try #require(
      try Cordon.parseAsRoot(["scan", "a", "b", "--signatures", "/s", "--json", "--recursive"])
        as? ScanCommand)
    #expect(scan.files == ["a", "b"])
    #expect(scan.signatures == "/s")
    #expect(scan.json && scan.recursive)
  }

  @Test(arguments: [
    ("a", "\"a\""), ("\"\\", "\"\\\"\\\\\""), ("\n\r\t", "\"\\n\\r\\t\""),
    ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\\u007f\""), ("é😀", "\"é😀\""),
  ])
  func textIsQuotedAsJSON(text: String, quoted: String) {
    #expect(JSONText.quoted(text) == quoted)
  }
}
