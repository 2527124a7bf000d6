/// What looking for all signatures of something gave, by value: their numbers among those on hashes.
package struct HashNumbers: Sendable {
  /// Numbers that are kept: what three digests can have, each with the size and without it.
  package static let countMax = 6 * HashMerge.sameKeyMax

  private var numbers = InlineArray<96, UInt32>(repeating: 0)
  /// How many there are.
  package private(set) var count = 0
  /// Whether a place where there could be more cannot be read, or is not what was written.
  package var isDamaged = false

  /// No numbers.
  package init() {}

  /// What looking for one signature gave.
  package init(_ lookup: HashLookup) {
    switch lookup {
    case .found(let number): add(number)
    case .absent: break
    case .damaged: isDamaged = true
    }
  }

  /// One of them, in the order in which they were found.
  package subscript(place: Int) -> UInt32 {
    precondition(place < count)
    return numbers[place]
  }

  /// The one that was found first.
  package var first: UInt32? { count > 0 ? numbers[0] : nil }

  mutating func add(_ number: UInt32) {
    guard count < Self.countMax else { return }
    numbers[count] = number
    count += 1
  }

  /// Adds those of another look-up.
  package mutating func add(_ others: HashNumbers) {
    for place in 0..<others.count { add(others[place]) }
    isDamaged = isDamaged || others.isDamaged
  }
}
