public import Scanning
internal import Signatures

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
  /// Detections that are not among the contents', as there was no room for them; the same signature may count
  /// several times.
  public internal(set) var detectionsLeftOff = 0
  /// What was found in the body and then cleared by a false-positive list.
  public internal(set) var suppressed: Detection?

  /// Nothing yet.
  public init() {}

  /// What scanning alone found out about a body, of which nothing else is known.
  ///
  /// - Parameter unjudged: why nothing else could be found out, where that was to be.
  public init(_ result: WholeResult, byteCount: Int, unjudged: UnjudgedReason? = nil) {
    var body = Content(
      parent: nil, relation: .body, name: [], type: .unknown, byteCount: byteCount)
    body.detections = result.detections
    body.sha256 = result.sha256
    if case .unscannable(let reason) = result.verdict {
      body.reasons = UnjudgedReasons(UnjudgedReason(reason))
    }
    if let unjudged { body.reasons.formUnion(UnjudgedReasons(unjudged)) }
    contents = [body]
    contentCount = 1
    reasons = body.reasons
    isInfected = !result.detections.isEmpty
    detectionsLeftOff = result.detectionsLeftOff
    suppressed = result.suppressed
  }

  /// Of a body that could not be judged at all.
  public init(unjudged reason: UnjudgedReason, byteCount: Int) {
    self.init(WholeResult(verdict: .clean), byteCount: byteCount, unjudged: reason)
  }
}

extension InspectionRecord {
  /// The first detection, in the order of the contents.
  public var firstDetection: Detection? {
    for content in contents { if let first = content.detections.first { return first } }
    return nil
  }

  /// Puts together what a message or a test says; `nil` where the parts do not agree: a content around
  /// that comes later, classes of none of the contents where all are there, detections without infection.
  public init?(
    contents: [Content], contentCount: Int, unpackedBytes: Int, classes: ThreatClasses,
    reasons: UnjudgedReasons, suppressed: Detection?, detectionsLeftOff: Int = 0
  ) {
    guard let body = contents.first, body.parent == nil, contentCount >= contents.count else {
      return nil
    }
    for (place, content) in contents.enumerated().dropFirst() {
      guard let parent = content.parent, parent >= 0, parent < place else { return nil }
    }
    guard contents.allSatisfy({ classes.isSuperset(of: $0.classes) }),
      contents.allSatisfy({ reasons.isSuperset(of: $0.reasons) })
    else { return nil }
    self.contents = contents
    self.contentCount = contentCount
    self.unpackedBytes = unpackedBytes
    self.classes = classes
    self.reasons = reasons
    self.suppressed = suppressed
    self.detectionsLeftOff = detectionsLeftOff
    isInfected = contents.contains { !$0.detections.isEmpty }
  }

  /// The same with at most so many contents: first those in which a signature is found that is in none before
  /// them, then those with other detections, then those with classes, then those with reasons, each with all
  /// that is around it, then whatever comes first.
  public func pruned(contentsMax: Int) -> InspectionRecord {
    guard contents.count > contentsMax else { return self }
    var isKept = [Bool](repeating: false, count: contents.count)
    var count = 0
    func keep(_ place: Int) {
      var path: [Int] = []
      var next: Int? = place
      while let each = next, !isKept[each] {
        path.append(each)
        next = contents[each].parent
      }
      guard count + path.count <= contentsMax else { return }
      for each in path { isKept[each] = true }
      count += path.count
    }
    var seen: Set<SignatureIndex> = []
    for place in contents.indices {
      let known = seen.count
      seen.formUnion(contents[place].detections.map(\.signature))
      if seen.count > known { keep(place) }
    }
    let hasFinding: [(Content) -> Bool] = [
      { !$0.detections.isEmpty }, { !$0.classes.isEmpty }, { !$0.reasons.isEmpty }, { _ in true },
    ]
    for isWanted in hasFinding {
      for place in contents.indices where isWanted(contents[place]) { keep(place) }
    }
    var places = [Int](repeating: 0, count: contents.count)
    var kept: [Content] = []
    for place in contents.indices where isKept[place] {
      places[place] = kept.count
      kept.append(contents[place].inside(contents[place].parent.map { places[$0] }))
    }
    var record = self
    record.contents = kept
    for place in contents.indices where !isKept[place] {
      record.detectionsLeftOff += contents[place].detections.count
    }
    return record
  }

  /// What a content is called from the body on: the names of what is around it, and its own.
  public func path(of place: Int) -> [[UInt8]] {
    var path: [[UInt8]] = []
    var next: Int? = place
    while let each = next, contents[each].parent != nil {
      // Its parts are the body's.
      if contents[each].relation != .canonicalBody { path.append(contents[each].name) }
      next = contents[each].parent
    }
    return path.reversed()
  }
}
