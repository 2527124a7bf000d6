public import Digests
internal import FileTypes
public import Hyperscan
public import Signatures

/// One body's scan: bytes in as they arrive, verdict out.
///
/// ```swift
/// var session = try ScanSession(database: database)
/// var scratch = try database.makeScratch()
/// session.begin(bodyBytes: contentLength)
/// session.scan(lease, scratch: &scratch)  // for each lease
/// switch session.finish(scratch: &scratch) {
/// case .verdict(let verdict): …
/// case .needsDigests:
///   session.digest(lease)  // for each lease again
///   let verdict = session.conclude()
/// }
/// ```
///
/// All memory is allocated when the session is made; it is used for body after body, and nothing of
/// one body is left for the next. Bytes that were given are not kept: a pattern that lies across two
/// calls is found by the session's own copy of the last bytes.
public struct ScanSession: ~Copyable {
  /// The database that it judges by.
  public let database: SignatureDatabase

  /// What was found and then cleared by a false-positive list. Set only with a clean verdict.
  public private(set) var suppressed: Detection?

  /// Bytes given to ``scan(_:scratch:)`` of this body.
  public private(set) var scannedBytes: UInt64 = 0

  private let reportsAll: Bool
  /// What the body is, once its first bytes have arrived.
  private var type: FileType?
  private var matcher: BodyMatcher
  private var digests: BodyDigests
  /// Signatures on the body's digests.
  private var listed = HashNumbers()
  private var hashReader: HashReader
  /// Whether the body is passed on while it arrives.
  private var isPassing = false
  /// Whether a false-positive list could name a body of its size.
  private var mayBeHarmless = false

  /// Allocates all that scanning needs.
  ///
  /// - Parameter reportsAll: whether all signatures that a body has are asked for, not the first alone.
  public init(database: SignatureDatabase, reportsAll: Bool = false) throws {
    let matcher = try BodyMatcher(database: database, reportsAll: reportsAll)
    let digests = try BodyDigests()
    self.database = database
    hashReader = HashReader(database.hashes)
    self.reportsAll = reportsAll
    self.matcher = matcher
    self.digests = digests
  }
}

extension ScanSession {
  /// The first detection so far. Provisional before the verdict: a false-positive list may clear it.
  public var detection: Detection? {
    matcher.detection ?? (listed.count > 0 ? hashDetection(0) : nil)
  }

  /// All detections so far: several only where all are asked for. Allocates.
  public var detections: [Detection] {
    matcher.detections + (0..<listed.count).map { hashDetection($0) }
  }

  private func hashDetection(_ place: Int) -> Detection {
    Detection(signature: database.signature(onHash: listed[place]), offset: 0, size: scannedBytes)
  }

  /// The SHA-256 of the body, where it was computed: after every `infected` verdict.
  public var sha256: Digest? { digests.values.sha256 }

  /// Bytes of this body that were copied to keep patterns whole that lie across two calls.
  public var copiedBytes: UInt64 { matcher.copiedBytes }

  /// Steps of verification that this body has cost.
  public var verificationSteps: UInt64 { matcher.verificationSteps }

  /// Matches of anchors since the session was made, for judging how well anchors are chosen.
  public var matchCount: UInt64 { matcher.matchCount }

  /// Starts a new body and forgets the one before.
  ///
  /// - Parameter bodyBytes: the size, if it is known beforehand (Content-Length). It saves a second
  ///   pass where digests are needed; a body that then has another size is judged by its own.
  public mutating func begin(bodyBytes: UInt64?) {
    suppressed = nil
    scannedBytes = 0
    isPassing = false
    listed = HashNumbers()
    type = nil
    matcher.begin(reportsAll: reportsAll)
    digests.reset()
    if let bodyBytes { digests.start(database.hashes.algorithms(.whole, forSize: bodyBytes)) }
  }

  /// Starts a new body that is passed on while it arrives, so that nothing of it can be looked at again: what
  /// could be asked of its digests is computed on the way. It ends with ``finishPassing(scratch:)``, or, where
  /// it was held after all, with ``finish(scratch:)``.
  ///
  /// - Parameter bodyBytes: the size, if it is known beforehand. Else all digests are computed of which any is
  ///   listed.
  public mutating func beginPassing(bodyBytes: UInt64?) {
    begin(bodyBytes: nil)
    isPassing = true
    let harmless = database.hashes.algorithms(.harmless, forSize: bodyBytes)
    mayBeHarmless = !harmless.isEmpty
    digests.start(harmless.union(database.hashes.algorithms(.whole, forSize: bodyBytes)))
  }

  /// Scans the next bytes of the body, as many as have arrived. They are not kept.
  public mutating func scan(_ bytes: UnsafeRawBufferPointer, scratch: inout Scratch) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    unsafe digests.update(bytes)
    let before = scannedBytes
    scannedBytes += UInt64(bytes.count)
    guard matcher.isSearching || type == nil else { return }
    let first = unsafe base.assumingMemoryBound(to: UInt8.self)
    var given = 0
    // Bytes that came before the type was known are matched together with the one that decides it.
    let typeBytes = UInt64(FileTyper.firstBytesMax)
    if before > 0 && before < typeBytes {
      given = min(Int(typeBytes - before), bytes.count)
      unsafe arrive(first, given, scratch: &scratch)
    }
    if given < bytes.count {
      unsafe arrive(first + given, bytes.count - given, scratch: &scratch)
    }
  }

  private mutating func arrive(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, scratch: inout Scratch
  ) {
    // Of what is passed on nobody else could make up for what was left out.
    unsafe matcher.arrive(bytes, count, limitsLease: !isPassing)
    if matcher.arrivedBytes >= UInt64(FileTyper.firstBytesMax) {
      if type == nil { decideType() }
      matcher.match(scratch: &scratch)
    }
    matcher.depart()
  }

  private mutating func decideType() {
    let count = Int(min(matcher.arrivedBytes, UInt64(FileTyper.firstBytesMax)))
    var type = FileType.binaryData
    if let bytes = unsafe matcher.firstBytes(count) {
      let span = unsafe Span(_unsafeStart: bytes, count: count)
      type = database.fileTyper.type(ofFirstBytes: span)
    }
    self.type = type
    matcher.setType(TargetType(ofRaw: type))
  }

  /// Judges after the last byte.
  public mutating func finish(scratch: inout Scratch) -> ScanOutcome {
    if type == nil { decideType() }
    matcher.finish(scratch: &scratch)
    // Digests of a body that is shorter or longer than announced are still digests of the body.
    digests.finish()
    lookUpHashes()
    if (detection == nil || reportsAll) && needsWhole { return .needsWhole }
    let wanted = database.hashes.algorithms(.whole, forSize: scannedBytes)
    var missing = detection == nil || reportsAll ? wanted.subtracting(digests.done) : []
    if detection != nil || !missing.isEmpty {
      // For the false-positive lists, and as evidence, in the same pass.
      missing.formUnion(database.hashes.algorithms(.harmless, forSize: scannedBytes))
      missing.insert(.sha256)
      missing.subtract(digests.done)
    }
    guard missing.isEmpty else {
      digests.start(missing)
      return .needsDigests
    }
    return .verdict(judge())
  }

  /// Whether what was found in a body that is passed on stands: no false-positive list names a body of its
  /// size.
  public var isDetectionFinal: Bool { !mayBeHarmless }

  /// Why a body that is passed on cannot be judged any more, unless something is found in it: matching it
  /// failed, or something came up that only the complete body decides.
  public var unjudgedReason: UnscannableReason? { matcher.failure ?? (isOpen ? .size : nil) }

  /// Whether something came up that only the complete body, in one place, decides. What failed here may be
  /// found there to have something else.
  private var isOpen: Bool {
    matcher.isSuspended || matcher.failure != nil || matcher.candidateCount > 0
  }

  /// Whether a body that begins as this one can be judged as it arrives: it has no other forms, and no
  /// signature asks for all of its bytes before anything was found.
  ///
  /// Bytes that are taken for UTF-16 because nothing in them speaks against it count as such: who looks into
  /// them tells whether they are text.
  public var canPass: Bool {
    let type = type ?? .binaryData
    let isWide = type == .textUTF16LE || type == .textUTF16BE
    return isWide ? !database.needsAllBytes(type) : !database.needsWhole(type)
  }

  /// Judges a body that was passed on as it arrived, after its last byte. What the complete body alone would
  /// decide makes it `unscannable(size)`.
  public mutating func finishPassing(scratch: inout Scratch) -> Verdict {
    precondition(isPassing)
    if type == nil { decideType() }
    matcher.finish(scratch: &scratch)
    digests.finish()
    lookUpHashes()
    if detection == nil, let reason = unjudgedReason { return .unscannable(reason) }
    return judge()
  }

  /// Whether only the complete body, in one place, tells what it is.
  private var needsWhole: Bool {
    isOpen || database.needsWhole(type ?? .binaryData)
  }

  /// What a ``WholeScan`` of the body must know, after ``ScanOutcome/needsWhole``. Allocates.
  public func handover() -> Handover {
    // Very many are soon found again, and would be much to hand over.
    let isMatched = !matcher.isSuspended && matcher.candidateCount <= Handover.candidatesMax
    return Handover(
      bodyBytes: scannedBytes, type: type ?? .binaryData,
      candidates: isMatched ? matcher.candidates : [], detections: detections,
      isMatched: isMatched, failure: matcher.failure,
      verificationSteps: matcher.verificationSteps, digests: digests.values)
  }

  /// Takes the whole body again, from its first byte, after ``ScanOutcome/needsDigests``.
  public mutating func digest(_ bytes: UnsafeRawBufferPointer) {
    unsafe digests.update(bytes)
  }

  /// Judges after the second pass.
  public mutating func conclude() -> Verdict {
    digests.finish()
    lookUpHashes()
    return judge()
  }

  private mutating func lookUpHashes() {
    guard detection == nil || reportsAll else { return }
    listed = digests.values.find(
      .whole, size: scannedBytes, all: reportsAll, with: &hashReader)
  }

  private mutating func judge() -> Verdict {
    if let detection {
      // Where the list cannot be read, what was found stands.
      let harmless = digests.values.find(.harmless, size: scannedBytes, with: &hashReader)
      guard !harmless.isFound else {
        suppressed = detection
        return .clean
      }
      return .infected(detection)
    }
    if let failure = matcher.failure { return .unscannable(failure) }
    // A listed digest may be this body's, but the list cannot be read.
    return listed.isDamaged ? .unscannable(.engine) : .clean
  }
}

extension ScanSession: @unchecked Sendable {}
