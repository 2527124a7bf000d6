internal import Signatures

/// What turns the matches of anchors into detections: the verifier and all that it remembers of a
/// body. All memory is allocated when it is made.
@safe
struct Matcher: ~Copyable {
  /// Hyperscan is given at most this many bytes at a time; then what is due is verified.
  static let sliceBytes = 256 << 10

  let patterns: PatternTables
  var window: ResidentWindow
  var pending = PendingFragments()
  var slots: ChainSlots
  var budget = VerificationBudget()
  /// Finds those anchors that are not Hyperscan's.
  var sieve: SieveStream

  /// Matches of anchors, over all bodies.
  private(set) var matchCount: UInt64 = 0

  /// Where the last anchor ended.
  private var anchorEnd: UInt64 = 0

  /// The type of the body: known once its first bytes are.
  var type = TargetType.any

  /// Whether the body lies in another file.
  var liesInFile = false

  /// Whether patterns can be counted from the body's end.
  var isEndKnown = true

  /// What came up.
  var findings: Findings
  /// Whether to search on after a detection.
  var reportsAll = false
  /// Why content is no longer verified.
  var failure: UnscannableReason?
  /// Whether verifying took so long that the complete body is to be matched elsewhere.
  var isSuspended = false

  /// Where the fragment under verification can begin and end, and one to compute with.
  var starts: PositionSet
  var ends: PositionSet
  var spare: PositionSet

  init(database: SignatureDatabase, signatureCount: Int, detectionsMax: Int) {
    let patterns = database.patterns
    sieve = SieveStream(isUsed: database.anchors.hasSieve)
    self.patterns = patterns
    findings = Findings(signatureCount: signatureCount, detectionsMax: detectionsMax)
    window = ResidentWindow(keepBytes: patterns.residentBytes)
    slots = ChainSlots(slotCount: patterns.slotCount)
    starts = PositionSet(limit: patterns.residentBytes)
    ends = PositionSet(limit: patterns.residentBytes)
    spare = PositionSet(limit: patterns.residentBytes)
  }

  /// Forgets the body before. Allocates nothing.
  mutating func reset() {
    window.reset()
    pending.removeAll()
    slots.reset()
    budget.reset()
    anchorEnd = 0
    type = .any
    findings.removeAll()
    failure = nil
    isSuspended = false
  }

  /// The first detection.
  var detection: Detection? { findings.detectionCount > 0 ? findings.detection(0) : nil }

  /// Whether there is a point in searching on.
  var isSearching: Bool {
    failure == nil && !isSuspended && (findings.detectionCount == 0 || reportsAll)
  }

  /// Takes a pattern that was found: a detection, or a candidate.
  mutating func found(_ pattern: PatternRecord, offset: UInt64, size: UInt64) {
    if pattern.makesCandidate {
      findings.add(candidate: pattern.signature)
    } else {
      findings.add(pattern.signature, part: Int(pattern.part), offset: offset, size: size)
    }
  }

  /// Gives up following a pattern, for lack of room: its signature becomes a candidate, which the complete
  /// body decides.
  mutating func leaveOpen(_ pattern: PatternRecord) {
    findings.add(candidate: pattern.signature)
  }

  /// Takes a match that Hyperscan found, after those of the sieve that end no later; `false` stops the
  /// search.
  mutating func found(anchor: UInt32, end: UInt64) -> Bool {
    takeSieved(upTo: end) && take(anchor, end: end)
  }

  /// Takes the matches that the sieve found, up to an offset; `false` stops the search.
  @inline(__always) mutating func takeSieved(upTo end: UInt64) -> Bool {
    while let match = sieve.next(upTo: end) {
      if !take(match.anchor, end: match.end) { return false }
    }
    return true
  }

  /// Takes what the sieve found behind Hyperscan's last match, and verifies what is due, now that all
  /// anchors up to an offset have been found.
  mutating func finishSlice(upTo offset: UInt64) {
    if isSearching, takeSieved(upTo: offset) { drain(upTo: offset) }
  }

  /// Pays for what the sieve did.
  mutating func paySieve() {
    budget.spend(sieve.takeSteps())
    if isSearching { judgeBudget() }
  }

  /// Takes a match of an anchor that ends just before an offset; `false` stops the search.
  private mutating func take(_ anchor: UInt32, end: UInt64) -> Bool {
    matchCount += 1
    // Chains rely on the order of ends. Hyperscan's: `hs_expr_info.unordered_matches` is for assertions alone.
    guard end >= anchorEnd else {
      failure = .engine
      return false
    }
    anchorEnd = end
    budget.spend(VerificationBudget.stepsPerMatch)
    let record = patterns.anchors[Int(anchor)]
    let first = Int(record.firstCandidate)
    var index = first
    while index < first + Int(record.candidateCount) {
      budget.spend(VerificationBudget.stepsPerCandidate)
      let candidate = patterns.candidates[index]
      if candidate.lastEnd < end, candidate.lastEnd != .max {
        index = Int(candidate.next)
        continue
      }
      consider(candidate, end: end)
      if !isSearching { return false }
      index += 1
    }
    judgeBudget()
    return isSearching
  }

  private mutating func judgeBudget() {
    if budget.isExhausted {
      failure = .budget
    } else if budget.isLeaseExhausted {
      isSuspended = true
    }
  }

  private mutating func consider(_ candidate: CandidateRecord, end: UInt64) {
    guard end >= UInt64(candidate.anchorEnd) else { return }
    let position = end - UInt64(candidate.anchorEnd)
    let fragment = patterns.fragments[Int(candidate.fragment)]
    guard isPossible(fragment, at: position) else { return }
    budget.spend(VerificationBudget.stepsPerPossible)
    guard anchorSegmentMatches(fragment, at: position) else { return }
    let due = position + UInt64(fragment.suffixMax) + UInt64(fragment.delay)
    if fragment.isFirst && fragment.isLast && due <= window.end {
      verify(candidate.fragment, at: position)
    } else {
      wait(
        for:
          PendingFragments.Entry(due: due, position: position, fragment: candidate.fragment),
        end: end)
    }
  }

  /// Keeps a fragment until it is due. If there is no room, what was due before the current anchor's
  /// end is verified at once: no anchor that is still to be found can be due before. If that makes none,
  /// the complete body decides.
  private mutating func wait(for entry: PendingFragments.Entry, end: UInt64) {
    if pending.push(entry) { return }
    drain(upTo: end - 1)
    if isSearching, !pending.push(entry) {
      leaveOpen(patterns.patterns[Int(patterns.fragments[Int(entry.fragment)].pattern)])
    }
  }

  /// Whether there is nothing new in finding a pattern. Of a detection by one of several parts, the
  /// others are evidence too.
  private func isKnown(_ pattern: PatternRecord) -> Bool {
    findings.contains(pattern.signature)
      && (!pattern.hasSiblings || findings.settles(Int(pattern.part), of: pattern.signature))
  }

  /// Checks that cost nothing: the type of the body and the place in it.
  private func isPossible(_ fragment: FragmentRecord, at position: UInt64) -> Bool {
    let pattern = patterns.patterns[Int(fragment.pattern)]
    guard pattern.target == TargetType.any.rawValue || pattern.target == type.rawValue,
      !pattern.liesInFile || liesInFile, position >= UInt64(fragment.prefixMin), !isKnown(pattern)
    else { return false }
    // Before an unbounded gap the earliest end is enough.
    if fragment.slot >= 0, !fragment.slotKeepsAll,
      position + UInt64(fragment.suffixMin) >= slots[fragment.slot].earliestEnd
    {
      return false
    }
    guard fragment.isFirst, pattern.isAbsolute else { return true }
    return position - UInt64(fragment.prefixMin) >= pattern.offset
      && position <= pattern.offset + pattern.shift + UInt64(fragment.prefixMax)
  }

  /// Compares the anchor's segment, as far as it has arrived, so that little becomes pending.
  private mutating func anchorSegmentMatches(
    _ fragment: FragmentRecord, at position: UInt64
  ) -> Bool {
    let segment = patterns.segments[Int(fragment.firstSegment) + Int(fragment.anchorSegment)]
    let end = min(position + UInt64(segment.count), window.end)
    guard let bytes = unsafe window.view(from: position, to: end) else {
      failure = .engine
      return false
    }
    return unsafe matches(segment, bytes, count: Int(end - position))
  }

  /// Verifies what is due by an offset.
  mutating func drain(upTo offset: UInt64) {
    while isSearching, let entry = pending.pop(dueBy: offset) {
      budget.spend(1)
      verify(entry.fragment, at: entry.position)
      if detection == nil || reportsAll { judgeBudget() }
    }
  }

  /// Verifies the rest, when no more bytes will come.
  mutating func finish() {
    drain(upTo: .max)
    if isSearching, isEndKnown { judgeOffsetsFromEnd() }
  }
}
