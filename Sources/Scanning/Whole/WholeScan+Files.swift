internal import Digests
internal import Executables
internal import FileTypes
internal import Images
internal import Signatures

extension WholeScan {
  /// Files inside files are looked at this deep: ClamAV's default. What lies deeper has been matched as
  /// a part of those around it; only offsets from its own beginning and headers are not reckoned.
  static let depthMax = 17

  /// Scans a file: the body, or one inside it. `FileTypes` says what is done with each type.
  mutating func scan(
    file bytes: Span<UInt8>, _ form: ContentForm, _ known: KnownFile, depth: Int
  ) {
    guard isSearching, depth <= Self.depthMax else { return }
    pay(for: bytes, EvaluationBudget.stepsPerQuadOfFile)
    guard isSearching else { return }
    let type = known.type ?? database.fileTyper.type(ofWhole: bytes)
    types.append(type)
    defer { types.removeLast() }
    let treatment = known.isEnvelope ? [] : type.treatment
    if treatment.contains(.html) { scan(html: bytes, depth: depth) }
    if treatment.contains(.htmlUTF16) { scan(wideHTML: bytes, depth: depth) }
    if treatment.contains(.universalParts) { scanUniversalParts(bytes, depth: depth) }
    let target = TargetType(ofRaw: type)
    let layout = layout(of: bytes, target)
    let candidates = matchRaw(bytes, as: target, form, known, layout, depth: depth)
    if target == .portableExecutable { scanDigestsOfParts(bytes, form) }
    if !known.isEnvelope {
      scanInside(bytes, type, treatment, candidates: candidates, depth: depth)
    }
  }

  /// Matches the bytes as they are, evaluates the candidates, and looks the file's digests up.
  private mutating func matchRaw(
    _ bytes: Span<UInt8>, as target: TargetType, _ form: ContentForm, _ known: KnownFile,
    _ layout: LayoutOffsets?, depth: Int
  ) -> [UInt32] {
    guard isSearching else { return [] }
    lookUp(bytes, known.digests, form)
    let candidates = known.candidates ?? match(bytes, as: target, form)
    var rereading = known.isReread ? Rereading.never : .possible
    evaluate(
      candidates, form,
      in: Subject(
        bytes: bytes, type: target, layout: layout, imageHash: imageHash(of: bytes, target),
        types: types),
      &rereading)
    if case .due(let type) = rereading {
      if depth == 0 { findings.readAs = type }
      let again = KnownFile(
        digests: known.digests, type: type == .any ? nil : type, isReread: true)
      scan(file: bytes, form, again, depth: depth + 1)
    }
    return candidates
  }

  /// The perceptual hash of a picture, where a signature asks for one.
  private mutating func imageHash(
    of bytes: Span<UInt8>, _ target: TargetType
  ) -> Subject.ImageHash {
    guard target == .graphics, database.hasImageHashes, isSearching else { return .none }
    var picture = PictureBudget(stepsMax: Int(clamping: budget.left + pictureSteps))
    let hash = ImageHash.perceptual(of: bytes, budget: &picture)
    let taken = min(UInt64(picture.steps), pictureSteps)
    pictureSteps -= taken
    budget.spend(picture.steps - Int(taken))
    return switch hash {
    case .known(let hash): .known(hash)
    case .none: .none
    case .unknown: .unknown
    }
  }

  /// Runs the matcher over bytes that are in one place; its detections are kept, its candidates given.
  ///
  /// - Parameter isEndKnown: whether patterns can be counted from the end.
  mutating func match(
    _ bytes: Span<UInt8>, as target: TargetType, _ form: ContentForm, isEndKnown: Bool = true
  ) -> [UInt32] {
    unsafe bytes.withUnsafeBytes {
      unsafe matcher.match(
        whole: $0, as: target, liesInFile: types.count > 1, isEndKnown: isEndKnown,
        reportsAll: reportsAll, stepsMax: budget.left, scratch: &scratch)
    }
    budget.spend(Int(clamping: matcher.verificationSteps))
    for detection in matcher.detections { findings.add(detection.in(form)) }
    if let failure = matcher.failure { findings.fail(failure) }
    return matcher.candidates
  }

  /// Evaluates candidates, and the signatures of which every file of the type is one.
  ///
  /// First all of them with a share of the budget each, then those for which that was too little with what
  /// is left: so that one that takes it all does not keep others from being found.
  mutating func evaluate(
    _ candidates: [UInt32], _ form: ContentForm, in subject: borrowing Subject,
    _ rereading: inout Rereading
  ) {
    var waiting = candidates.filter { $0 < UInt32(database.counts.bodies) }
    let always = database.always
    for place in 0..<always.count {
      let record = always[place]
      guard record.target == 0 || record.target == subject.type.rawValue else { continue }
      waiting.append(record.signature)
    }
    var undecided: [UInt32] = []
    for signature in waiting
    where !evaluate(signature, share: Self.budgetShare, form, in: subject, &rereading) {
      undecided.append(signature)
    }
    for signature in undecided where !evaluate(signature, share: 1, form, in: subject, &rereading) {
      findings.fail(.budget)
    }
  }

  /// What a signature may take of the budget at first: one part of so many.
  private static let budgetShare: UInt64 = 16

  /// Evaluates a signature; `false` where its share of the budget does not suffice.
  private mutating func evaluate(
    _ candidate: UInt32, share: UInt64, _ form: ContentForm, in subject: borrowing Subject,
    _ rereading: inout Rereading
  ) -> Bool {
    guard isSearching else { return true }
    budget.beginTurn(share: share)
    defer { budget.endTurn() }
    switch evaluator.evaluate(candidate, in: subject, budget: &budget) {
    case .absent: break
    case .found(let offset, let size):
      if let type = database.contents.handlerType(of: candidate),
        rereading.isStarted(by: type, database.contents.signatures[Int(candidate)].target, subject)
      {
        return true
      }
      findings.add(
        Detection(
          signature: SignatureIndex(rawValue: candidate), offset: offset, size: size, form: form,
          parts: DetectedParts(evaluator.matchedParts)))
    case .exhausted: return false
    }
    return true
  }

  /// Looks the digests of a file, or of a form of it, up among those of whole files.
  mutating func lookUp(_ bytes: Span<UInt8>, _ known: DigestValues, _ form: ContentForm) {
    let size = UInt64(bytes.count)
    let wanted = database.hashes.algorithms(.whole, forSize: size)
    guard !wanted.isEmpty else { return }
    pay(for: bytes, EvaluationBudget.stepsPerQuadOfDigest * wanted.rawValue.nonzeroBitCount)
    guard isSearching else { return }
    var digests = known
    digests.compute(wanted, of: bytes)
    let listed = digests.find(.whole, size: size, all: reportsAll, with: &hashReader)
    add(listed, size: size, form)
  }

  /// Takes what looking for digests gave.
  mutating func add(
    _ listed: HashNumbers, offset: UInt64 = 0, size: UInt64, _ form: ContentForm
  ) {
    for place in 0..<listed.count {
      findings.add(
        Detection(
          signature: database.signature(onHash: listed[place]), offset: offset, size: size,
          form: form))
    }
    if listed.isDamaged { findings.fail(.engine) }
  }

  /// Looks at what lies in the bytes: files, HTML, text.
  private mutating func scanInside(
    _ bytes: Span<UInt8>, _ type: FileType, _ treatment: Treatment, candidates: [UInt32], depth: Int
  ) {
    guard isSearching else { return }
    let marker = UInt32(database.counts.bodies)
    // Executables inside are looked for only where the matcher saw what may be one.
    let mayHaveExecutables =
      treatment.contains(.findsExecutables) && candidates.contains(marker)
    if mayHaveExecutables {
      let inside = database.fileTyper.embeddedTypes(in: bytes, of: type)
      if !inside.isComplete { findings.fail(.budget) }
      budget.spend(inside.comparisons * EvaluationBudget.stepsPerComparisonOfTypes)
      scan(executables: inside.executables, in: bytes, depth: depth)
    }
    switch database.fileTyper.hasHTML(in: bytes, of: type) {
    case nil: findings.fail(.budget)
    case true?: scan(html: bytes, depth: depth)
    case false?: if treatment.contains(.text) { scan(text: bytes) }
    }
  }
}
