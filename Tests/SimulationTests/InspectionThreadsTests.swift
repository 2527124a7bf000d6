import Glibc
import Primitives
import Scanning
import Signatures
import Testing

@testable import Worker

/// The threads that judge complete bodies, with files of the real system.
@Suite struct InspectionThreadsTests {
  /// Requests of a worker that is not there.
  private struct Asker {
    let pool: InspectionThreads
    let mailbox: Mailbox

    init(threads: Int = 2) throws {
      pool = try InspectionThreads(threads: threads)
      mailbox = try Mailbox()
    }

    /// Asks for a body, of which so much was spilled to a file that has `fileBytes`.
    func request(
      _ body: [UInt8], spilledBytes: Int = 0, fileBytes: [UInt8]? = nil, number: UInt32 = 0,
      database: SignatureDatabase = SimulationDatabases.first
    ) throws -> InspectionRequest {
      var session = try ScanSession(database: database)
      var scratch = try database.makeScratch()
      session.begin(bodyBytes: nil)
      unsafe body.withUnsafeBytes { unsafe session.scan($0, scratch: &scratch) }
      #expect(session.finish(scratch: &scratch) == .needsWhole)
      #expect(pool.memory.take(body.count, bytesMax: 1 << 30))
      let arena = try #require(Arena(takenBytes: body.count, account: pool.memory))
      unsafe body[spilledBytes...].withUnsafeBytes { unsafe arena.copy($0, to: spilledBytes) }
      let file = try Self.file(fileBytes ?? Array(body[..<spilledBytes]))
      return InspectionRequest(
        id: Handle(slot: number, generation: 1), mailbox: mailbox, database: database,
        handover: session.handover(), arena: arena, spill: file, spilledBytes: spilledBytes)
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

  private static func verdict(_ outcome: InspectionOutcome) -> Verdict? {
    guard case .judged(let result) = outcome else { return nil }
    return result.verdict
  }

  private static let infected =
    [UInt8](repeating: 200, count: 90_000) + SimulationDatabases.wholeInfection
    + [UInt8](repeating: 201, count: 90_000)

  /// However much of it lies on disk, the body is put together again.
  @Test(arguments: [0, 1, 90_005, 180_024]) func aSpilledBodyIsJudgedWhole(spilledBytes: Int) throws
  {
    let asker = try Asker()
    try asker.pool.start()
    asker.pool.submit(try asker.request(Self.infected, spilledBytes: spilledBytes))
    let outcome = asker.answers(1)[0].outcome
    guard case .infected = Self.verdict(outcome) else {
      return #expect(Bool(false), "\(outcome)")
    }
    #expect(asker.pool.memory.usedBytes == 0)
    asker.pool.end()
  }

  @Test func aFileThatLostBytesIsNeverClean() throws {
    let asker = try Asker()
    try asker.pool.start()
    let request = try asker.request(
      Self.infected, spilledBytes: 100_000, fileBytes: Array(Self.infected[..<99_999]))
    asker.pool.submit(request)
    guard case .spillLost = asker.answers(1)[0].outcome else {
      return #expect(Bool(false), "a body without its end was judged")
    }
    asker.pool.end()
  }

  @Test func whatNobodyWaitsForIsNotJudgedAndAnswered() throws {
    let asker = try Asker()
    let request = try asker.request(Self.infected, spilledBytes: 1000)
    request.arena.abandon()
    asker.pool.submit(request)
    try asker.pool.start()
    #expect(Self.verdict(asker.answers(1)[0].outcome) == .unscannable(.engine))
    #expect(asker.pool.memory.usedBytes == 0)
    asker.pool.end()
  }

  @Test func eachIsJudgedByTheDatabaseItNamesAndEachOnce() throws {
    let asker = try Asker(threads: 3)
    let other = SimulationDatabases.second
    for number in 0..<40 {
      let database = number % 2 == 0 ? SimulationDatabases.first : other
      asker.pool.submit(
        try asker.request(Self.infected, number: UInt32(number), database: database))
    }
    try asker.pool.start()
    asker.pool.adopted(other)
    let answers = asker.answers(40)
    #expect(Set(answers.map(\.id.slot)).count == 40)
    for answer in answers {
      guard case .infected(let detection) = Self.verdict(answer.outcome) else {
        #expect(Bool(false), "\(answer.outcome)")
        continue
      }
      let database = answer.id.slot % 2 == 0 ? SimulationDatabases.first : other
      #expect(database.signatureName(detection.signature) == "Simulated.Whole")
    }
    asker.pool.end()
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
