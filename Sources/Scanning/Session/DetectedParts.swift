/// Where a part of a signature was found.
public struct DetectedPart: Hashable, BitwiseCopyable, Sendable {
  /// The part's number in the signature's logic, from 0; 0 for a signature of one pattern.
  public let part: Int
  /// Where its first match begins, from the first byte of the form that the detection is in.
  public let offset: UInt64

  /// A part that was found at a place.
  public init(part: Int, offset: UInt64) {
    self.part = part
    self.offset = offset
  }
}

/// The parts of a signature that were found, each once, by value: a detection takes no heap storage.
public struct DetectedParts: BitwiseCopyable, Sendable {
  /// Parts that are kept of one detection. Real signatures have four as a rule; ClamAV allows 64.
  public static let countMax = 16

  private var numbers = InlineArray<16, UInt8>(repeating: 0)
  private var offsets = InlineArray<16, UInt64>(repeating: 0)
  private var keptCount: UInt8 = 0

  /// Whether all that were found are kept.
  public private(set) var isComplete = true

  /// No parts: those of a hash.
  public init() {}

  /// How many are kept.
  public var count: Int { Int(keptCount) }

  /// One of those that are kept, in the order in which they were added.
  public subscript(place: Int) -> DetectedPart {
    precondition(place < count)
    return DetectedPart(part: Int(numbers[place]), offset: offsets[place])
  }

  /// All that are kept. Allocates.
  public var list: [DetectedPart] { (0..<count).map { self[$0] } }

  /// Whether a part is among those that are kept.
  public func contains(_ part: Int) -> Bool {
    for place in 0..<count where Int(numbers[place]) == part { return true }
    return false
  }

  /// Adds a part, unless it is there.
  public mutating func add(_ part: Int, at offset: UInt64) {
    guard !contains(part) else { return }
    guard count < Self.countMax else {
      isComplete = false
      return
    }
    numbers[count] = UInt8(clamping: part)
    offsets[count] = offset
    keptCount += 1
  }
}

extension DetectedParts: Hashable {
  public static func == (left: Self, right: Self) -> Bool {
    guard left.count == right.count, left.isComplete == right.isComplete else { return false }
    for place in 0..<left.count where left[place] != right[place] { return false }
    return true
  }

  public func hash(into hasher: inout Hasher) {
    for place in 0..<count { hasher.combine(self[place]) }
    hasher.combine(isComplete)
  }
}

extension DetectedParts {
  /// Those that the evaluator found, by their numbers.
  init(_ matches: [PartMatch]) {
    self.init()
    for match in matches.sorted(by: { $0.part < $1.part }) { add(match.part, at: match.offset) }
  }
}
