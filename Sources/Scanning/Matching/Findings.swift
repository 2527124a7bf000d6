internal import Signatures

/// What came up of one body's content signatures, each signature once: detections, and candidates that
/// the complete body decides.
struct Findings: ~Copyable {
  /// Detections kept, where all are asked for. What more comes up is a candidate: the complete body decides.
  static let detectionsMax = 64
  /// Candidates that are listed. Real files have a few; where there are more, the bits alone tell which.
  static let listedMax = 1024

  private let seen: FixedArray<UInt64>
  private let listed: FixedArray<UInt32>
  private let detections: FixedArray<Detection>
  private(set) var candidateCount = 0
  private(set) var detectionCount = 0

  /// Room for signatures of so many numbers.
  ///
  /// - Parameter detectionsMax: detections that are kept.
  init(signatureCount: Int, detectionsMax: Int = Self.detectionsMax) {
    seen = FixedArray(repeating: 0, count: (signatureCount + 63) / 64)
    listed = FixedArray(repeating: 0, count: min(signatureCount, Self.listedMax))
    detections = FixedArray(
      repeating: Detection(signature: SignatureIndex(rawValue: 0), offset: 0, size: 0),
      count: min(signatureCount, detectionsMax))
  }

  /// Forgets everything, at the cost of what came up, and of the database's size where that was much.
  mutating func removeAll() {
    if isListed {
      for place in 0..<candidateCount { seen[Int(listed[place] >> 6)] = 0 }
    } else {
      for word in 0..<seen.count { seen[word] = 0 }
    }
    for place in 0..<detectionCount { seen[Int(detections[place].signature.rawValue >> 6)] = 0 }
    candidateCount = 0
    detectionCount = 0
  }

  /// Whether a signature came up.
  func contains(_ signature: UInt32) -> Bool {
    seen[Int(signature >> 6)] >> UInt64(signature & 63) & 1 == 1
  }

  /// Whether all candidates are listed.
  private var isListed: Bool { candidateCount <= listed.count }

  /// The candidates: in the order in which they came up, or, where they are many, in that of their
  /// numbers. Allocates.
  var candidates: [UInt32] {
    if isListed { return (0..<candidateCount).map { listed[$0] } }
    var numbers: [UInt32] = []
    numbers.reserveCapacity(candidateCount)
    for word in 0..<seen.count {
      var bits = seen[word]
      while bits != 0 {
        let number = UInt32(word << 6 | bits.trailingZeroBitCount)
        if place(ofDetection: number) == nil { numbers.append(number) }
        bits &= bits - 1
      }
    }
    return numbers
  }

  func detection(_ place: Int) -> Detection { detections[place] }

  /// Adds a candidate.
  mutating func add(candidate signature: UInt32) {
    guard !contains(signature) else { return }
    if candidateCount < listed.count { listed[candidateCount] = signature }
    candidateCount += 1
    mark(signature)
  }

  /// Adds a detection by one part of a signature, or the part to the detection that is there. Where there is
  /// no room for one more, and more than the first is asked for, it is a candidate.
  mutating func add(_ signature: UInt32, part: Int, offset: UInt64, size: UInt64) {
    if let place = place(ofDetection: signature) {
      var detection = detections[place]
      detection.parts.add(part, at: offset)
      detections[place] = detection
      return
    }
    guard !contains(signature) else { return }
    guard detectionCount < detections.count else {
      if detections.count > 1 { add(candidate: signature) }
      return
    }
    var detection = Detection(
      signature: SignatureIndex(rawValue: signature), offset: offset, size: size)
    detection.parts.add(part, at: offset)
    detections[detectionCount] = detection
    detectionCount += 1
    mark(signature)
  }

  /// Whether there is nothing new in finding a part of a signature that came up: it is a candidate, or a
  /// detection that names the part already or cannot take one more.
  func settles(_ part: Int, of signature: UInt32) -> Bool {
    guard let place = place(ofDetection: signature) else { return contains(signature) }
    let parts = detections[place].parts
    return parts.count == DetectedParts.countMax || parts.contains(part)
  }

  private func place(ofDetection signature: UInt32) -> Int? {
    guard contains(signature) else { return nil }
    return (0..<detectionCount).first { detections[$0].signature.rawValue == signature }
  }

  private func mark(_ signature: UInt32) {
    seen[Int(signature >> 6)] |= 1 << UInt64(signature & 63)
  }
}
