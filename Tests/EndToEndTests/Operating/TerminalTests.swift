import Testing

/// What commands say of their progress: on a terminal alone.
@Suite(.enabled(if: Files.exists(Stage.terminal), "script is not installed (Debian: bsdutils)"))
struct TerminalTests {
  /// Empties the line that says how far it is.
  private let empty = "\r\u{1B}[K"

  @Test func aBuildSaysHowFarItIs() async throws {
    try await onStage { stage in
      try Files.write(stage.path("signatures/test.ndb"), Stage.signatures)
      let digest = "d41d8cd98f00b204e9800998ecf8427f:5:Some.Digest\n"
      try Files.write(stage.path("signatures/test.hdb"), digest)
      let build = ["signatures", "build", stage.path("signatures"), "-o", stage.path("built")]
      let shown = try stage.runOnTerminal(build)
      #expect(shown.ending == 0)
      for text in [
        "reading \(stage.path("signatures/test.ndb"))",
        "reading \(stage.path("signatures/test.hdb"))",
        "planning searches: 100 %", "compiling ", "sorting hashes: 100 %", "writing",
      ] {
        #expect(shown.out.contains(empty + text), "\(text): \(shown.out)")
      }
      // The result stands on a line of its own.
      #expect(shown.out.contains("\(empty)\(stage.path("built")): "), "\(shown.out)")
      let piped = try stage.run(build)
      #expect(piped.ending == 0)
      #expect(piped.out.hasPrefix("\(stage.path("built")): "))
      #expect(piped.error.isEmpty)
    }
  }

  @Test func aScanSaysHowFarItIs() async throws {
    try await onStage { stage in
      try Files.write(stage.path("signatures/test.ndb"), Stage.signatures)
      try Files.write(stage.path("infected"), Bodies.bytes(1000) + Eicar.bytes)
      let scan = ["scan", "--signatures", stage.path("signatures"), stage.path("infected")]
      let shown = try stage.runOnTerminal(scan)
      #expect(shown.ending == 1)
      #expect(shown.out.contains("\(empty)\(stage.path("infected")): Test.EICAR FOUND"))
      #expect(shown.out.contains("\(empty)1 files, 0 MiB, 1 infected"))
      for line in ["files: 1", "infected: 1", "unscannable: 0", "errors: 0", "seconds: "] {
        #expect(shown.out.contains("\r\n\(line)"), "\(shown.out)")
      }
      let piped = try stage.run(scan + ["--places"])
      #expect(piped.out.contains("FOUND\n  part 0 at byte 1000, by test.ndb\n"), "\(piped.out)")
      #expect(!piped.out.contains("\u{1B}") && piped.error.isEmpty)
    }
  }
}
