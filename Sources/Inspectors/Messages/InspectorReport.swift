internal import Digests
public import Scanning

/// What an inspector says: the words of a process that hostile bytes may have taken over.
///
/// Whoever reads them believes nothing but the verdict itself. A report that could not have come from a
/// sound inspector is a fault, and the inspector is replaced.
public enum InspectorReport: Sendable {
  /// The sandbox is closed, with these layers; bodies may come.
  case ready(SandboxState)
  /// The sandbox cannot be closed here, or what judging needs is not to be had: no body may come. The
  /// reason.
  case unfit(String)
  /// A task is done; and whether so much memory is kept from it that another is better to have the next.
  case judged(sequence: UInt64, WholeResult, isGrown: Bool = false)
  /// The spilled beginning of a body cannot be read.
  case spillLost(sequence: UInt64)

  /// The longest message. Detections are cut to ``detectionsMax``, the first ones kept, which are those
  /// that the verdict names.
  public static let bytesMax = 256 << 10
  /// Detections in a message.
  public static let detectionsMax = 1024
  private static let reasonBytesMax = 512

  private enum Kind {
    static let ready: UInt8 = 1
    static let unfit: UInt8 = 2
    static let judged: UInt8 = 3
    static let spillLost: UInt8 = 4
  }

  private enum VerdictKind {
    static let clean: UInt8 = 0
    static let infected: UInt8 = 1
    static let unscannable: UInt8 = 2
  }

  // MARK: Writing

  /// The message.
  public var message: [UInt8] {
    switch self {
    case .ready(let state):
      var writer = MessageWriter(kind: Kind.ready)
      writer.append(state.layers.rawValue)
      writer.append(UInt32(clamping: state.landlockVersion))
      return writer.bytes
    case .unfit(let reason):
      var writer = MessageWriter(kind: Kind.unfit)
      writer.append(counted: Array(reason.utf8.prefix(Self.reasonBytesMax)))
      return writer.bytes
    case .judged(let sequence, let result, let isGrown):
      var writer = MessageWriter(kind: Kind.judged)
      writer.append(sequence)
      writer.append(isGrown)
      Self.append(result, to: &writer)
      return writer.bytes
    case .spillLost(let sequence):
      var writer = MessageWriter(kind: Kind.spillLost)
      writer.append(sequence)
      return writer.bytes
    }
  }

  private static func append(_ result: WholeResult, to writer: inout MessageWriter) {
    switch result.verdict {
    case .clean: writer.append(VerdictKind.clean)
    case .infected(let detection):
      writer.append(VerdictKind.infected)
      writer.append(detection)
    case .unscannable(let reason):
      writer.append(VerdictKind.unscannable)
      writer.append(reason.rawValue)
    }
    writer.append(result.detections.prefix(detectionsMax))
    writer.append(result.suppressed != nil)
    if let suppressed = result.suppressed { writer.append(suppressed) }
    writer.append(result.sha256 != nil)
    if let sha256 = result.sha256 { writer.append(sha256) }
  }

  // MARK: Reading

  /// Reads a message.
  ///
  /// - Parameter signatures: how many the database has by which it was judged; a detection by another is
  ///   a fault.
  public init(_ message: [UInt8], signatures: Int) throws(MessageFault) {
    guard message.count <= Self.bytesMax else { throw .value }
    var reader = try MessageReader(message)
    switch reader.kind {
    case Kind.ready:
      let layers = SandboxLayers(rawValue: try reader.number(UInt32.self))
      self = .ready(
        SandboxState(layers: layers, landlockVersion: try reader.count(max: 1 << 16)))
    case Kind.unfit:
      let reason = try reader.countedRun(max: Self.reasonBytesMax)
      self = .unfit(String(decoding: reason, as: UTF8.self))
    case Kind.judged:
      let sequence = try reader.number(UInt64.self)
      let isGrown = try reader.flag()
      self = .judged(
        sequence: sequence, try Self.result(&reader, signatures: signatures), isGrown: isGrown)
    case Kind.spillLost: self = .spillLost(sequence: try reader.number(UInt64.self))
    default: throw .value
    }
    try reader.finish()
  }

  private static func result(
    _ reader: inout MessageReader, signatures: Int
  ) throws(MessageFault) -> WholeResult {
    let verdict: Verdict
    switch try reader.number(UInt8.self) {
    case VerdictKind.clean: verdict = .clean
    case VerdictKind.infected:
      verdict = .infected(try reader.detection(signatures: signatures))
    case VerdictKind.unscannable:
      guard let reason = UnscannableReason(rawValue: try reader.number(UInt8.self)) else {
        throw .value
      }
      verdict = .unscannable(reason)
    default: throw .value
    }
    var result = WholeResult(verdict: verdict)
    result.detections = try reader.detections(signatures: signatures, max: detectionsMax)
    if try reader.flag() { result.suppressed = try reader.detection(signatures: signatures) }
    if try reader.flag() { result.sha256 = try reader.digest() }
    if let sha256 = result.sha256, sha256.algorithm != .sha256 { throw .value }
    try checkAgreement(of: result)
    return result
  }

  /// The verdict is the gravest of what was found: the parts of a result must not say otherwise.
  private static func checkAgreement(of result: WholeResult) throws(MessageFault) {
    switch result.verdict {
    case .infected(let detection):
      guard result.detections.contains(detection), result.suppressed == nil else { throw .value }
    case .clean, .unscannable:
      guard result.detections.isEmpty else { throw .value }
    }
  }
}
