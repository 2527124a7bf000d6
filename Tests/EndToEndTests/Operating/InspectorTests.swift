import Glibc
import Primitives
import Synchronization
import Testing

/// Inspectors come and go; nothing else notices, and nothing passes unjudged.
@Suite struct InspectorTests {
  private static let signatures = Stage.signatures + "Test.Whole:0:*:(W)\(hex("WHOLE-MARK"))\n"

  /// What only the whole decides: found, or nearly.
  private static func body(_ number: Int, isInfected: Bool) -> [UInt8] {
    var body = Bodies.bytes(2_000 + number * 7919 % 40_000, seed: UInt64(number))
    let mark = Array("\(isInfected ? "\n" : "A")WHOLE-MARK".utf8)
    body.replaceSubrange(500..<500 + mark.count, with: mark)
    return body
  }

  private static func start(
    _ stage: Stage, workers: Int = 1, limits: [String: String] = [:], options: [String] = []
  ) throws -> Proxy {
    var settings = ProxySettings(try stage.startSampleBackend(options), limits: limits)
    settings.workers = workers
    return try stage.startProxy(settings, signatures: signatures)
  }

  /// How uploads ended.
  private struct Tally: Sendable {
    var refused = 0
    var delivered = 0
    var lost = 0
    var wrong: [String] = []

    mutating func add(_ other: Tally) {
      refused += other.refused
      delivered += other.delivered
      lost += other.lost
      wrong += other.wrong
    }
  }

  /// Uploads one after the other; each is answered as it must be, or as lost with its inspector.
  private static func upload(_ numbers: Range<Int>, to proxy: Proxy) throws -> Tally {
    var tally = Tally()
    let wire = try proxy.connect()
    for number in numbers {
      let isInfected = number % 2 == 0
      let body = body(number, isInfected: isInfected)
      let digest = try Bodies.sha256(body)
      try wire.upload(body)
      let answer = try wire.readAnswer()
      switch answer.status {
      case 403 where isInfected && answer.text.contains("Test.Whole"): tally.refused += 1
      case 200 where !isInfected && answer.member("sha256") == digest:
        tally.delivered += 1
      case 503 where answer.text.contains("\"reason\":\"inspector\""): tally.lost += 1
      default: tally.wrong.append("\(number): \(answer.status) \(answer.text)")
      }
    }
    return tally
  }

  /// Thousands of uploads, while inspectors are killed at random: each is answered, and none wrongly.
  @Test func inspectorsKilledUnderLoadCostTheirUploadsAlone() async throws {
    try await onStage(places: 4) { stage in
      let proxy = try Self.start(
        stage, workers: 2,
        limits: ["inspectors": "3", "requestsPerConnectionMax": "100000"])
      let (clients, each) = (8, 250)
      let isDone = Atomic(false)
      let uploads = (0..<clients).map { client in
        Concurrently { try Self.upload(client * each..<(client + 1) * each, to: proxy) }
      }
      let killer = Concurrently {
        var random = SeededRandom(seed: 11)
        var killed = 0
        while !isDone.load(ordering: .relaxed) {
          let processes = proxy.inspectors
          guard !processes.isEmpty else { continue }
          let process = processes[Int(random.below(UInt64(processes.count)))]
          if kill(process, random.below(3) == 0 ? SIGSEGV : SIGKILL) == 0 { killed += 1 }
          // Now and then, or none would live long enough to judge anything.
          usleep(50_000 + UInt32(random.below(250_000)))
        }
        return killed
      }
      var tally = Tally()
      for upload in uploads { tally.add(try upload.value(within: 600)) }
      isDone.store(true, ordering: .relaxed)
      let killed = try killer.value()
      print("inspectors killed: \(killed); uploads: \(tally)")
      #expect(tally.wrong.isEmpty)
      #expect(tally.refused + tally.delivered + tally.lost == clients * each)
      #expect(killed > 10 && tally.lost > 0 && tally.lost <= killed)
      let metrics = try proxy.metrics()
      #expect(metrics.sum("cordon_verdicts_total") == clients * each)
      let lost = metrics["cordon_verdicts_total{verdict=\"unscannable\",reason=\"inspector\"}"]
      #expect(lost == tally.lost)
      // And now as if nothing had been.
      try eventually("all are back") {
        try proxy.metrics()["cordon_inspectors{state=\"idle\"}"] == 3
      }
      let after = try Self.upload(0..<20, to: proxy)
      #expect(after.refused == 10 && after.delivered == 10)
    }
  }

  /// One that does not answer is killed when its upload's time is over.
  @Test func aStoppedInspectorIsKilledAndReplaced() async throws {
    try await onStage { stage in
      let proxy = try Self.start(stage, limits: ["inspectionTimeout": "1500ms", "inspectors": "1"])
      let inspector = try #require(proxy.inspectors.first)
      kill(inspector, SIGSTOP)
      let answer = try proxy.upload(Self.body(1, isInfected: false))
      #expect(answer.status == 503)
      #expect(answer.text.contains("\"reason\":\"inspector\""))
      try eventually("another has its place") { !proxy.inspectors.contains(inspector) }
      #expect(try proxy.upload(Self.body(2, isInfected: true)).status == 403)
      let metrics = try proxy.metrics()
      #expect(metrics["cordon_inspector_ends_total{cause=\"timeout\"}"] == 1)
      #expect(try proxy.limitCount("inspectionTimeout") == 1)
    }
  }

  /// However the proxy ends, its processes end with it, and do not wait for what they are doing.
  @Test(arguments: [SIGKILL, SIGTERM]) func noProcessOutlivesTheProxy(
    signal: Int32
  ) async throws {
    try await onStage { stage in
      let proxy = try Self.start(stage, limits: ["inspectors": "3"])
      let processes = proxy.inspectors + [try #require(proxy.spawner)]
      #expect(processes.count == 4)
      // A supervisor's signal to all of them is for the proxy alone.
      for process in processes { kill(process, SIGTERM) }
      #expect(try proxy.upload(Self.body(2, isInfected: true)).status == 403)
      kill(processes[0], SIGSTOP)
      proxy.process.send(signal)
      _ = try proxy.process.waitForEnd()
      try eventually("none of \(processes) is left") {
        !processes.contains(where: Processes.isRunning)
      }
    }
  }

  @Test func aKilledSpawnerIsReplacedWithItsInspectors() async throws {
    try await onStage { stage in
      let proxy = try Self.start(stage, limits: ["inspectors": "2"])
      let before = proxy.inspectors
      kill(try #require(proxy.spawner), SIGKILL)
      try eventually("others have come") {
        proxy.inspectors.count == 2 && Set(proxy.inspectors).isDisjoint(with: before)
      }
      let tally = try Self.upload(0..<10, to: proxy)
      #expect(tally.refused + tally.lost == 5 && tally.delivered == 5 || tally.lost > 0)
      #expect(tally.wrong.isEmpty)
      try eventually("those before have ended") { !before.contains(where: Processes.isRunning) }
    }
  }

  /// The signatures change while bodies are inspected: each upload is judged by one database.
  @Test func signaturesAreSwappedUnderInspections() async throws {
    try await onStage(places: 3) { stage in
      let proxy = try Self.start(stage, workers: 2, limits: ["inspectors": "2"])
      let isDone = Atomic(false)
      let uploads = (0..<4).map { client in
        Concurrently {
          var tally = Tally()
          while !isDone.load(ordering: .relaxed) {
            tally.add(try Self.upload(client * 20..<(client + 1) * 20, to: proxy))
          }
          return tally
        }
      }
      for round in 1...6 {
        try Files.write(
          stage.path("signatures/test.ndb"),
          Self.signatures + "Test.More\(round):0:*:\(hex("NEVER-\(round)"))\n")
        proxy.process.send(SIGHUP)
        try eventually("adopted") {
          try proxy.metrics()["cordon_reloads_total{result=\"adopted\"}"] == round
        }
      }
      isDone.store(true, ordering: .relaxed)
      var tally = Tally()
      for upload in uploads { tally.add(try upload.value()) }
      #expect(tally.wrong.isEmpty && tally.lost == 0)
      #expect(tally.refused == tally.delivered && tally.refused > 0)
      // Databases that nobody asks for any more are let go of, by inspectors too.
      let inspectors = proxy.inspectors
      // Root alone may see it.
      guard getuid() == 0 else { return }
      try eventually(within: 40, "one database is left in each") {
        inspectors.allSatisfy { Self.mappedDatabases($0) == 1 }
      }
    }
  }

  /// Databases that a process has mapped.
  private static func mappedDatabases(_ process: pid_t) -> Int {
    Files.text("/proc/\(process)/maps").split(separator: "\n")
      .filter { $0.contains("memfd:cordon-signatures") }.count
  }

  /// The proxy holds as many descriptors after a thousand bodies and fifty inspectors as before, and an
  /// inspector only its own.
  @Test func descriptorsAreNotLeaked() async throws {
    try await onStage { stage in
      let proxy = try Self.start(
        stage,
        limits: ["inspectorUploadsMax": "20", "holdBytesMax": "16KiB", "bufferBytes": "16KiB"])
      _ = try Self.upload(0..<10, to: proxy)
      let before = proxy.process.descriptorCount
      let tally = try Self.upload(0..<1000, to: proxy)
      #expect(tally.refused == 500 && tally.delivered == 500)
      #expect(try proxy.metrics()["cordon_inspector_ends_total{cause=\"retired\"}"] >= 49)
      #expect(try proxy.metrics()["cordon_spilled_bytes_total"] > 0)
      var now = 0
      try eventually("before \(before), now \(now)") {
        now = proxy.process.descriptorCount
        return now <= before
      }
      // Three that lead nowhere, the socket, and the database.
      let inspector = try #require(proxy.inspectors.first)
      let targets = Files.names("/proc/\(inspector)/fd").compactMap {
        Files.linkTarget("/proc/\(inspector)/fd/\($0)")
      }
      for target in targets {
        let isItsOwn =
          target == "/dev/null" || target.hasPrefix("socket:") || target.hasPrefix("/memfd:cordon-")
        #expect(isItsOwn, "\(target)")
      }
    }
  }

  /// What an inspector has of its own, before it has judged anything and after.
  @Test func anInspectorCostsLittle() async throws {
    try await onStage { stage in
      let proxy = try Self.start(stage)
      let inspector = try #require(proxy.inspectors.first)
      guard let before = Processes.privateBytes(inspector) else { return }
      _ = try Self.upload(0..<100, to: proxy)
      let after = try #require(Processes.privateBytes(inspector))
      print(
        "an inspector's own memory: \(before >> 10) KiB at first, \(after >> 10) KiB after bodies")
      #expect(after <= 20 << 20)
    }
  }
}
