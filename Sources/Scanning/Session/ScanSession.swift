public import Digests
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
@safe
public struct ScanSession: ~Copyable {
  /// The database that it judges by.
  public let database: SignatureDatabase

  /// What was found and then cleared by a false-positive list. Set only with a clean verdict.
  public private(set) var suppressed: Detection?

  /// Bytes given to ``scan(_:scratch:)`` of this body.
  public private(set) var scannedBytes: UInt64 = 0

  private let matcher: UnsafeMutablePointer<Matcher>
  private var streams: AnchorStreams
  private var digests: BodyDigests
  private var expectedBytes: UInt64?
  /// Content up to here went through the matcher; less than ``scannedBytes`` while the body's type is
  /// not known.
  private var matchedBytes: UInt64 = 0
  private var hashDetection: Detection?

  /// Allocates all that scanning needs.
  public init(database: SignatureDatabase) throws {
    let streams = try AnchorStreams(database.anchors)
    let digests = try BodyDigests()
    self.database = database
    self.streams = streams
    self.digests = digests
    unsafe matcher = UnsafeMutablePointer<Matcher>.allocate(capacity: 1)
    unsafe matcher.initialize(
      to: Matcher(patterns: database.patterns, signatureCount: database.counts.bodies))
  }

  deinit {
    unsafe matcher.deinitialize(count: 1)
    unsafe matcher.deallocate()
  }
}

extension ScanSession {
  /// The first detection so far. Provisional before the verdict: a false-positive list may clear it.
  public var detection: Detection? { unsafe matcher.pointee.detection ?? hashDetection }

  /// The SHA-256 of the body, where it was computed: after every `infected` verdict.
  public var sha256: Digest? { digests.sha256 }

  /// Bytes of this body that were copied to keep patterns whole that lie across two calls.
  public var copiedBytes: UInt64 { unsafe matcher.pointee.window.copiedBytes }

  /// Steps of verification that this body has cost.
  public var verificationSteps: UInt64 { unsafe matcher.pointee.budget.spent }

  /// Matches of anchors since the session was made, for judging how well anchors are chosen.
  public var matchCount: UInt64 { unsafe matcher.pointee.matchCount }

  /// Starts a new body and forgets the one before.
  ///
  /// - Parameter bodyBytes: the size, if it is known beforehand (Content-Length). It saves a second
  ///   pass where digests are needed; a body that then has another size is judged by its own.
  public mutating func begin(bodyBytes: UInt64?) {
    suppressed = nil
    scannedBytes = 0
    matchedBytes = 0
    hashDetection = nil
    expectedBytes = bodyBytes
    unsafe matcher.pointee.reset()
    digests.reset()
    if let bodyBytes { digests.start(database.hashes.algorithms(forSize: bodyBytes)) }
  }

  /// Scans the next bytes of the body, as many as have arrived. They are not kept.
  public mutating func scan(_ bytes: UnsafeRawBufferPointer, scratch: inout Scratch) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    unsafe digests.update(bytes)
    let before = scannedBytes
    scannedBytes += UInt64(bytes.count)
    guard !streams.isEmpty, unsafe matcher.pointee.isSearching else { return }
    let first = unsafe base.assumingMemoryBound(to: UInt8.self)
    var given = 0
    // Bytes that came before the type was known are matched together with the one that decides it.
    let typeBytes = UInt64(TargetType.firstBytesMax)
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
    unsafe matcher.pointee.budget.extend(bytes: count)
    unsafe matcher.pointee.window.arrive(bytes, count: count)
    if unsafe matcher.pointee.window.end >= UInt64(TargetType.firstBytesMax) {
      match(scratch: &scratch)
    }
    unsafe matcher.pointee.window.depart()
  }

  /// Gives what has arrived to Hyperscan, slice by slice, and verifies what is due.
  private mutating func match(scratch: inout Scratch) {
    if matchedBytes == 0 { decideType() }
    let end = unsafe matcher.pointee.window.end
    while matchedBytes < end, unsafe matcher.pointee.isSearching {
      let sliceEnd = min(end, matchedBytes + UInt64(Matcher.sliceBytes))
      guard let bytes = unsafe matcher.pointee.window.view(from: matchedBytes, to: sliceEnd) else {
        unsafe matcher.pointee.failure = .engine
        return
      }
      let slice = unsafe UnsafeRawBufferPointer(
        start: bytes, count: Int(sliceEnd - matchedBytes))
      let outcome = unsafe streams.scan(
        slice, scratch: &scratch, onMatch: onAnchorMatch, state: UnsafeMutableRawPointer(matcher))
      if case .failed = outcome { unsafe matcher.pointee.failure = .engine }
      matchedBytes = sliceEnd
      unsafe matcher.pointee.drain(upTo: sliceEnd)
    }
  }

  private mutating func decideType() {
    let count = unsafe min(matcher.pointee.window.end, UInt64(TargetType.firstBytesMax))
    guard let bytes = unsafe matcher.pointee.window.view(from: 0, to: count) else { return }
    var firstBytes: UInt64 = 0
    for index in 0..<TargetType.firstBytesMax {
      firstBytes = firstBytes << 8
      if index < Int(count) { unsafe firstBytes |= UInt64(bytes[index]) }
    }
    let type = TargetType(firstBytes: firstBytes)
    unsafe matcher.pointee.type = type
    streams.select(database.anchors.place(for: type))
  }

  /// Judges after the last byte.
  public mutating func finish(scratch: inout Scratch) -> ScanOutcome {
    if !streams.isEmpty, unsafe matcher.pointee.isSearching {
      match(scratch: &scratch)
      unsafe matcher.pointee.finish()
    }
    // Digests of a body that is shorter or longer than announced are still digests of the body.
    digests.finish()
    let wanted = database.hashes.algorithms(forSize: scannedBytes)
    lookUpHashes()
    var missing = detection == nil ? wanted.subtracting(digests.done) : []
    if detection != nil || !missing.isEmpty {
      // For the false-positive lists, and as evidence, in the same pass.
      missing.formUnion(database.falsePositives.algorithms(forSize: scannedBytes))
      missing.insert(.sha256)
      missing.subtract(digests.done)
    }
    guard missing.isEmpty else {
      digests.start(missing)
      return .needsDigests
    }
    return .verdict(judge())
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
    guard detection == nil,
      let signature = digests.signature(in: database.hashes, size: scannedBytes)
    else { return }
    hashDetection = Detection(
      signature: SignatureIndex(rawValue: signature), offset: 0, size: scannedBytes)
  }

  private mutating func judge() -> Verdict {
    if let detection {
      guard digests.signature(in: database.falsePositives, size: scannedBytes) == nil else {
        suppressed = detection
        return .clean
      }
      return .infected(detection)
    }
    if let failure = unsafe matcher.pointee.failure { return .unscannable(failure) }
    return .clean
  }
}

/// Called by Hyperscan for each anchor; the state is the session's matcher.
private func onAnchorMatch(
  id: UInt32, _: UInt64, end: UInt64, _: UInt32, state: UnsafeMutableRawPointer?
) -> Int32 {
  guard let state = unsafe state else { return 1 }
  let matcher = unsafe state.assumingMemoryBound(to: Matcher.self)
  return unsafe matcher.pointee.found(anchor: id, end: end) ? 0 : 1
}

extension ScanSession: @unchecked Sendable {}
