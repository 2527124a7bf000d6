public import Digests
public import Scanning

/// One content that was found in a body: the body itself, a part, a member, a stream.
public struct Content: Sendable {
  /// Where the content around it is in ``InspectionRecord/contents``; nil for the body.
  public private(set) var parent: Int?
  /// How it lies in that.
  public let relation: Relation
  /// Its name there, as bytes of whatever character set; at most ``nameBytesMax`` of them. Hostile.
  public let name: [UInt8]
  /// Of a part, the field of the form that it is; at most ``nameBytesMax`` bytes. Hostile.
  public internal(set) var field: [UInt8] = []
  /// Whether its file's name says what it is.
  public internal(set) var nameAgreement = ContentAgreement.none
  /// Whether its Content-Type says what it is.
  public internal(set) var declaredAgreement = ContentAgreement.none
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
  /// Its SHA-1, where that was asked for.
  public internal(set) var sha1: Digest?

  /// Bytes of a name that are kept.
  public static let nameBytesMax = 256

  /// A content with what is known of it so far.
  public init(
    parent: Int?, relation: Relation, name: [UInt8], type: ContentType, byteCount: Int,
    classes: ThreatClasses = [], reasons: UnjudgedReasons = [], detections: [Detection] = [],
    sha256: Digest? = nil, sha1: Digest? = nil, field: [UInt8] = [],
    nameAgreement: ContentAgreement = .none, declaredAgreement: ContentAgreement = .none
  ) {
    self.parent = parent
    self.relation = relation
    self.name = name
    self.type = type
    self.byteCount = byteCount
    self.classes = classes
    self.reasons = reasons
    self.detections = detections
    self.sha256 = sha256
    self.sha1 = sha1
    self.field = field
    self.nameAgreement = nameAgreement
    self.declaredAgreement = declaredAgreement
  }

  /// The same, with another place around it.
  func inside(_ parent: Int?) -> Content {
    var content = self
    content.parent = parent
    return content
  }
}
