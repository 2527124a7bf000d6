import Glibc
import Inspection
import Inspectors
import Primitives
import Scanning
import Signatures
import Synchronization
import Testing

@testable import Worker

/// The processes that judge complete bodies: real ones, with requests of a worker that is not there.
@Suite struct InspectorProcessesTests {
  private static let infected =
    [UInt8](repeating: 200, count: 90_000) + SimulationDatabases.wholeInfection
    + [UInt8](repeating: 201, count: 90_000)
  /// A candidate that is none: no boundary before it.
  private static let harmless =
    [UInt8](repeating: 200, count: 50_000) + Array("A".utf8)
    + SimulationDatabases.candidate.dropFirst() + [UInt8](repeating: 201, count: 50_000)

  private static func verdict(_ outcome: InspectionOutcome) -> Verdict? {
    guard case .judged(let record, _) = outcome else { return nil }
    if let detection = record.firstDetection { return .infected(detection) }
    if record.reasons == UnjudgedReasons(.timeout) { return .unscannable(.timeout) }
    return record.reasons.isEmpty ? .clean : nil
  }

  /// However much of it lies on disk, the body is put together again.
  @Test(arguments: [0, 1, 90_005, 180_024]) func aSpilledBodyIsJudgedWhole(spilledBytes: Int) throws
  {
    let asker = try Asker()
    defer { asker.pool.end() }
    try asker.pool.start()
    asker.pool.submit(try asker.request(Self.infected, spilledBytes: spilledBytes))
    let outcome = asker.answers(1)[0].outcome
    guard case .infected(let detection) = Self.verdict(outcome) else {
      return #expect(Bool(false), "\(outcome)")
    }
    #expect(
      SimulationDatabases.first.signatureName(detection.signature) == "Simulated.Whole")
    #expect(asker.pool.memory.usedBytes == 0)
  }

  /// What is to be delivered lies in the arena, spilled or not, and nobody can change it any more.
  @Test(arguments: [0, 100]) func aBodyIsWrittenAnewInItsArena(spilledBytes: Int) throws {
    let asker = try Asker()
    defer { asker.pool.end() }
    try asker.pool.start()
    let content = Self.harmless
    let head = "junk\r\n--b\nContent-Disposition: form-data; name=a; filename=f\n\n"
    let request = try asker.request(
      Array(head.utf8) + content + Array("\r\n--b--".utf8), spilledBytes: spilledBytes,
      canonicalType: "multipart/form-data; boundary=b")
    asker.pool.submit(request)
    guard case .judged(let record, let delivery?) = asker.answers(1)[0].outcome else {
      return #expect(Bool(false), "nothing was written")
    }
    #expect(record.reasons.isEmpty && record.contents.map(\.relation).contains(.canonicalBody))
    let bytes = delivery.arena.descriptor.bytes(from: 0, count: delivery.byteCount)
    let type = String(decoding: delivery.contentType, as: UTF8.self)
    let boundary = "cordon-0000000000000001" + "0000000000000002-000000"
    #expect(type == "multipart/form-data; boundary=\(boundary)")
    let fields = "Content-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\n"
    #expect(
      bytes == Array("--\(boundary)\r\n\(fields)".utf8) + content
        + Array("\r\n--\(boundary)--\r\n".utf8))
    #expect(asker.pool.memory.usedBytes == delivery.byteCount)
    var byte: UInt8 = 1
    #expect(unsafe pwrite(delivery.arena.descriptor.number, &byte, 1, 0) == -1)
    delivery.arena.free()
    #expect(asker.pool.memory.usedBytes == 0)
  }

  /// An inspector that was taken over says so, or keeps its hands on it.
  @Test func whatNobodyAskedForOrMayStillChangeIsNotDelivered() throws {
    let asker = try Asker()
    defer { asker.pool.end() }
    let report = CanonicalReport(byteCount: 500, contentType: Array("a/b".utf8))
    func request(_ type: String?) throws -> InspectionRequest {
      try asker.request(Self.harmless, canonicalType: type)
    }
    let form = "multipart/form-data; boundary=b"
    #expect(InspectorCrew.delivery(report, of: try request(form))?.byteCount == 500)
    #expect(InspectorCrew.delivery(report, of: try request(nil))?.byteCount == nil)
    #expect(InspectorCrew.delivery(report, of: try request("text/plain"))?.byteCount == nil)
    let long = try request(form)
    let room = try #require(long.limits.canonical).bytesMax
    var longer = report
    longer.byteCount = room + 1
    #expect(InspectorCrew.delivery(longer, of: long)?.byteCount == nil)
    let mapped = try request(form)
    let memory = unsafe mmap(
      nil, 1, PROT_READ | PROT_WRITE, MAP_SHARED, mapped.arena.descriptor.number, 0)
    #expect(InspectorCrew.delivery(report, of: mapped)?.byteCount == nil)
    unsafe munmap(memory, 1)
  }

  @Test func aFileThatLostBytesIsNeverClean() throws {
    let asker = try Asker()
    defer { asker.pool.end() }
    try asker.pool.start()
    let request = try asker.request(
      Self.infected, spilledBytes: 100_000, fileBytes: Array(Self.infected[..<99_999]))
    asker.pool.submit(request)
    guard case .spillLost = asker.answers(1)[0].outcome else {
      return #expect(Bool(false), "a body without its end was judged")
    }
  }

  @Test func whatNobodyWaitsForIsNotJudgedAndAnswered() throws {
    let asker = try Asker()
    defer { asker.pool.end() }
    let request = try asker.request(Self.infected, spilledBytes: 1000)
    request.arena.abandon()
    asker.pool.submit(request)
    try asker.pool.start()
    #expect(Self.verdict(asker.answers(1)[0].outcome) == .unscannable(.timeout))
    #expect(asker.pool.memory.usedBytes == 0)
  }

  @Test func eachIsJudgedByTheDatabaseItNamesAndEachOnce() throws {
    let asker = try Asker(count: 3)
    defer { asker.pool.end() }
    let databases = [
      SimulationDatabases.first, SimulationDatabases.second, SimulationDatabases.blind,
    ]
    try asker.pool.start()
    for round in 0..<3 {
      asker.pool.adopted(databases[round])
      for number in 0..<20 {
        let database = databases[number % 2]
        asker.pool.submit(
          try asker.request(
            Self.infected, number: UInt32(round * 20 + number), database: database))
      }
    }
    let answers = asker.answers(60)
    #expect(Set(answers.map(\.id.slot)).count == 60)
    for answer in answers {
      guard case .infected(let detection) = Self.verdict(answer.outcome) else {
        #expect(Bool(false), "\(answer.outcome)")
        continue
      }
      let database = databases[Int(answer.id.slot % 20) % 2]
      #expect(database.signatureName(detection.signature) == "Simulated.Whole")
    }
  }

  /// One that has judged its share is replaced, and nothing is noticed of it.
  @Test func inspectorsAreReplacedAfterTheirShare() throws {
    let asker = try Asker(count: 1, requestsMax: 2)
    defer { asker.pool.end() }
    try asker.pool.start()
    for number in 0..<6 {
      asker.pool.submit(try asker.request(Self.harmless, number: UInt32(number)))
    }
    for answer in asker.answers(6) { #expect(Self.verdict(answer.outcome) == .clean) }
    #expect(asker.pool.currentFigures.ends[InspectorEnd.retired.rawValue] >= 2)
  }

  /// Killed while it judges: that body alone has no verdict, and the next one has.
  @Test func aKilledInspectorCostsOneBody() throws {
    let asker = try Asker(count: 1)
    defer { asker.pool.end() }
    try asker.pool.start()
    asker.pool.submit(try asker.request(Self.harmless, number: 1))
    #expect(Self.verdict(asker.answers(1)[0].outcome) == .clean)
    for signal in [SIGKILL, SIGSEGV] {
      let process = try #require(asker.pool.currentFigures.processes.first)
      // It cannot report while it is stopped, so that it surely has the body when it is killed.
      kill(process, SIGSTOP)
      let request = try asker.request(Self.infected, number: 2)
      asker.pool.submit(request)
      asker.pool.submit(try asker.request(Self.harmless, number: 3))
      while !request.arena.isBegun { sched_yield() }
      kill(process, signal)
      kill(process, SIGCONT)
      let answers = asker.answers(2).sorted { $0.id.slot < $1.id.slot }
      guard case .lost(let end) = answers[0].outcome else {
        return #expect(Bool(false), "\(answers[0].outcome)")
      }
      #expect(end == (signal == SIGKILL ? .killed : .crashed))
      #expect(Self.verdict(answers[1].outcome) == .clean)
    }
    #expect(asker.pool.memory.usedBytes == 0)
  }

  /// One that does not report is killed at the deadline, and the body is not clean.
  @Test func aHungInspectorIsKilledAtTheDeadline() throws {
    let asker = try Asker(count: 1)
    defer { asker.pool.end() }
    try asker.pool.start()
    asker.pool.submit(try asker.request(Self.harmless, number: 1))
    _ = asker.answers(1)
    kill(try #require(asker.pool.currentFigures.processes.first), SIGSTOP)
    asker.pool.submit(try asker.request(Self.harmless, number: 2, seconds: 0.2))
    guard case .lost(.timeout) = asker.answers(1)[0].outcome else {
      return #expect(Bool(false), "a hung inspector was waited for")
    }
    asker.pool.submit(try asker.request(Self.infected, number: 3))
    guard case .infected = Self.verdict(asker.answers(1)[0].outcome) else {
      return #expect(Bool(false), "the pool did not recover")
    }
  }

  /// With the spawner all inspectors end; both come back.
  @Test func aLostSpawnerIsReplaced() throws {
    let asker = try Asker(count: 2)
    defer { asker.pool.end() }
    try asker.pool.start()
    for round in 0..<3 {
      asker.pool.submit(try asker.request(Self.infected, number: UInt32(round)))
      guard case .infected = Self.verdict(asker.answers(1)[0].outcome) else {
        return #expect(Bool(false), "round \(round) was not judged")
      }
      let before = asker.pool.currentFigures.spawner
      kill(before, SIGKILL)
      while asker.pool.currentFigures.spawner == before { sched_yield() }
    }
  }

  @Test func memoryIsTakenUpToItsLimitAndNoFurther() {
    let memory = InspectionMemory()
    #expect(memory.take(60, bytesMax: 100))
    #expect(!memory.take(41, bytesMax: 100))
    #expect(memory.take(40, bytesMax: 100))
    #expect(!memory.take(1, bytesMax: 50))
    memory.giveBack(60)
    #expect(memory.usedBytes == 40)
  }
}

/// Requests of a worker that is not there.
private struct Asker {
  let pool: InspectorProcesses
  let mailbox: Mailbox

  init(count: Int = 2, requestsMax: Int = 10_000) throws {
    var settings = InspectorProcesses.Settings(
      count: count,
      limits: InspectorLimits(memoryBytesMax: 512 << 20, cpuMillisecondsMax: 10_000))
    settings.requestsMax = requestsMax
    settings.program = Self.program
    pool = try InspectorProcesses(settings, tell: { _ in })
    mailbox = try Mailbox()
  }

  /// The program lies beside the bundle of the tests.
  private static let program: String = {
    var path = [UInt8](repeating: 0, count: 4096)
    let count = unsafe path.withUnsafeMutableBytes { bytes in
      unsafe readlink(
        "/proc/self/exe", bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    let own = String(decoding: path[..<max(0, count)], as: UTF8.self)
    for candidate in [own] + CommandLine.arguments {
      guard let slash = candidate.lastIndex(of: "/") else { continue }
      let program = "\(candidate[..<slash])/cordon"
      if unsafe access(program, X_OK) == 0 { return program }
    }
    return "cordon"
  }()

  /// Asks for a body, of which so much was spilled to a file that has `fileBytes`.
  func request(
    _ body: [UInt8], spilledBytes: Int = 0, fileBytes: [UInt8]? = nil, number: UInt32 = 0,
    seconds: Double = 60, database: SignatureDatabase = SimulationDatabases.first,
    canonicalType: String? = nil
  ) throws -> InspectionRequest {
    var session = try ScanSession(database: database)
    var scratch = try database.makeScratch()
    session.begin(bodyBytes: nil)
    unsafe body.withUnsafeBytes { unsafe session.scan($0, scratch: &scratch) }
    #expect(session.finish(scratch: &scratch) == .needsWhole)
    let description = BodyDescription(contentType: Array((canonicalType ?? "").utf8))
    var limits = InspectionLimits()
    let room = CanonicalOrder.bytesMax(description, bodyBytes: body.count, limits)
    limits.canonical = room.map { CanonicalOrder(bytesMax: $0, boundaryHigh: 1, boundaryLow: 2) }
    #expect(pool.memory.take(room ?? body.count, bytesMax: 1 << 30))
    let arena = try #require(
      Arena(takenBytes: room ?? body.count, count: body.count, account: pool.memory))
    let isCopied = unsafe body[spilledBytes...].withUnsafeBytes {
      unsafe arena.copy($0, to: spilledBytes)
    }
    #expect(isCopied)
    let file = try Self.file(fileBytes ?? Array(body[..<spilledBytes]))
    return InspectionRequest(
      id: Handle(slot: number, generation: 1), mailbox: mailbox, database: database,
      handover: session.handover(), description: try #require(description.message),
      limits: limits, arena: arena, spill: file, spilledBytes: spilledBytes,
      deadlineNanoseconds: Clock.monotonicNanoseconds() + UInt64(seconds * 1e9))
  }

  private static func file(_ bytes: [UInt8]) throws -> Descriptor {
    var template = Array("/tmp/cordon-inspection-XXXXXX".utf8CString)
    let number = unsafe mkstemp(&template)
    try #require(number >= 0)
    unsafe unlink(template)
    let written = unsafe bytes.withUnsafeBytes { unsafe write(number, $0.baseAddress, $0.count) }
    #expect(written == bytes.count)
    return Descriptor(number)
  }

  /// Waits for so many answers.
  func answers(_ count: Int) -> [InspectionAnswer] {
    var answers: [InspectionAnswer] = []
    while answers.count < count {
      var events: UInt64 = 0
      _ = unsafe read(mailbox.event.number, &events, 8)
      for case .inspected(let answer) in mailbox.takeAll() { answers.append(answer) }
    }
    return answers
  }
}
