internal import Hyperscan
internal import Signatures

/// Matches one body after another: the anchors' streams and the matcher that they feed.
///
/// All memory is allocated when it is made. The matcher lies at an address of its own, as Hyperscan's
/// match function is given it.
@safe
struct BodyMatcher: ~Copyable {
  private let matcher: UnsafeMutablePointer<Matcher>
  private var streams: AnchorStreams
  private let places: AnchorDatabases

  /// Content up to here was searched for anchors; less than what arrived while the type is not known.
  private var matchedBytes: UInt64 = 0
  private var isTypeKnown = false

  /// - Parameter reportsAll: whether there is to be room for all detections, not the first alone.
  init(database: SignatureDatabase, reportsAll: Bool) throws {
    let streams = try AnchorStreams(database.anchors)
    self.streams = streams
    places = database.anchors
    unsafe matcher = UnsafeMutablePointer<Matcher>.allocate(capacity: 1)
    unsafe matcher.initialize(
      // One more stands for executables inside other files.
      to: Matcher(
        database: database, signatureCount: database.counts.bodies + 1,
        detectionsMax: reportsAll ? Findings.detectionsMax : 1))
  }

  deinit {
    unsafe matcher.deinitialize(count: 1)
    unsafe matcher.deallocate()
  }

  /// Forgets the body before.
  ///
  /// - Parameters:
  ///   - liesInFile: whether this one lies in another file: only then it may have what is for such alone.
  ///   - isEndKnown: whether patterns can be counted from its end.
  ///   - reportsAll: whether to search on after a detection.
  mutating func begin(liesInFile: Bool = false, isEndKnown: Bool = true, reportsAll: Bool) {
    matchedBytes = 0
    isTypeKnown = false
    unsafe matcher.pointee.reset()
    unsafe matcher.pointee.liesInFile = liesInFile
    unsafe matcher.pointee.isEndKnown = isEndKnown
    unsafe matcher.pointee.reportsAll = reportsAll
  }

  /// Says what the body is: before anything of it is matched. Bytes that came before are then matched
  /// with the next.
  mutating func setType(_ type: TargetType) {
    isTypeKnown = true
    unsafe matcher.pointee.type = type
    let place = places.place(for: type)
    streams.select(place)
    unsafe matcher.pointee.sieve.select(places.sieve(at: place))
  }

  /// Whether there is a point in giving more bytes.
  var isSearching: Bool { unsafe !streams.isEmpty && matcher.pointee.isSearching }

  /// Bytes that arrived.
  var arrivedBytes: UInt64 { unsafe matcher.pointee.window.end }

  /// Takes the next bytes, which stay where they are until ``depart()``.
  mutating func arrive(_ bytes: UnsafePointer<UInt8>, _ count: Int, limitsLease: Bool) {
    unsafe matcher.pointee.budget.extend(bytes: count)
    if limitsLease { unsafe matcher.pointee.budget.beginLease() }
    unsafe matcher.pointee.window.arrive(bytes, count: count)
  }

  /// Keeps a copy of the last bytes that arrived.
  mutating func depart() { unsafe matcher.pointee.window.depart() }

  /// The bytes from the body's first on, if they are still there.
  mutating func firstBytes(_ count: Int) -> UnsafePointer<UInt8>? {
    unsafe matcher.pointee.window.view(from: 0, to: UInt64(count))
  }

  /// Gives what has arrived to the sieve and to Hyperscan, slice by slice, and verifies what is due.
  mutating func match(scratch: inout Scratch) {
    precondition(isTypeKnown)
    let end = unsafe matcher.pointee.window.end
    while matchedBytes < end, unsafe matcher.pointee.isSearching {
      let sliceEnd = min(end, matchedBytes + UInt64(Matcher.sliceBytes))
      guard let bytes = unsafe matcher.pointee.window.view(from: matchedBytes, to: sliceEnd) else {
        unsafe matcher.pointee.failure = .engine
        return
      }
      let slice = unsafe UnsafeRawBufferPointer(
        start: bytes, count: Int(sliceEnd - matchedBytes))
      // The sieve first: its matches wait until Hyperscan comes to where they end.
      let count = unsafe matcher.pointee.sieve.scan(slice)
      unsafe matcher.pointee.paySieve()
      let outcome = unsafe streams.scan(
        UnsafeRawBufferPointer(rebasing: slice[..<count]), scratch: &scratch,
        onMatch: onAnchorMatch, state: UnsafeMutableRawPointer(matcher))
      if case .failed = outcome { unsafe matcher.pointee.failure = .engine }
      matchedBytes += UInt64(count)
      unsafe matcher.pointee.finishSlice(upTo: matchedBytes)
    }
  }

  /// Verifies the rest, when no more bytes will come.
  mutating func finish(scratch: inout Scratch) {
    guard isSearching else { return }
    match(scratch: &scratch)
    if isSearching { unsafe matcher.pointee.finish() }
  }

  /// Matches a body that is complete and in one place.
  ///
  /// - Parameters:
  ///   - liesInFile: whether it lies in another file.
  ///   - isEndKnown: whether patterns can be counted from its end.
  ///   - stepsMax: what verifying may cost at most, where that is less than what its size allows.
  mutating func match(
    whole bytes: UnsafeRawBufferPointer, as type: TargetType, liesInFile: Bool, isEndKnown: Bool,
    reportsAll: Bool, stepsMax: UInt64, scratch: inout Scratch
  ) {
    begin(liesInFile: liesInFile, isEndKnown: isEndKnown, reportsAll: reportsAll)
    unsafe matcher.pointee.budget.bound(steps: stepsMax)
    setType(type)
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    unsafe arrive(base.assumingMemoryBound(to: UInt8.self), bytes.count, limitsLease: false)
    finish(scratch: &scratch)
    depart()
  }
}

extension BodyMatcher {
  var failure: UnscannableReason? { unsafe matcher.pointee.failure }

  /// Whether a worker gave up for the time it took: the whole body must be matched elsewhere.
  var isSuspended: Bool { unsafe matcher.pointee.isSuspended }

  /// The first detection.
  var detection: Detection? { unsafe matcher.pointee.detection }

  /// All detections, in the order in which they were found. Allocates.
  var detections: [Detection] {
    unsafe (0..<matcher.pointee.findings.detectionCount).map {
      unsafe matcher.pointee.findings.detection($0)
    }
  }

  var candidateCount: Int { unsafe matcher.pointee.findings.candidateCount }

  /// The candidates. Allocates.
  var candidates: [UInt32] { unsafe matcher.pointee.findings.candidates }

  var copiedBytes: UInt64 { unsafe matcher.pointee.window.copiedBytes }

  var verificationSteps: UInt64 { unsafe matcher.pointee.budget.spent }

  var matchCount: UInt64 { unsafe matcher.pointee.matchCount }
}

/// Called by Hyperscan for each anchor; the state is the matcher.
private func onAnchorMatch(
  id: UInt32, _: UInt64, end: UInt64, _: UInt32, state: UnsafeMutableRawPointer?
) -> Int32 {
  guard let state = unsafe state else { return 1 }
  let matcher = unsafe state.assumingMemoryBound(to: Matcher.self)
  return unsafe matcher.pointee.found(anchor: id, end: end) ? 0 : 1
}
