internal import Digests
public import Inspection
public import Scanning

/// What an inspector is told to do. Descriptors come beside it.
public enum InspectorOrder: Sendable {
  /// Judge by this database too from now on, under that number: with the descriptors of its file and of its
  /// sealed memory; and whether all that is in a body is asked for, or the first detection.
  case adopt(number: UInt64, path: String, reportsAll: Bool)
  /// Let go of a database.
  case forget(number: UInt64)
  /// Judge a body, and report: with the descriptor of its arena and, where it was spilled, of its file.
  case judge(Task)

  /// A body to judge.
  public struct Task: Sendable {
    /// Names the task in the report.
    public var sequence: UInt64
    /// The number of the database to judge by.
    public var database: UInt64
    /// How many bytes of the body are in the spill file: its first ones. Their place in the arena is free.
    public var spilledBytes: Int
    /// What scanning the body as it arrived has left open.
    public var handover: Handover
    /// What the request said of the body, as who sent it wrote it down; at most
    /// ``InspectorOrder/descriptionBytesMax`` bytes.
    public var description: [UInt8]

    /// What looking into the body may take.
    public var limits: InspectionLimits

    /// See the properties.
    public init(
      sequence: UInt64, database: UInt64, spilledBytes: Int, handover: Handover,
      description: [UInt8] = [], limits: InspectionLimits = InspectionLimits()
    ) {
      self.sequence = sequence
      self.database = database
      self.spilledBytes = spilledBytes
      self.handover = handover
      self.description = description
      self.limits = limits
    }
  }

  /// The longest description.
  public static let descriptionBytesMax = 16 << 10
  /// The longest message: of candidates, detections (64 in fact), and the description.
  public static let bytesMax = 64 << 10
  private static let detectionsMax = 256
  private static let pathBytesMax = 4096

  private enum Kind {
    static let adopt: UInt8 = 1
    static let forget: UInt8 = 2
    static let judge: UInt8 = 3
  }

  /// The message.
  public var message: [UInt8] {
    switch self {
    case .adopt(let number, let path, let reportsAll):
      var writer = MessageWriter(kind: Kind.adopt)
      writer.append(number)
      // It only names the database in an error.
      writer.append(counted: Array(path.utf8.prefix(Self.pathBytesMax)))
      writer.append(reportsAll)
      return writer.bytes
    case .forget(let number):
      var writer = MessageWriter(kind: Kind.forget)
      writer.append(number)
      return writer.bytes
    case .judge(let task): return Self.message(of: task)
    }
  }

  private static func message(of task: Task) -> [UInt8] {
    precondition(task.description.count <= descriptionBytesMax)
    var writer = MessageWriter(kind: Kind.judge)
    writer.append(task.sequence)
    writer.append(task.database)
    writer.append(UInt64(task.spilledBytes))
    writer.append(task.handover.bodyBytes)
    writer.append(task.handover.typeNumber)
    writer.append(task.handover.isMatched)
    writer.append(task.handover.failure.map { $0.rawValue + 1 } ?? 0)
    writer.append(task.handover.verificationSteps)
    writer.append(task.handover.isBodyClean)
    writer.append(UInt32(task.handover.candidates.count))
    for candidate in task.handover.candidates { writer.append(candidate) }
    writer.append(task.handover.detections)
    let digests = task.handover.knownDigests
    writer.append(UInt8(digests.count))
    for digest in digests { writer.append(digest) }
    writer.append(counted: task.description)
    writer.append(task.limits)
    return writer.bytes
  }

  /// Reads a message.
  public init(_ message: [UInt8]) throws(MessageFault) {
    guard message.count <= Self.bytesMax else { throw .value }
    var reader = try MessageReader(message)
    switch reader.kind {
    case Kind.adopt:
      let number = try reader.number(UInt64.self)
      let path = try reader.countedRun(max: Self.pathBytesMax)
      self = .adopt(
        number: number, path: String(decoding: path, as: UTF8.self),
        reportsAll: try reader.flag())
    case Kind.forget: self = .forget(number: try reader.number(UInt64.self))
    case Kind.judge: self = .judge(try Self.task(&reader))
    default: throw .value
    }
    try reader.finish()
  }

  private static func task(_ reader: inout MessageReader) throws(MessageFault) -> Task {
    let sequence = try reader.number(UInt64.self)
    let database = try reader.number(UInt64.self)
    let spilledBytes = try reader.size()
    let bodyBytes = try reader.size()
    guard spilledBytes <= bodyBytes else { throw .value }
    let typeNumber = try reader.number(UInt8.self)
    let isMatched = try reader.flag()
    let failure = try reader.failure()
    let verificationSteps = try reader.number(UInt64.self)
    let isBodyClean = try reader.flag()
    var candidates: [UInt32] = []
    for _ in 0..<(try reader.count(max: Handover.candidatesMax)) {
      candidates.append(try reader.number(UInt32.self))
    }
    let detections = try reader.detections(signatures: Int(UInt32.max), max: detectionsMax)
    var digests: [Digest] = []
    for _ in 0..<min(3, try reader.number(UInt8.self)) { digests.append(try reader.digest()) }
    let description = try reader.countedRun(max: descriptionBytesMax)
    let limits = try reader.limits()
    guard
      var handover = Handover(
        bodyBytes: UInt64(bodyBytes), typeNumber: typeNumber, candidates: candidates,
        detections: detections, isMatched: isMatched, failure: failure,
        verificationSteps: verificationSteps, digests: digests)
    else { throw .value }
    handover.isBodyClean = isBodyClean
    return Task(
      sequence: sequence, database: database, spilledBytes: spilledBytes,
      handover: handover, description: description, limits: limits)
  }
}
