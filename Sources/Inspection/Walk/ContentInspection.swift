internal import Archives
internal import Digests
internal import Formats
public import Scanning
public import Signatures

/// Inspects bodies, one after the other: what they are, what they contain, and all of that scanned.
///
/// It takes the time and memory that its ``InspectionLimits`` allow, and feeds C libraries with hostile
/// bytes: for inspectors.
///
/// Formats are read by extensions, a folder each in `Readers`. A reader gives what it finds to
/// ``inspect(_:_:name:)``, says what it sees with `mark` and `fail`, and unpacks through `decode` and
/// `take(unpackedBytes:packedBytes:)`, which keep the limits.
public struct ContentInspection: ~Copyable {
  /// The database that it judges by.
  public var database: SignatureDatabase { scan.database }

  /// What judges the bytes of each content.
  var scan: WholeScan
  let reportsAll: Bool
  /// What finds archives in other files.
  var carriedArchives: CarriedArchiveSearch

  /// What the current body may take.
  var limits = InspectionLimits()
  /// What was found out about it so far.
  var record = InspectionRecord()
  /// What the request says of it.
  var description = BodyDescription()
  /// The place in the record of the content that is being read, or of the nearest around it that has one.
  var current = 0
  /// How deep that is.
  var depth = 0
  /// Where links lead through in the archive that is read.
  var linkedPaths = LinkedPaths()
  /// The types of what is around the content that is judged, where signatures ask for it.
  var surroundings = Surroundings()
  /// Whether a false-positive list names what the current content lies in.
  var isTrusted = false
  /// What is to be delivered in place of it, where it was written anew.
  var canonicalBody: CanonicalBody?
  /// How many contents have been entered.
  var entries = 0
  /// Which parts of the current content have been judged as contents of their own, and whether an archive has
  /// been looked for from its end.
  var judged: [Range<Int>] = []
  var hasReadZip = false
  /// Bytes of pictures in documents that have been unpacked beyond the ratio, and how many the current one
  /// may have.
  var pictureBytes = 0
  var pictureBytesLeft = 0
  /// When the time is up.
  var deadlineNanoseconds: UInt64 = 0

  /// Does what takes files: for a process that inspects when it can open none any more.
  public static func prepareProcess() { ArchiveReader.prepareProcess() }

  /// Allocates what scanning needs.
  ///
  /// - Parameter reportsAll: whether all signatures and all contents are asked for, not the first
  ///   detection alone.
  public init(database: SignatureDatabase, reportsAll: Bool = false) throws {
    let scan = try WholeScan(database: database, reportsAll: reportsAll)
    carriedArchives = try CarriedArchiveSearch()
    self.scan = scan
    self.reportsAll = reportsAll
  }

  /// Inspects a body.
  ///
  /// - Parameters:
  ///   - body: all of it.
  ///   - handover: what scanning it as it arrived has left, by the same database.
  public mutating func inspect(
    body: UnsafeRawBufferPointer, _ description: BodyDescription, _ handover: Handover,
    _ limits: InspectionLimits = InspectionLimits()
  ) -> InspectionRecord {
    self.limits = limits
    self.description = description
    record = InspectionRecord()
    canonicalBody = nil
    current = 0
    depth = 0
    surroundings = Surroundings()
    isTrusted = false
    (judged, hasReadZip) = ([], false)
    (pictureBytes, pictureBytesLeft) = (0, 0)
    deadlineNanoseconds =
      Self.processorNanoseconds() + UInt64(limits.timeMilliseconds) * 1_000_000
    let bytes = unsafe body.bindMemory(to: UInt8.self)
    unsafe begin(bytes.span, handover)
    if limits.wantsDigest, canonicalBody == nil, record.contents[0].sha256 == nil {
      record.contents[0].sha256 = digest(unsafe bytes.span)
    }
    unsafe noteDigests(bytes.span, isFile: !hasParts)
    defer { record = InspectionRecord() }
    return record
  }

  /// The body that is to be delivered in place of the one that was inspected last; `nil` where that is to be
  /// delivered itself, if any. It is given once.
  public mutating func takeCanonicalBody() -> CanonicalBody? {
    defer { canonicalBody = nil }
    return canonicalBody
  }

  /// Whether the body is a form or the like, and the files are its parts.
  private var hasParts: Bool {
    record.contents.contains { $0.relation == .part && $0.parent == 0 }
  }

  /// Keeps the digests of the current content, where they are asked for: of files, and of what says
  /// something.
  mutating func noteDigests(_ bytes: Span<UInt8>, isFile: Bool) {
    guard limits.wantsFileReport else { return }
    let content = record.contents[current]
    guard
      isFile || !content.classes.isEmpty || !content.reasons.isEmpty || !content.detections.isEmpty
    else { return }
    record.contents[current].sha1 = digest(bytes, .sha1)
    guard content.sha256 == nil else { return }
    record.contents[current].sha256 = digest(bytes)
  }

  /// The digest of some bytes; `nil` where the library has no memory for it.
  func digest(_ bytes: Span<UInt8>, _ algorithm: DigestAlgorithm = .sha256) -> Digest? {
    unsafe bytes.withUnsafeBytes { unsafe try? algorithm.digest(of: $0) }
  }

  private mutating func begin(_ bytes: Span<UInt8>, _ handover: Handover) {
    let type = type(of: bytes, description)
    let name = bodyName()
    add(
      Content(
        parent: nil, relation: .body, name: Self.kept(name.span), type: type,
        byteCount: bytes.count))
    compare(name.span, description)
    judgeDisposition()
    if description.isPartial { fail(.format) }
    if !handover.isBodyClean { judge(bytes, handover, isEnvelope: isForm(bytes)) }
    if isInspecting { readInside(bytes, as: type, description) }
    judgeType(description)
  }
}
