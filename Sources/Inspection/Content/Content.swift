public import Digests
public import Scanning

/// One content that was found in a body: the body itself, a part, a member, a stream.
public struct Content: Sendable {
  /// Where the content around it is in ``InspectionRecord/contents``; nil for the body.
  public let parent: Int?
  /// How it lies in that.
  public let relation: Relation
  /// Its name there, as bytes of whatever character set; at most ``nameBytesMax`` of them. Hostile.
  public let name: [UInt8]
  /// Of a part, the field of the form that it is; at most ``nameBytesMax`` bytes. Hostile.
  public internal(set) var field: [UInt8] = []
  /// The type that it is said to be of, as Content-Type has it; at most ``nameBytesMax`` bytes. Hostile.
  public internal(set) var declaredType: [UInt8] = []
  /// What its bytes are.
  public internal(set) var type: ContentType
  /// How many bytes it has.
  public let byteCount: Int
  /// Which classes it is of, by itself.
  public internal(set) var classes: ThreatClasses = []
  /// Why it could not be judged whole.
  public internal(set) var reasons: UnjudgedReasons = []
  /// The signatures found in it.
  public internal(set) var detections: [Detection] = []
  /// Its SHA-256, where something was found.
  public internal(set) var sha256: Digest?

  /// Bytes of a name that are kept.
  public static let nameBytesMax = 256
}

/// All that was found out about a body.
public struct InspectionRecord: Sendable {
  /// The contents, each after the one around it; the body first.
  public internal(set) var contents: [Content] = []
  /// How many contents there were.
  public internal(set) var contentCount = 0
  /// Bytes that were unpacked and decoded.
  public internal(set) var unpackedBytes = 0
  /// All classes of all contents.
  public internal(set) var classes: ThreatClasses = []
  /// All reasons of all contents.
  public internal(set) var reasons: UnjudgedReasons = []

  /// Whether a signature was found anywhere.
  public internal(set) var isInfected = false

  /// Nothing yet.
  public init() {}
}
