internal import Signatures

/// What came up of one body's content signatures, each signature once: detections, and candidates that
/// the complete body decides.
struct Findings: ~Copyable {
  /// Detections kept, where all are asked for.
  static let detectionsMax = 64
  /// Candidates of one body. Real files have a few; past it the body is unscannable.
  static let candidatesMax = 1024

  private let seen: FixedArray<UInt64>
  private let candidates: FixedArray<UInt32>
  private let detections: FixedArray<Detection>
  private(set) var candidateCount = 0
  private(set) var detectionCount = 0

  /// Room for signatures of so many numbers.
  init(signatureCount: Int) {
    seen = FixedArray(repeating: 0, count: (signatureCount + 63) / 64)
    candidates = FixedArray(repeating: 0, count: min(signatureCount, Self.candidatesMax))
    detections = FixedArray(
      repeating: Detection(signature: SignatureIndex(rawValue: 0), offset: 0, size: 0),
      count: min(signatureCount, Self.detectionsMax))
  }

  /// Forgets everything, at the cost of what came up.
  mutating func removeAll() {
    for place in 0..<candidateCount { seen[Int(candidates[place] >> 6)] = 0 }
    for place in 0..<detectionCount { seen[Int(detections[place].signature.rawValue >> 6)] = 0 }
    candidateCount = 0
    detectionCount = 0
  }

  /// Whether a signature came up.
  func contains(_ signature: UInt32) -> Bool {
    seen[Int(signature >> 6)] >> UInt64(signature & 63) & 1 == 1
  }

  func candidate(_ place: Int) -> UInt32 { candidates[place] }

  func detection(_ place: Int) -> Detection { detections[place] }

  /// Adds a candidate; `false` where there is no room.
  mutating func add(candidate signature: UInt32) -> Bool {
    guard !contains(signature) else { return true }
    guard candidateCount < candidates.count else { return false }
    candidates[candidateCount] = signature
    candidateCount += 1
    mark(signature)
    return true
  }

  /// Adds a detection. Past the first ``detectionsMax`` there is nothing new in one more.
  mutating func add(_ detection: Detection) {
    guard !contains(detection.signature.rawValue), detectionCount < detections.count else { return }
    detections[detectionCount] = detection
    detectionCount += 1
    mark(detection.signature.rawValue)
  }

  private func mark(_ signature: UInt32) {
    seen[Int(signature >> 6)] |= 1 << UInt64(signature & 63)
  }
}
