internal import Digests
internal import Executables
internal import FileTypes
internal import Hyperscan
internal import Normalisation
public import Signatures

/// Judges complete bodies, each in one run of memory, where scanning them as they arrived left something
/// open: the second stage.
///
/// It takes up to the time that its budget allows, and allocates: not for a worker's event loop.
public struct WholeScan: ~Copyable {
  /// The database that it judges by.
  public let database: SignatureDatabase

  let reportsAll: Bool
  let memberRules: MemberRules
  var matcher: BodyMatcher
  var evaluator: Evaluator
  /// Its memory is kept; `nil` while it is used for a document around the current one.
  var html: HTMLNormaliser?
  /// Text in its normal form; its memory is kept.
  var text: [UInt8] = []
  var hashReader: HashReader
  var scratch: Scratch

  /// What was found of the current body.
  var findings = WholeFindings()
  var budget = EvaluationBudget(steps: 0)
  /// What decoding pictures may take beside it.
  var pictureSteps: UInt64 = 0
  /// The types of the files that the current one lies in, and its own last.
  var types: [FileType] = []

  /// Allocates what scanning needs.
  ///
  /// - Parameter reportsAll: whether all signatures that a body has are asked for, not the first alone.
  public init(database: SignatureDatabase, reportsAll: Bool = false) throws {
    let matcher = try BodyMatcher(database: database, reportsAll: reportsAll)
    let scratch = try database.makeScratch()
    let memberRules = try MemberRules(database.containerRules)
    let expressions = try CompiledExpressions(database.contents, database.expressionFilters)
    self.database = database
    self.reportsAll = reportsAll
    self.memberRules = memberRules
    self.matcher = matcher
    evaluator = Evaluator(database.contents, expressions: expressions)
    hashReader = HashReader(database.hashes)
    self.scratch = scratch
  }

  /// Judges a body, or what lies in one.
  ///
  /// - Parameters:
  ///   - body: all of it, unchanged since it was scanned as it arrived.
  ///   - handover: what that scan left, by the same database.
  ///   - around: what it lies in.
  ///   - isEnvelope: whether the body does nothing but hold others, which are judged by themselves: then it is
  ///     matched as it is, but no normal forms are made of it, and no files are looked for in it.
  public mutating func judge(
    _ body: UnsafeRawBufferPointer, _ handover: borrowing Handover,
    in around: Surroundings = Surroundings(), isEnvelope: Bool = false
  ) -> WholeResult {
    types = around.types
    findings = WholeFindings(detections: handover.detections, failure: handover.failure)
    budget = EvaluationBudget(
      steps: EvaluationBudget.stepsMin + UInt64(body.count) * EvaluationBudget.stepsPerByte)
    pictureSteps = EvaluationBudget.pictureSteps(
      body.count, verificationSteps: handover.verificationSteps)
    let bytes = unsafe body.bindMemory(to: UInt8.self)
    var known = KnownFile(digests: handover.digests)
    // Only of a ZIP archive more than the first bytes decide.
    if handover.type != .zip { known.type = handover.type }
    known.isEnvelope = isEnvelope
    if handover.isMatched { known.candidates = handover.candidates }
    unsafe scan(file: bytes.span, .body, known, depth: 0)
    return unsafe conclude(bytes.span, handover.digests)
  }

  /// Clears what a false-positive list names, and gives evidence.
  private mutating func conclude(_ body: Span<UInt8>, _ known: DigestValues) -> WholeResult {
    if budget.isExhausted { findings.fail(.budget) }
    guard let first = findings.detections.first else {
      var result = WholeResult(verdict: findings.failure.map { .unscannable($0) } ?? .clean)
      result.readAs = findings.readAs
      return result
    }
    let size = UInt64(body.count)
    var digests = known
    digests.compute(
      database.hashes.algorithms(.harmless, forSize: size).union(.sha256), of: body)
    var result = WholeResult(verdict: .infected(first))
    result.sha256 = digests.sha256
    result.readAs = findings.readAs
    if digests.find(.harmless, size: size, with: &hashReader).isFound {
      result.verdict = .clean
      result.suppressed = first
    } else {
      result.detections = findings.detections
      result.detectionsLeftOff = findings.leftOff
    }
    return result
  }

  /// Whether there is a point in looking on: what failed so far does not keep others from being found.
  var isSearching: Bool {
    !budget.isExhausted && (reportsAll || findings.detections.isEmpty)
  }

  /// Pays for going over bytes of a file inside, or of a form: such files can overlap, and lie in each
  /// other, so that all of them together have many times the bytes of the body.
  mutating func pay(for bytes: Span<UInt8>, _ stepsPerQuad: Int) {
    budget.spend(bytes.count / 4 * stepsPerQuad)
  }
}

extension EvaluationBudget {
  /// What evaluating any body may cost, however small: about 20 ms. A regular expression of a real
  /// signature takes that in a small file.
  static let stepsMin: UInt64 = 4 << 20
  /// What each byte adds: with the verification of matches, 0.1 s of CPU for a mebibyte.
  static let stepsPerByte: UInt64 = 10

  /// What decoding a picture may cost if its body is small: about 0.08 s, as much as is allowed for a
  /// mebibyte. Two million pixels of progressive JPEG take that, and eight million of a screen's.
  static let pictureStepsMin: UInt64 = 17 << 20

  /// What decoding pictures may cost beside what evaluation may: what verifying the body as it arrived might
  /// have cost and did not.
  static func pictureSteps(_ bytes: Int, verificationSteps: UInt64) -> UInt64 {
    let allowed = VerificationBudget.stepsMin + UInt64(bytes) * VerificationBudget.stepsPerByte
    let all = allowed + stepsMin + UInt64(bytes) * stepsPerByte
    let missing = pictureStepsMin > all ? pictureStepsMin - all : 0
    return missing + (allowed > verificationSteps ? allowed - verificationSteps : 0)
  }

  /// What four bytes cost: typed, matched without a candidate, and searched for files inside.
  static let stepsPerQuadOfFile = 2
  /// Where the types of files inside are looked for, a place at which one may begin compared, or a byte.
  static let stepsPerComparisonOfTypes = 5
  /// Digested by one algorithm.
  static let stepsPerQuadOfDigest = 1
  /// Brought to the forms of HTML.
  static let stepsPerQuadOfHTML = 12
  /// Brought to the form of text.
  static let stepsPerQuadOfText = 2
}

/// What a whole scan has found so far.
struct WholeFindings {
  /// Detections kept, where all are asked for.
  static let detectionsMax = 256

  private(set) var detections: [Detection] = []
  /// Signatures found for which there was no room.
  private(set) var leftOff = 0
  private var seen: Set<SignatureIndex> = []
  /// Why not all could be looked at: the first such reason.
  private(set) var failure: UnscannableReason?
  /// As what else the body is to be read.
  var readAs: FileType?

  init(detections: [Detection] = [], failure: UnscannableReason? = nil) {
    self.failure = failure
    for detection in detections { add(detection) }
  }

  /// How many there are, to go back to.
  var mark: Int { detections.count }

  /// Forgets what was found since: it lies in what is known to be harmless. What found no room is not known any
  /// more, and stays counted.
  mutating func forget(since mark: Int) {
    for detection in detections[mark...] { seen.remove(detection.signature) }
    detections.removeLast(detections.count - mark)
  }

  /// Each signature counts once.
  mutating func add(_ detection: Detection) {
    guard seen.insert(detection.signature).inserted else { return }
    if detections.count < Self.detectionsMax {
      detections.append(detection)
    } else {
      leftOff += 1
    }
  }

  mutating func fail(_ reason: UnscannableReason) {
    if failure == nil { failure = reason }
  }
}

/// What is known of a file before it is scanned whole.
struct KnownFile {
  /// Digests of the file, as far as they were computed.
  var digests = DigestValues()
  /// Signatures that matching the file's bytes left open; `nil` where they were not matched.
  var candidates: [UInt32]?
  /// As what it is to be read; `nil` where its bytes have yet to say that.
  var type: FileType?
  /// Whether it is read again, as a signature asked for.
  var isReread = false
  /// Whether it does nothing but hold others, which are judged by themselves.
  var isEnvelope = false
}
