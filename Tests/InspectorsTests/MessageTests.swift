import Digests
import Primitives
import Scanning
import Signatures
import Testing

@testable import Inspectors

/// What inspectors are told and what they say, as messages: whole ones come back as they were, and others
/// are faults.
@Suite struct MessageTests {
  private static let digests = [
    Digest([UInt8](repeating: 1, count: 16))!, Digest([UInt8](repeating: 2, count: 20))!,
    Digest([UInt8](repeating: 3, count: 32))!,
  ]

  private static func detection(_ number: Int, _ form: ContentForm = .body) -> Detection {
    Detection(
      signature: SignatureIndex(rawValue: UInt32(number)), offset: UInt64(number) << 33,
      size: .max, form: form)
  }

  private static let task = InspectorOrder.Task(
    sequence: 7 << 40, database: 3, spilledBytes: 5,
    handover: Handover(
      bodyBytes: 1 << 35, typeNumber: 5, candidates: [0, 9, .max],
      detections: [detection(1), detection(2, .text)],
      isMatched: true, verificationSteps: 1 << 40, digests: digests)!,
    description: Array("image/png".utf8))

  private static func infected(_ count: Int) -> WholeResult {
    var result = WholeResult(verdict: .infected(detection(0)))
    result.detections = (0..<count).map { detection($0, ContentForm.allCases[$0 % 8]) }
    result.sha256 = digests[2]
    return result
  }

  private static var suppressed: WholeResult {
    var result = WholeResult(verdict: .clean)
    result.suppressed = detection(4)
    return result
  }

  private static let orders: [InspectorOrder] = [
    .adopt(number: 1, path: "/var/lib/cordon/database"), .forget(number: .max), .judge(task),
  ]

  private static let reports: [InspectorReport] =
    [
      .ready(SandboxState(layers: .all, landlockVersion: 7)), .unfit("no seccomp"),
      .judged(sequence: 1, infected(3)), .judged(sequence: 2, suppressed, isGrown: true),
      .spillLost(sequence: 9),
    ]
    + UnscannableReason.allCases.map {
      .judged(sequence: 3, WholeResult(verdict: .unscannable($0)))
    }

  @Test func ordersComeBackAsTheyWere() throws {
    for order in Self.orders {
      #expect("\(try InspectorOrder(order.message))" == "\(order)")
    }
  }

  @Test func reportsComeBackAsTheyWere() throws {
    for report in Self.reports {
      #expect("\(try InspectorReport(report.message, signatures: 10))" == "\(report)")
    }
  }

  @Test func aMessageThatIsCutOrGoesOnIsNone() {
    for message in Self.orders.map(\.message) {
      for count in message.indices {
        #expect(throws: MessageFault.self) { try InspectorOrder(Array(message[..<count])) }
      }
      #expect(throws: MessageFault.surplus) { try InspectorOrder(message + [0]) }
    }
    for message in Self.reports.map(\.message) {
      for count in message.indices {
        #expect(throws: MessageFault.self) {
          try InspectorReport(Array(message[..<count]), signatures: 10)
        }
      }
      #expect(throws: MessageFault.surplus) { try InspectorReport(message + [0], signatures: 10) }
    }
  }

  /// Whatever a byte becomes, the message is a fault or says something that may be said.
  @Test func noByteLeadsAstray() {
    for report in Self.reports {
      var message = report.message
      for place in message.indices {
        let before = message[place]
        for value in [0, 1, 2, 9, 10, 127, 128, 255] as [UInt8] {
          message[place] = value
          Self.read(message)
        }
        message[place] = before
      }
    }
    var random = SeededRandom(seed: 5)
    for _ in 0..<20_000 {
      var message = Self.reports[Int(random.below(UInt64(Self.reports.count)))].message
      for _ in 0..<1 + random.below(4) {
        message[Int(random.below(UInt64(message.count)))] = UInt8(random.below(256))
      }
      Self.read(message)
    }
  }

  private static func read(_ message: [UInt8]) {
    guard case .judged(_, let result, _) = try? InspectorReport(message, signatures: 10) else {
      return
    }
    for detection in result.detections + [result.suppressed].compactMap(\.self) {
      #expect(detection.signature.rawValue < 10)
    }
    if result.verdict == .clean { #expect(result.detections.isEmpty) }
  }

  @Test func aDetectionByASignatureThatIsNotThereIsAFault() {
    let message = InspectorReport.judged(sequence: 1, Self.infected(3)).message
    #expect(throws: Never.self) { try InspectorReport(message, signatures: 3) }
    #expect(throws: MessageFault.value) { try InspectorReport(message, signatures: 2) }
  }

  @Test func aVerdictThatItsOwnDetectionsContradictIsAFault() {
    var clean = Self.infected(2)
    clean.verdict = .clean
    var other = Self.infected(2)
    other.verdict = .infected(Self.detection(8))
    var both = Self.infected(2)
    both.suppressed = Self.detection(1)
    var unscannable = Self.infected(1)
    unscannable.verdict = .unscannable(.budget)
    var short = Self.infected(1)
    short.sha256 = Self.digests[0]
    for result in [clean, other, both, unscannable, short] {
      #expect(throws: MessageFault.value) {
        try InspectorReport(
          InspectorReport.judged(sequence: 1, result).message, signatures: 10)
      }
    }
  }

  /// The first detections are kept, the verdict's among them.
  @Test func manyDetectionsAreCut() throws {
    let report = InspectorReport.judged(sequence: 1, Self.infected(5_000))
    #expect(report.message.count <= InspectorReport.bytesMax)
    guard
      case .judged(_, let result, _) = try InspectorReport(report.message, signatures: 5_000)
    else { return #expect(Bool(false)) }
    #expect(result.detections.count == InspectorReport.detectionsMax)
    #expect(result.verdict == .infected(result.detections[0]))
  }

  @Test func theLongestDescriptionFits() throws {
    var task = Self.task
    task.description = [UInt8](repeating: 255, count: InspectorOrder.descriptionBytesMax)
    let message = InspectorOrder.judge(task).message
    guard case .judge(let back) = try InspectorOrder(message) else {
      return #expect(Bool(false))
    }
    #expect(back.description == task.description)
  }

  @Test func theSpawnersMessagesComeBackAsTheyWere() throws {
    let messages: [SpawnerMessage] = [
      .start(number: 1), .started(number: .max, process: 70_000), .refused(number: 3, code: 11),
      .ended(number: 4, status: -1),
    ]
    for message in messages { #expect(try SpawnerMessage(message.message) == message) }
    #expect(throws: MessageFault.value) {
      try SpawnerMessage(MessageWriter(kind: 9).bytes + [0, 0, 0, 0, 0, 0, 0, 0])
    }
  }
}
