public import Inspection

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
  /// A task is done; what is to be delivered, where the body was to be written anew and was; and whether so
  /// much memory is kept from it that another is better to have the next.
  case judged(
    sequence: UInt64, InspectionRecord, canonical: CanonicalReport? = nil, isGrown: Bool = false)
  /// The spilled beginning of a body cannot be read.
  case spillLost(sequence: UInt64)

  /// The longest message.
  public static let bytesMax = 256 << 10
  /// Contents in a message: those that say something are kept before others (``InspectionRecord/pruned``).
  public static let contentsMax = 400
  /// Detections in a message: of each signature the first, then what else there is room for.
  public static let detectionsMax = 256
  /// Bytes of the name of a part's field in a message.
  public static let fieldBytesMax = 32
  private static let reasonBytesMax = 512

  private enum Kind {
    static let ready: UInt8 = 1
    static let unfit: UInt8 = 2
    static let judged: UInt8 = 3
    static let spillLost: UInt8 = 4
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
    case .judged(let sequence, let record, let canonical, let isGrown):
      var writer = MessageWriter(kind: Kind.judged)
      writer.append(sequence)
      writer.append(isGrown)
      writer.append(canonical)
      writer.append(record)
      return writer.bytes
    case .spillLost(let sequence):
      var writer = MessageWriter(kind: Kind.spillLost)
      writer.append(sequence)
      return writer.bytes
    }
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
      let canonical = try reader.canonicalReport()
      self = .judged(
        sequence: sequence, try reader.record(signatures: signatures), canonical: canonical,
        isGrown: isGrown)
    case Kind.spillLost: self = .spillLost(sequence: try reader.number(UInt64.self))
    default: throw .value
    }
    try reader.finish()
  }
}
