import Digests
import Inspection
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

  private static let task: InspectorOrder.Task = {
    var handover = Handover(
      bodyBytes: 1 << 35, typeNumber: 5, candidates: [0, 9, .max],
      detections: [detection(1), detection(2, .text)], isMatched: true,
      failure: .budget, verificationSteps: 1 << 40, digests: digests)!
    handover.isBodyClean = true
    var limits = InspectionLimits()
    limits.filesMax = 7
    return InspectorOrder.Task(
      sequence: 7 << 40, database: 3, spilledBytes: 5, handover: handover,
      description: Array("image/png".utf8), limits: limits)
  }()

  private static func infected(_ count: Int) -> InspectionRecord {
    var result = WholeResult(verdict: .infected(detection(0)))
    result.detections = (0..<count).map { detection($0, ContentForm.allCases[$0 % 8]) }
    result.sha256 = digests[2]
    return InspectionRecord(result, byteCount: 5)
  }

  private static var suppressed: InspectionRecord {
    var result = WholeResult(verdict: .clean)
    result.suppressed = detection(4)
    return InspectionRecord(result, byteCount: 5)
  }

  /// An archive with a member that has a macro, and one that is encrypted.
  private static let nested: InspectionRecord = {
    let contents = [
      Content(parent: nil, relation: .body, name: [], type: .zip, byteCount: 900),
      Content(
        parent: 0, relation: .member, name: Array("a.doc".utf8), type: .ole2, byteCount: 1 << 40,
        reasons: UnjudgedReasons(.encrypted)),
      Content(
        parent: 1, relation: .macro, name: [255, 0, 10], type: .text, byteCount: 0,
        classes: [ThreatClasses(.macros), ThreatClasses(.restrictedFileType)],
        detections: [detection(3)], sha256: digests[2]),
    ]
    return InspectionRecord(
      contents: contents, contentCount: 4, unpackedBytes: 1 << 41,
      classes: ThreatClasses(.macros).union(ThreatClasses(.restrictedFileType)),
      reasons: UnjudgedReasons(.encrypted), suppressed: detection(4))!
  }()

  private static let orders: [InspectorOrder] = [
    .adopt(number: 1, path: "/var/lib/cordon/database", reportsAll: true), .forget(number: .max),
    .judge(task),
  ]

  private static let reports: [InspectorReport] =
    [
      .ready(SandboxState(layers: .all, landlockVersion: 7)), .unfit("no seccomp"),
      .judged(sequence: 1, infected(3)), .judged(sequence: 2, suppressed, isGrown: true),
      .judged(sequence: 4, nested), .spillLost(sequence: 9),
      .judged(
        sequence: 5, infected(3),
        canonical: CanonicalReport(byteCount: 7, contentType: Array("a/b; c=\"d\"".utf8))),
    ]
    + UnjudgedReason.allCases.map {
      .judged(sequence: 3, InspectionRecord(unjudged: $0, byteCount: 1 << 40))
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

  /// It goes into a head: what could end it, or is too long for it, is none.
  @Test(arguments: [
    "", " a/b", "a/b ", "a/b\r\nX: y", "a/b\n", "a/b\u{0}", "a/\u{E9}",
    "a/b; c=" + String(repeating: "d", count: 512),
  ])
  func aTypeThatNoHeadMayHaveIsAFault(_ type: String) {
    let report = InspectorReport.judged(
      sequence: 5, Self.infected(3),
      canonical: CanonicalReport(byteCount: 7, contentType: Array(type.utf8)))
    #expect(throws: MessageFault.self) { try InspectorReport(report.message, signatures: 10) }
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
    guard case .judged(_, let record, _, _) = try? InspectorReport(message, signatures: 10) else {
      return
    }
    let detections = record.contents.flatMap(\.detections)
    for detection in detections + [record.suppressed].compactMap(\.self) {
      #expect(detection.signature.rawValue < 10)
    }
    #expect(record.isInfected == !detections.isEmpty)
    for place in record.contents.indices { #expect(record.path(of: place).count <= place) }
  }

  @Test func aDetectionByASignatureThatIsNotThereIsAFault() {
    let message = InspectorReport.judged(sequence: 1, Self.infected(3)).message
    #expect(throws: Never.self) { try InspectorReport(message, signatures: 3) }
    #expect(throws: MessageFault.value) { try InspectorReport(message, signatures: 2) }
  }

  /// What a whole says that its parts do not.
  @Test func aDigestThatIsNoSHA256IsAFault() {
    var result = WholeResult(verdict: .infected(Self.detection(0)))
    result.detections = [Self.detection(0)]
    result.sha256 = Self.digests[0]
    let record = InspectionRecord(result, byteCount: 5)
    #expect(throws: MessageFault.value) {
      try InspectorReport(InspectorReport.judged(sequence: 1, record).message, signatures: 10)
    }
  }

  /// The first detections are kept, the verdict's among them.
  @Test func manyDetectionsAreCut() throws {
    let report = InspectorReport.judged(sequence: 1, Self.infected(5_000))
    #expect(report.message.count <= InspectorReport.bytesMax)
    guard
      case .judged(_, let record, _, _) = try InspectorReport(report.message, signatures: 5_000)
    else { return #expect(Bool(false)) }
    #expect(record.contents[0].detections.count == InspectorReport.detectionsMax)
    #expect(record.isInfected && record.firstDetection == Self.detection(0))
  }

  /// A signature that is found everywhere leaves room for one that is found once.
  @Test func ofEachSignatureOneDetectionIsKeptFirst() throws {
    var contents = [Content(parent: nil, relation: .body, name: [], type: .zip, byteCount: 9)]
    for number in 0..<300 {
      contents.append(
        Content(
          parent: 0, relation: .member, name: [], type: .text, byteCount: 9,
          detections: [Self.detection(number == 299 ? 2 : 1)]))
    }
    let whole = try #require(
      InspectionRecord(
        contents: contents, contentCount: contents.count, unpackedBytes: 0, classes: [],
        reasons: [], suppressed: nil))
    let message = InspectorReport.judged(sequence: 1, whole).message
    guard case .judged(_, let record, _, _) = try InspectorReport(message, signatures: 10) else {
      return #expect(Bool(false))
    }
    let found = record.contents.flatMap(\.detections)
    #expect(found.count == InspectorReport.detectionsMax)
    #expect(Set(found.map(\.signature.rawValue)) == [1, 2])
  }

  /// However many contents there are, the message has room for those that say something.
  @Test func manyContentsAreCut() throws {
    let name = [UInt8](repeating: 65, count: Content.nameBytesMax)
    var contents = [Content(parent: nil, relation: .body, name: [], type: .zip, byteCount: 9)]
    for number in 0..<20_000 {
      contents.append(
        Content(
          parent: 0, relation: .member, name: name, type: .text, byteCount: number,
          classes: number % 2 == 0 ? ThreatClasses(.script) : [],
          detections: number > 19_900 ? Array(repeating: Self.detection(5), count: 64) : [],
          sha256: Self.digests[2]))
    }
    let record = InspectionRecord(
      contents: contents, contentCount: contents.count, unpackedBytes: 0,
      classes: ThreatClasses(.script), reasons: [], suppressed: nil)!
    let report = InspectorReport.judged(sequence: 1, record)
    #expect(report.message.count <= InspectorReport.bytesMax)
    guard case .judged(_, let back, _, _) = try InspectorReport(report.message, signatures: 10)
    else { return #expect(Bool(false)) }
    #expect(back.isInfected && back.contents.count == InspectorReport.contentsMax)
    #expect(back.contentCount == 20_001 && back.classes == ThreatClasses(.script))
  }

  /// What a request says of its body comes back as it was; what is too long to be said is not cut.
  @Test func descriptionsComeBackAsTheyWere() {
    let most = [UInt8](repeating: 255, count: BodyDescription.valueBytesMax)
    var quoted = BodyDescription()
    quoted.isQuoted = true
    for description in [
      BodyDescription(), quoted, BodyDescription(contentType: Array("a/b; c=\"d\"".utf8)),
      BodyDescription(
        contentType: most, contentEncoding: most, contentDisposition: most, fileName: most),
    ] {
      let message = description.message
      #expect((message?.count ?? .max) <= InspectorOrder.descriptionBytesMax)
      #expect(message.flatMap(BodyDescription.init(message:)) == description)
    }
    #expect(BodyDescription(contentType: most + [0]).message == nil)
    #expect(BodyDescription(message: []) == BodyDescription())
    #expect(BodyDescription(message: [1, 2, 3]) == nil)
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
