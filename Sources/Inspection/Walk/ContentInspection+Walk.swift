internal import FileTypes
internal import Formats
internal import Glibc
internal import Scanning
internal import Signatures

extension ContentInspection {
  /// Whether there is a point in looking on.
  var isInspecting: Bool { reportsAll || limits.wantsFileReport || !record.isInfected }

  /// Inspects a content that a reader found in the current one: typed, scanned and read in its turn.
  ///
  /// - Parameters:
  ///   - bytes: all of it, unpacked.
  ///   - name: what it is called there; hostile bytes of any length.
  ///   - type: what it is, where the reader knows better than its bytes tell.
  ///   - description: what is said of it.
  ///   - isEnvelope: whether it does nothing but hold others.
  mutating func inspect(
    _ bytes: Span<UInt8>, _ relation: Relation, name: Span<UInt8>, as type: ContentType? = nil,
    _ description: BodyDescription = BodyDescription(), isEnvelope: Bool = false
  ) {
    guard isInspecting, enter(bytes.count) else { return }
    let outer = current
    let type = type ?? self.type(of: bytes, description)
    if name.count > limits.nameBytesMax { fail(.nameBytes) }
    add(
      Content(
        parent: outer, relation: relation, name: Self.kept(name), type: type,
        byteCount: bytes.count))
    record.contents[current].field = Self.kept(description.field.span)
    compare(name, description)
    // What is delivered in a body's place is told by its parts, which have names, before it is told itself.
    let isLast = relation == .canonicalBody
    // Of what is damaged there may be no bytes. Signatures ask for what is missing, too: they would be found.
    if !isLast, !bytes.isEmpty {
      judge(bytes, .unscanned(bodyBytes: UInt64(bytes.count)), isEnvelope: isEnvelope)
    }
    // Signatures for compound files are for the source of their macros as well.
    if relation == .macro, isInspecting {
      judge(bytes, .compoundFile(bodyBytes: UInt64(bytes.count)))
    }
    if isInspecting { readInside(bytes, as: type, description) }
    judgeType(description)
    if isLast, isInspecting {
      judge(bytes, .unscanned(bodyBytes: UInt64(bytes.count)), isEnvelope: isEnvelope)
    }
    noteDigests(bytes, isFile: record.contents[outer].parent == nil)
    current = outer
    depth -= 1
  }

  /// Reads what the current content contains, which lies in it for the signatures that ask for that.
  mutating func readInside(
    _ bytes: Span<UInt8>, as type: ContentType, _ description: BodyDescription
  ) {
    let wasTrusted = isTrusted
    isTrusted = wasTrusted || scan.isListedAsHarmless(bytes)
    let isAround = database.asksForContainers && !isPassedOver(type, description)
    if isAround { surroundings.enter(bytes, of: database) }
    read(bytes, as: type, description)
    if isAround { surroundings.leave() }
    isTrusted = wasTrusted
  }

  /// Whether what lies in the current content lies in what is around that, as signatures have it: parts of
  /// mail that are no files, and encoded ones, are but mail.
  private func isPassedOver(_ type: ContentType, _ description: BodyDescription) -> Bool {
    guard record.contents[current].parent != nil else { return false }
    if record.contents[current].relation == .canonicalBody { return true }
    if !description.transferEncoding.isEmpty { return true }
    guard description.isMail else { return false }
    switch type {
    case .multipart, .text, .uuencoded: return true
    case .mail: return Self.isForwarded(description)
    default: return false
    }
  }

  /// Whether a part of a mail is said to be a mail.
  static func isForwarded(_ description: BodyDescription) -> Bool {
    isName(FieldValue(description.contentType.span).value.span, "message/rfc822")
  }

  /// Goes into an archive that lies in the current content: as signatures have it, members lie in that.
  mutating func enterArchive(_ type: FileType, byteCount: Int) {
    if database.asksForContainers { surroundings.enter(type, byteCount: byteCount) }
  }

  /// Comes out of it.
  mutating func leaveArchive() {
    if database.asksForContainers { surroundings.leave() }
  }

  /// Looks for signatures that ask for a member of the current content by what its header says.
  ///
  /// - Parameter position: its place, as clamscan counts in this format.
  mutating func judgeMember(
    _ name: Span<UInt8>, packedBytes: Int?, unpackedBytes: Int,
    isEncrypted: Bool, position: Int
  ) {
    guard scan.hasMemberRules, isInspecting else { return }
    let member = ContainedMember(
      name: [UInt8](copying: name), packedBytes: packedBytes, unpackedBytes: unpackedBytes,
      isEncrypted: isEncrypted, position: position)
    take(scan.detections(of: member, in: surroundings))
  }

  /// Takes note of what was found in the current content.
  private mutating func take(_ detections: [Detection]) {
    guard let first = detections.first else { return }
    guard !isTrusted else {
      record.suppressed = record.suppressed ?? first
      return
    }
    var known = Set(record.contents[current].detections.map(\.signature))
    record.contents[current].detections += detections.filter { known.insert($0.signature).inserted }
    record.isInfected = true
  }

  /// Scans a content in which nothing is read, and forgets it where nothing is found: there may be any
  /// number of such.
  mutating func inspectPlain(_ bytes: Span<UInt8>, _ relation: Relation, name: [UInt8]) {
    guard isInspecting, hasTime() else { return }
    let outer = current
    add(
      Content(
        parent: outer, relation: relation, name: Self.kept(name.span), type: .unknown,
        byteCount: bytes.count))
    judge(bytes, .unscanned(bodyBytes: UInt64(bytes.count)))
    if record.contents[current].reasons.isEmpty, record.contents[current].detections.isEmpty {
      record.contents.removeLast()
      record.contentCount -= 1
    }
    current = outer
  }

  /// The content being read is of a class.
  mutating func mark(_ threat: ThreatClass) {
    let threats = ThreatClasses(threat)
    record.contents[current].classes.formUnion(threats)
    record.classes.formUnion(threats)
  }

  /// The content being read could not be judged whole.
  mutating func fail(_ reason: UnjudgedReason) {
    let reasons = UnjudgedReasons(reason)
    record.contents[current].reasons.formUnion(reasons)
    record.reasons.formUnion(reasons)
  }

  /// Scans the bytes of the current content.
  ///
  /// - Parameter isEnvelope: whether it does nothing but hold others, which are scanned by themselves.
  mutating func judge(_ bytes: Span<UInt8>, _ handover: Handover, isEnvelope: Bool = false) {
    let around = surroundings
    let result = unsafe bytes.withUnsafeBytes {
      unsafe scan.judge($0, handover, in: around, isEnvelope: isEnvelope)
    }
    switch result.verdict {
    case .clean: record.suppressed = record.suppressed ?? result.suppressed
    case .infected:
      take(result.detections)
      if !isTrusted { record.detectionsLeftOff += result.detectionsLeftOff }
      record.contents[current].sha256 = result.sha256
    case .unscannable(let reason): fail(UnjudgedReason(reason))
    }
    if let type = result.readAs { readAgain(bytes, as: type) }
  }

  /// Reads the current content as another type, as a signature asks for: what lies in it then lies in a file
  /// of that type.
  private mutating func readAgain(_ bytes: Span<UInt8>, as fileType: FileType) {
    let type = ContentType(fileType)
    guard isInspecting, type != .unknown, database.fileTyper.type(ofWhole: bytes) != fileType else {
      return
    }
    enterArchive(fileType, byteCount: bytes.count)
    read(bytes, as: type)
    leaveArchive()
  }

  /// Puts a content at the end of the record, as the current one.
  mutating func add(_ content: Content) {
    record.contents.append(content)
    record.contentCount += 1
    current = record.contents.count - 1
  }

  /// Whether there is room for one more content, one deeper.
  private mutating func enter(_ byteCount: Int) -> Bool {
    guard depth < limits.depthMax else {
      fail(.depth)
      return false
    }
    guard record.contentCount < limits.filesMax else {
      fail(.files)
      return false
    }
    // Asking for the time takes as long as looking at a value of a few bytes.
    entries &+= 1
    let isCheap = byteCount <= Self.cheapBytesMax && entries % Self.cheapEntriesMax != 0
    guard isCheap || hasTime() else { return false }
    depth += 1
    return true
  }

  /// Contents of so few bytes are entered without asking for the time, but for each of so many.
  private static let cheapBytesMax = 4096
  private static let cheapEntriesMax = 16

  /// Whether there is time left; if not, that is noted.
  mutating func hasTime() -> Bool {
    guard Self.processorNanoseconds() < deadlineNanoseconds else {
      fail(.time)
      return false
    }
    return true
  }

  /// So much of a name as is kept.
  static func kept(_ name: Span<UInt8>) -> [UInt8] {
    let count = min(name.count, Content.nameBytesMax)
    var kept: [UInt8] = []
    kept.reserveCapacity(count)
    for place in 0..<count { kept.append(name[place]) }
    return kept
  }

  /// The processor time of this thread: what others do at the same time is not held against a body.
  static func processorNanoseconds() -> UInt64 {
    var time = timespec()
    let result = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    precondition(result == 0, "clock_gettime failed")
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}
