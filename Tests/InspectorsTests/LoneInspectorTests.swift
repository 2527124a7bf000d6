import Glibc
import Inspection
import Inspectors
import Primitives
import Scanning
import Signatures
import Testing

/// A thread that has an inspector of its own, and waits for it.
@Suite struct LoneInspectorTests {
  private static let planted = Array("planted for an inspector".utf8)

  private static func database() throws -> SignatureDatabase {
    let digits = planted.map { String($0, radix: 16) }.joined()
    var set = SignatureSet()
    set.add(
      contentsOf: Array("Planted:0:*:\(digits)\nWord:0:*:696e73706563746f72\n".utf8),
      name: "planted.ndb")
    return try SignatureDatabase(set)
  }

  /// An inspector of a database.
  private static func start(reportsAll: Bool = false) throws -> LoneInspector {
    var inspector = try LoneInspector(
      InspectorLimits(memoryBytesMax: 512 << 20, cpuMillisecondsMax: 10_000, isBatch: false),
      program: Program.path("cordon"))
    try inspector.adopt(try database(), reportsAll: reportsAll)
    return inspector
  }

  /// Gives a file of bytes to `body`, open for reading alone.
  private static func withFile(
    _ bytes: [UInt8], _ body: (Descriptor) throws -> Void
  ) throws {
    let memory = try Descriptor.makeMemory("file", bytes: bytes.count)
    defer { close(memory.number) }
    try #require(unsafe pwrite(memory.number, bytes, bytes.count, 0) == bytes.count)
    let file = unsafe open("/proc/self/fd/\(memory.number)", O_RDONLY)
    try #require(file >= 0)
    defer { close(file) }
    try body(Descriptor(file))
  }

  private static func judge(
    _ bytes: [UInt8], by inspector: inout LoneInspector
  ) throws -> LoneInspector.Outcome {
    var outcome = LoneInspector.Outcome.unreadable
    try withFile(bytes) {
      outcome = inspector.judge(
        $0, .unscanned(bodyBytes: UInt64(bytes.count)), InspectionLimits())
    }
    return outcome
  }

  private func detections(_ outcome: LoneInspector.Outcome) throws -> Int {
    guard case .judged(let record, _) = outcome else {
      Issue.record("\(outcome)")
      return -1
    }
    return record.contents.reduce(0) { $0 + $1.detections.count }
  }

  @Test func filesAreJudgedOneAfterTheOther() throws {
    var inspector = try Self.start()
    #expect(try detections(Self.judge(Array("clean".utf8), by: &inspector)) == 0)
    #expect(try detections(Self.judge(Self.planted, by: &inspector)) == 1)
    #expect(try detections(Self.judge([], by: &inspector)) == 0)
    var all = try Self.start(reportsAll: true)
    #expect(try detections(Self.judge(Self.planted, by: &all)) == 2)
  }

  @Test func oneThatIsKilledIsLostAndSaysHow() throws {
    var inspector = try Self.start()
    #expect(kill(inspector.process, SIGKILL) == 0)
    guard case .lost(.killed) = try Self.judge(Self.planted, by: &inspector) else {
      Issue.record("it was not lost")
      return
    }
  }

  @Test func aFileThatBecameShorterIsUnreadable() throws {
    var inspector = try Self.start()
    try Self.withFile(Self.planted) {
      let handover = Handover.unscanned(bodyBytes: UInt64(Self.planted.count + 1))
      guard case .unreadable = inspector.judge($0, handover, InspectionLimits()) else {
        Issue.record("it was read")
        return
      }
    }
    // Nothing is lost by that.
    #expect(try detections(Self.judge(Self.planted, by: &inspector)) == 1)
  }

  @Test func aProgramThatIsNoneGivesNoInspector() {
    #expect(throws: LoneInspector.Failure.self) {
      _ = try LoneInspector(
        InspectorLimits(memoryBytesMax: 512 << 20, cpuMillisecondsMax: 10_000),
        program: "/nowhere/cordon")
    }
  }
}
