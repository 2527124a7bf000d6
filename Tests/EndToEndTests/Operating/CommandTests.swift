import Glibc
import Primitives
import Testing

@Suite struct CommandTests {
  @Test func versionPrintsTheVersion() async throws {
    try await onStage { stage in
      let (ending, out, _) = try stage.run(["version"])
      #expect(ending == 0)
      #expect(out.hasPrefix("cordon "))
    }
  }

  @Test func scanEndsLikeClamscan() async throws {
    try await onStage { stage in
      try Files.write(stage.path("signatures/test.ndb"), Stage.signatures)
      try Files.write(stage.path("clean"), Bodies.bytes(300_000))
      try Files.write(stage.path("infected"), Bodies.bytes(200_000) + Eicar.bytes)
      let options = ["scan", "--signatures", stage.path("signatures")]
      let clean = try stage.run(options + [stage.path("clean")])
      #expect(clean.ending == 0)
      #expect(clean.out.contains("\(stage.path("clean")): OK"))
      let both = try stage.run(options + [stage.path("clean"), stage.path("infected")])
      #expect(both.ending == 1)
      #expect(both.out.contains("\(stage.path("infected")): Test.EICAR FOUND"))
      let missing = try stage.run(options + [stage.path("missing")])
      #expect(missing.ending == 2)
      // What was found goes before what went wrong.
      #expect(try stage.run(options + [stage.path("missing"), stage.path("infected")]).ending == 1)
      #expect(try stage.run(["scan", "--signatures", "/nowhere", stage.path("clean")]).ending == 2)
      let json = try stage.run(options + ["--json", stage.path("infected")])
      #expect(json.ending == 1)
      #expect(jsonMember("signature", of: json.out) == "Test.EICAR")
      #expect(jsonMember("offset", of: json.out) == "200000")
    }
  }

  @Test func scanLooksIntoFiles() async throws {
    try await onStage { stage in
      try Files.write(stage.path("signatures/test.ndb"), Stage.signatures)
      try Files.write(stage.path("packed.gz"), Packed.gzip(Packed.gzip(Eicar.bytes)))
      try Files.write(stage.path("cut.gz"), Array(Packed.gzip(Bodies.bytes(1000)).dropLast(9)))
      let options = ["scan", "--signatures", stage.path("signatures"), "--no-summary"]
      let packed = stage.path("packed.gz")
      #expect(try stage.run(options + [packed]).out == "\(packed): Test.EICAR FOUND\n")
      #expect(try stage.run(options + ["--unpack=no", packed]).ending == 0)
      let json = try stage.run(options + ["--json", packed]).out
      #expect(jsonMember("content", of: json) == "(decompressed) › (decompressed)")
      // What could not be looked into is not clean, and says why.
      let shallow = try stage.run(options + ["--limit", "unpackDepthMax=1", packed])
      #expect(shallow.ending == 2 && shallow.out == "\(packed): unscannable (limitDepth) ERROR\n")
      let cut = try stage.run(options + ["--json", "--findings", stage.path("cut.gz")])
      #expect(cut.ending == 2 && cut.out.contains("\"reason\":\"damaged\""))
      #expect(cut.out.contains("\"type\":\"gzip\""))
      #expect(cut.out.contains("\"classes\":[],\"reasons\":[\"damaged\"]"))
      let tight = options + ["--limit", "inspectionBytesMax=64KiB"]
      try Files.write(stage.path("large"), Bodies.bytes(100_000))
      try Files.write(stage.path("infected"), Bodies.bytes(100_000) + Eicar.bytes)
      #expect(try stage.run(tight + [stage.path("large")]).out.contains("unscannable (size)"))
      #expect(try stage.run(tight + [stage.path("infected")]).out.contains("Test.EICAR FOUND"))
      for wrong in [
        ["--limit", "unpackDepthMax=0"], ["--limit", "holdBytesMax=1MiB"], ["--findings"],
      ] {
        #expect(try stage.run(options + wrong + [packed]).ending == 2)
      }
    }
  }

  @Test func allSignaturesOfAFileAreListedOrCounted() async throws {
    try await onStage { stage in
      // More than are kept while a file arrives, then more than are kept at all.
      for (count, listed) in [(100, 100), (300, 256)] {
        let lines = (0..<count).map { "Many.\($0):0:*:6d616e79\(hexadecimal(1000 + $0))" }
        try Files.write(stage.path("signatures/many.ndb"), lines.joined(separator: "\n") + "\n")
        let body = (0..<count).map { "many\(1000 + $0)" }.joined(separator: " ")
        try Files.write(stage.path("body"), body)
        for unpack in ["yes", "no"] {
          let options = [
            "scan", "--signatures", stage.path("signatures"), "--all-matches", "--no-summary",
            "--unpack=\(unpack)", stage.path("body"),
          ]
          let shown = try stage.run(options).out.split(separator: "\n")
          let named = Set(shown.filter { $0.hasSuffix(" FOUND") && $0.contains(": Many.") })
          #expect(named.count == listed && shown.count == (count == listed ? count : listed + 1))
          let json = try stage.run(options + ["--json"]).out
          let left = json.contains("\"detectionsLeftOff\":\(count - listed)")
          #expect(left == (count > listed))
          #expect(shown.contains { $0.hasSuffix(": 44 more FOUND") } == (count > listed))
        }
      }
    }
  }

  /// The hexadecimal digits of a decimal number's characters.
  private func hexadecimal(_ number: Int) -> String {
    String(number).utf8.map { String($0, radix: 16) }.joined()
  }

  @Test func outputThatCannotBeWrittenIsAnError() async throws {
    try await onStage { stage in
      try Files.write(stage.path("signatures/test.ndb"), Stage.signatures)
      try Files.write(stage.path("clean"), Bodies.bytes(3000))
      let command =
        "'\(Stage.products)/cordon' scan --signatures '\(stage.path("signatures"))' "
        + "'\(stage.path("clean"))'"
      let full = try stage.output("/bin/sh", ["-c", "\(command) > /dev/full"])
      #expect(full.ending == 2 && full.error.contains("standard output: No space left"))
      // Who has seen enough is no error.
      #expect(try stage.output("/bin/sh", ["-c", "\(command) | true"]).error.isEmpty)
    }
  }

  @Test func aLimitOfTheSizeOfFilesIsAnError() async throws {
    try await onStage { stage in
      try Files.write(stage.path("signatures/test.ndb"), Stage.signatures)
      let command =
        "ulimit -f 1; '\(Stage.products)/cordon' signatures build '\(stage.path("signatures"))' "
        + "-o '\(stage.path("built"))'"
      let limited = try stage.output("/bin/bash", ["-c", command])
      #expect(limited.ending == 2 && limited.error.contains("File too large"), "\(limited)")
      #expect(!Files.exists(stage.path("built")))
    }
  }

  @Test func aBuildOfNothingWritesNothing() async throws {
    try await onStage { stage in
      let (sources, built) = (stage.path("signatures"), stage.path("built"))
      try Files.write("\(sources)/test.ndb", Stage.signatures)
      let build = ["signatures", "build", sources, "-o", built]
      #expect(try stage.run(build).ending == 0)
      try Files.write("\(sources)/test.ndb", "malformed\n")
      try Files.write("\(sources)/test.sfp", "\(String(repeating: "a", count: 64)):5:Fine\n")
      let failed = try stage.run(build)
      #expect(failed.ending == 2 && failed.error.contains("nothing is written"))
      let explain = ["signatures", "explain", "Test.EICAR", "--signatures", built]
      #expect(try stage.run(explain).ending == 0)
    }
  }

  @Test func checkSaysWhetherCordonWouldStart() async throws {
    try await onStage { stage in
      try Files.write(stage.path("signatures/test.ndb"), Stage.signatures + "Odd:0:*:zz\n")
      let good = ProxySettings(Ports.address()).text(stage)
      try Files.write(stage.path("good.yaml"), good)
      let fit = try stage.run(["check", "--config", stage.path("good.yaml")])
      #expect(fit.ending == 0)
      #expect(fit.out.contains("cordon would start"))
      #expect(fit.out.contains("signatures: 2 used, 1 not"))
      #expect(fit.out.contains("holdBytesMax:"))
      let bad = [
        good + "bogus: 1\n", good.replacing("16MiB", with: "sixteen"),
        good.replacing(stage.path("spill"), with: "/dev/shm"),
        good.replacing(stage.path("signatures"), with: "/nowhere"),
        good.replacing("poolBytesPerWorker: 16MiB", with: "holdBytesMax: 1GiB"),
      ]
      for text in bad {
        try Files.write(stage.path("bad.yaml"), text)
        for command in ["check", "run"] {
          let result = try stage.run([command, "--config", stage.path("bad.yaml")])
          #expect(result.ending == 1)
          #expect(result.error.contains("bad.yaml:"), "\(result.error)")
        }
      }
      #expect(try stage.run(["check", "--config", "/nowhere.yaml"]).ending == 1)
      #expect(try stage.run(["check", "--nonsense"]).ending != 0)
    }
  }

  @Test func runRefusesAnAddressThatIsTaken() async throws {
    try await onStage { stage in
      let backend = try stage.startBackend()
      try Files.write(stage.path("signatures/test.ndb"), Stage.signatures)
      var settings = ProxySettings(Ports.address())
      settings.listen = backend.address
      try Files.write(stage.path("taken.yaml"), settings.text(stage))
      for command in ["check", "run"] {
        let result = try stage.run([command, "--config", stage.path("taken.yaml")])
        #expect(result.ending == 1)
        #expect(result.error.contains("taken.yaml:7"), "\(result.error)")
        #expect(result.error.contains("in use"))
      }
    }
  }
}
