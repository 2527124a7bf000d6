import Glibc
import Primitives
import Testing

/// A running proxy beside an updater that works on the same directory.
@Suite struct SignatureWatchTests {
  static let failures = "cordon_signature_load_failures_total"

  /// One signature for a word of capitals.
  private static func line(_ word: String) -> String {
    "Test.\(word):0:*:\(hex("MARK-OF-\(word)"))\n"
  }

  private static func status(_ proxy: Proxy, _ word: String) throws -> Int {
    try proxy.upload(Array("MARK-OF-\(word)".utf8)).status
  }

  /// As updaters do it: written elsewhere on the same filesystem, then moved into place.
  private static func move(_ stage: Stage, _ name: String, _ content: [UInt8]) throws {
    unsafe mkdir(stage.path("signatures/tmp.4711"), 0o700)
    try Files.write(stage.path("signatures/tmp.4711/new"), content)
    #expect(
      unsafe rename(stage.path("signatures/tmp.4711/new"), stage.path("signatures/\(name)")) == 0)
    Files.remove(stage.path("signatures/tmp.4711"))
  }

  @Test func filesThatAreMovedInChangedAndRemovedAreHeeded() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      #expect(try Self.status(proxy, "FIRST") == 200)
      try Self.move(stage, "more.ndb", Array(Self.line("FIRST").utf8))
      try eventually("it is found") { try Self.status(proxy, "FIRST") == 403 }
      try Self.move(stage, "more.ndb", Array(Self.line("SECOND").utf8))
      try eventually("the other is found") { try Self.status(proxy, "SECOND") == 403 }
      #expect(try Self.status(proxy, "FIRST") == 200)
      Files.remove(stage.path("signatures/more.ndb"))
      try eventually("it is found no more") { try Self.status(proxy, "SECOND") == 200 }
      // The rest was there all the time.
      #expect(try proxy.upload(Eicar.bytes).status == 403)
      let metrics = try proxy.metrics()
      #expect(metrics[ReloadTests.adopted] == 0)
      #expect(metrics["cordon_signature_loads_total"] == 4)
      #expect(metrics[Self.failures] == 0)
      #expect(metrics["cordon_database_snapshots"] <= 3)
    }
  }

  /// A file that is written bit by bit is read when that is over, and not before.
  @Test func aFileThatIsBeingWrittenIsWaitedFor() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      let content = Array((Self.line("FIRST") + Self.line("SECOND") + Self.line("THIRD")).utf8)
      let file = unsafe open(
        stage.path("signatures/slow.ndb"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      try #require(file >= 0)
      // Something else is told meanwhile, so that the directory is looked at.
      try Files.write(stage.path("signatures/other.ndb"), "# nothing\n")
      var start = 0
      var written = Clock.monotonicNanoseconds()
      var longestGap: UInt64 = 0
      while start < content.count {
        let part = content[start..<min(start + 10, content.count)]
        let count = unsafe part.withUnsafeBytes { unsafe write(file, $0.baseAddress!, $0.count) }
        #expect(count == part.count)
        start += part.count
        let now = Clock.monotonicNanoseconds()
        longestGap = max(longestGap, now - written)
        written = now
        #expect(try Self.status(proxy, "FIRST") == 200)
        usleep(200_000)
      }
      close(file)
      try eventually("all of it is found") { try Self.status(proxy, "THIRD") == 403 }
      #expect(try Self.status(proxy, "FIRST") == 403)
      #expect(try proxy.metrics().sum("cordon_database_unused_lines") == 0)
      // A machine that kept this test waiting for the time of quiet has not written bit by bit.
      if longestGap < 900_000_000 {
        #expect(try proxy.metrics()["cordon_signature_loads_total"] == 2)
      }
    }
  }

  /// `.cvd` gives way to `.cld`, which is there before the other is gone.
  @Test(.enabled(if: Corpora.archive("clamav-unit-tests") != nil))
  func aContainerIsReplacedByItsOtherForm() async throws {
    try await onStage { stage in
      let archive = try #require(Corpora.archive("clamav-unit-tests"))
      let result = try stage.output(
        "/usr/bin/env", ["tar", "--zstd", "-xf", archive, "-C", stage.directory])
      try #require(result.ending == 0, "\(result.error)")
      let containers = stage.path("unit_tests/input/freshclam_testfiles")
      try Files.write(
        stage.path("signatures/test.cvd"), Files.bytes("\(containers)/test-1.cvd"))
      let proxy = try stage.startProxy(
        ProxySettings(try stage.startSampleBackend()), signatures: Self.line("FIRST"))
      #expect(try proxy.upload(Eicar.bytes).status == 200)
      try Self.move(stage, "test.cld", Files.bytes("\(containers)/test-3.cvd"))
      Files.remove(stage.path("signatures/test.cvd"))
      try eventually("what it has is found") { try proxy.upload(Eicar.bytes).status == 403 }
      #expect(try proxy.upload(Eicar.bytes).text.contains("Eicar-Test-Signature"))
      #expect(try Self.status(proxy, "FIRST") == 403)
      #expect(try proxy.metrics()[Self.failures] == 0)
    }
  }

  @Test func aDamagedContainerLeavesTheOldDatabaseInForce() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      try Self.move(stage, "main.cvd", Bodies.bytes(100_000))
      try eventually("it is refused") { try proxy.metrics()[Self.failures] == 1 }
      #expect(proxy.process.errorText.contains("changed signatures refused"))
      #expect(proxy.process.errorText.contains(stage.path("signatures/main.cvd")))
      #expect(try proxy.upload(Eicar.bytes).status == 403)
      #expect(try proxy.askAdmin("/readyz").status == 200)
      // Told to, it tries again, and says so again.
      proxy.process.send(SIGHUP)
      try eventually("it is refused again") { try proxy.metrics()[ReloadTests.refused] == 1 }
      #expect(try proxy.metrics()[Self.failures] == 2)
      Files.remove(stage.path("signatures/main.cvd"))
      try Self.move(stage, "more.ndb", Array(Self.line("FIRST").utf8))
      try eventually("what follows is adopted") { try Self.status(proxy, "FIRST") == 403 }
    }
  }

  @Test func aDirectoryThatGoesAndComesBackIsFollowed() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      Files.remove(stage.path("signatures"))
      try eventually("the loss is noticed") { try proxy.metrics()[Self.failures] == 1 }
      #expect(try proxy.upload(Eicar.bytes).status == 403)
      unsafe mkdir(stage.path("signatures"), 0o700)
      try Files.write(stage.path("signatures/new.ndb"), Self.line("FIRST"))
      try eventually("what is there now is heeded") { try Self.status(proxy, "FIRST") == 403 }
      #expect(try proxy.upload(Eicar.bytes).status == 200)
      // And watched again.
      try Self.move(stage, "more.ndb", Array(Self.line("SECOND").utf8))
      try eventually("the new directory is watched") { try Self.status(proxy, "SECOND") == 403 }
    }
  }

  /// An empty directory is an updater's that has not finished, and never a reason to find nothing.
  @Test func aDirectoryWithoutSignaturesReplacesNone() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      Files.remove(stage.path("signatures/test.ndb"))
      try eventually("it is refused") { try proxy.metrics()[Self.failures] == 1 }
      #expect(try proxy.upload(Eicar.bytes).status == 403)
      #expect(proxy.process.errorText.contains("no signature is left"))
    }
  }

  @Test func noRequestIsLostWhileSignaturesChange() async throws {
    try await onStage(places: 2) { stage in
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.workers = 2
      settings.limits["requestsPerConnectionMax"] = "1000000"
      let proxy = try stage.startProxy(settings)
      let isOver = Flag()
      let clients = (0..<4).map { number in
        Concurrently { () throws -> Int in
          let wire = try proxy.connect()
          var count = 0
          while !isOver.isRaised {
            let body = Bodies.bytes(1 + count % 5 * 30_000, seed: UInt64(number + 1))
            try wire.upload(body)
            let answer = try wire.readAnswer()
            guard answer.status == 200 else {
              throw Expired(description: "upload \(count) of client \(number): \(answer)")
            }
            count += 1
          }
          return count
        }
      }
      for round in ["ONE", "TWO", "THREE", "FOUR"] {
        try Self.move(stage, "round.ndb", Array(Self.line(round).utf8))
        try eventually("round \(round) is heeded") { try Self.status(proxy, round) == 403 }
      }
      isOver.raise()
      #expect(try clients.map { try $0.value() }.allSatisfy { $0 > 0 })
      #expect(try proxy.metrics()["cordon_database_snapshots"] <= 3)
    }
  }

  // MARK: The end

  /// Signatures that take long to compile.
  private static func slow(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for number in 0..<count {
      let mark = String(number * 7919 + 1_000_000_007, radix: 16)
      bytes += Array("Test.Slow\(number):0:*:\(hex(mark))??\(hex(mark + "x"))\n".utf8)
    }
    return bytes
  }

  @Test func whoIsToldToEndWhileItCompilesAtItsStartEndsAtOnce() async throws {
    try await onStage { stage in
      let settings = ProxySettings(try stage.startSampleBackend())
      try Files.write(stage.path("signatures/slow.ndb"), Self.slow(60_000))
      try Files.write(stage.path("cordon.yaml"), settings.text(stage))
      let process = try stage.start(["run", "--config", stage.path("cordon.yaml")])
      try eventually("it compiles") {
        Files.names("/proc/\(process.identifier)/task").count > 1
      }
      process.send(SIGTERM)
      #expect(try process.waitForEnd(within: 5) == 0)
    }
  }

  @Test func whoIsToldToEndWhileItCompilesWhatHasChangedEndsAtOnce() async throws {
    try await onStage { stage in
      let proxy = try stage.startProxy(ProxySettings(try stage.startSampleBackend()))
      try Self.move(stage, "slow.ndb", Self.slow(60_000))
      try eventually("it compiles") { try proxy.metrics()["cordon_signature_loading"] == 1 }
      #expect(try proxy.upload(Eicar.bytes).status == 403)
      proxy.process.send(SIGTERM)
      #expect(try proxy.process.waitForEnd(within: 5) == 0)
    }
  }

  /// A built database serves at once, and follows its sources.
  @Test func aBuiltDatabaseIsOpenedAndBuiltAgain() async throws {
    try await onStage { stage in
      let file = stage.path("built.db")
      var settings = ProxySettings(try stage.startSampleBackend())
      settings.signatures = ["file: \(file)"]
      let proxy = try stage.startProxy(settings)
      #expect(Files.exists(file))
      #expect(try proxy.upload(Eicar.bytes).status == 403)
      let built = Files.bytes(file)
      try Self.move(stage, "more.ndb", Array(Self.line("FIRST").utf8))
      try eventually("the change is heeded") { try Self.status(proxy, "FIRST") == 403 }
      #expect(Files.bytes(file) != built)
      #expect(try proxy.metrics()["cordon_signature_loads_total"] == 2)
      // Somebody else builds it.
      try Files.write(stage.path("own.ndb"), Self.line("SECOND"))
      let result = try stage.run(["signatures", "build", stage.path("own.ndb"), "-o", file])
      #expect(result.ending == 0, "\(result.error)")
      try eventually("the new file is opened") { try Self.status(proxy, "SECOND") == 403 }
      #expect(try Self.status(proxy, "FIRST") == 200)
    }
  }
}
