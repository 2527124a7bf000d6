import Glibc
import Primitives
import Testing

/// `cordon quarantine`, and what `cordon check` says of one.
@Suite struct QuarantineCommandTests {
  /// A proxy that has kept so many infected uploads; their identifiers.
  private static func keep(_ count: Int, _ stage: Stage) throws -> [String] {
    var settings = ProxySettings(Ports.address())
    settings.lines = try stage.quarantineLines()
    let proxy = try stage.startProxy(settings)
    let ids = try (0..<count).map { try proxy.upload(Bodies.bytes($0) + Eicar.bytes).id }
    try proxy.waitForKept(count)
    return ids
  }

  @Test func uploadsAreListedAndDeleted() async throws {
    try await onStage { stage in
      let ids = try Self.keep(3, stage)
      let list = try stage.quarantine(["list", "--json"]).out.split(separator: "\n")
      #expect(Set(list.map { jsonMember("id", of: $0) ?? "" }) == Set(ids))
      #expect(jsonMember("verdict", of: list[0]) == "infected")
      // Where the configuration names it, nothing else has to.
      let configured = try stage.run([
        "quarantine", "list", "--config", stage.path("cordon.yaml"),
      ])
      #expect(configured.out.split(separator: "\n").count == 3)
      #expect(try stage.quarantine(["delete", ids[0]]).ending == 0)
      let again = try stage.quarantine(["delete", ids[0], ids[1]])
      #expect(again.ending == 1)
      #expect(again.error == "error: \(ids[0]): no such upload in quarantine\n")
      #expect(stage.quarantined == ["\(ids[2]).sealed"])
      #expect(try stage.quarantine(["delete", "--older-than", "1h"]).out.isEmpty)
      #expect(stage.quarantined == ["\(ids[2]).sealed"])
      #expect(try stage.quarantine(["delete", "--older-than", "0s"]).ending == 0)
      #expect(stage.quarantined.isEmpty)
    }
  }

  @Test func anExportReplacesNothingAndCannotBeRun() async throws {
    try await onStage { stage in
      let id = try Self.keep(1, stage)[0]
      let key = ["--key", stage.path("private")]
      let file = stage.path("out.bin")
      #expect(try stage.quarantine(["export", id, "-o", file] + key).ending == 0)
      #expect(Files.bytes(file) == Eicar.bytes)
      var status = stat()
      #expect(unsafe stat(file, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
      let again = try stage.quarantine(["export", id, "-o", file] + key)
      #expect(again.ending == 1)
      #expect(again.error.contains("File exists"))
      #expect(!Files.exists("\(file).partial"))
      #expect(try stage.quarantine(["export", id, "-o", "-"] + key).out == Eicar.text)
    }
  }

  @Test func whatIsDamagedIsNotExported() async throws {
    try await onStage { stage in
      let id = try Self.keep(1, stage)[0]
      let name = stage.path("quarantine/\(id).sealed")
      var bytes = Files.bytes(name)
      bytes[bytes.count - 1] ^= 1
      try Files.write(name, bytes)
      for output in [stage.path("out.bin"), "-"] {
        let result = try stage.quarantine([
          "export", id, "-o", output, "--key", stage.path("private"),
        ])
        #expect(result.ending == 1)
        #expect(result.out.isEmpty)
        #expect(result.error.contains("\(id): damaged"))
      }
      // The last byte is in nobody's way when it is listed; what is no whole file is told.
      #expect(try stage.quarantine(["list"]).ending == 0)
      try Files.write(name, Array(bytes.dropLast()))
      let list = try stage.quarantine(["list"])
      #expect(list.ending == 1)
      #expect(list.error.contains("\(id): damaged"))
      #expect(!Files.exists(stage.path("out.bin")))
      #expect(!Files.exists(stage.path("out.bin.partial")))
    }
  }

  @Test func thePublicKeyReadsNothing() async throws {
    try await onStage { stage in
      let id = try Self.keep(1, stage)[0]
      let result = try stage.quarantine(["show", id, "--key", stage.path("public")])
      #expect(result.ending == 1)
      #expect(result.error.contains("no such key"))
      let wrong = try stage.quarantine(["show", "../etc/passwd", "--key", stage.path("private")])
      #expect(wrong.ending == 2)
    }
  }

  @Test func keysReplaceNothing() async throws {
    try await onStage { stage in
      _ = try stage.quarantineLines()
      let key = Files.bytes(stage.path("private"))
      let again = try stage.run([
        "quarantine", "keygen", "--private", stage.path("private"), "--public", stage.path("other"),
      ])
      #expect(again.ending == 1)
      #expect(Files.bytes(stage.path("private")) == key)
    }
  }

  @Test func checkJudgesTheDirectoryAndTheKey() async throws {
    try await onStage { stage in
      try Files.write(stage.path("signatures/test.ndb"), Stage.signatures)
      var settings = ProxySettings(Ports.address())
      settings.lines = try stage.quarantineLines()
      func check() throws -> (ending: Int32, out: String, error: String) {
        try Files.write(stage.path("cordon.yaml"), settings.text(stage))
        return try stage.run(["check", "--config", stage.path("cordon.yaml")])
      }
      let good = try check()
      #expect(good.ending == 0, "\(good.error)")
      #expect(good.out.contains("  ageMax: 30d\n"))
      unsafe chmod(stage.path("quarantine"), 0o755)
      let open = try check()
      #expect(open.ending == 1)
      #expect(open.error.contains("quarantine.directory: \(stage.path("quarantine")): must be"))
      unsafe chmod(stage.path("quarantine"), 0o700)
      settings.lines = settings.lines.map {
        $0.replacing(stage.path("public"), with: stage.path("private"))
      }
      let secret = try check()
      #expect(secret.ending == 1)
      #expect(secret.error.contains("a private key; name the public one"))
    }
  }
}
