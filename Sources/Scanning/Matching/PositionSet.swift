/// A set of positions inside a fragment's bytes.
///
/// Nearly always it has one position, which is kept beside the bits, so that patterns without gaps
/// never touch them.
struct PositionSet: ~Copyable {
  private let words: FixedArray<UInt64>

  /// The lowest and the highest position; `low > high` in an empty set. While they are equal, no bit
  /// is set.
  private(set) var low = 1
  private(set) var high = 0

  /// A set for positions from 0 to `limit`.
  init(limit: Int) {
    words = FixedArray(repeating: 0, count: limit / 64 + 1)
  }

  var isEmpty: Bool { low > high }

  mutating func removeAll() {
    if low < high {
      for word in low >> 6...high >> 6 { words[word] = 0 }
    }
    low = 1
    high = 0
  }

  mutating func insert(_ position: Int) {
    if low > high {
      low = position
      high = position
      return
    }
    if low == high {
      if low == position { return }
      set(low)
    }
    set(position)
    low = min(low, position)
    high = max(high, position)
  }

  private mutating func set(_ position: Int) {
    words[position >> 6] |= 1 << UInt64(position & 63)
  }

  /// The lowest position that is not below `bound`.
  func first(from bound: Int) -> Int? {
    guard bound <= high, low <= high else { return nil }
    if bound <= low { return low }
    if low == high { return nil }
    var word = bound >> 6
    var bits = words[word] & (~0 << UInt64(bound & 63))
    while bits == 0 {
      word += 1
      guard word <= high >> 6 else { return nil }
      bits = words[word]
    }
    return word << 6 | bits.trailingZeroBitCount
  }

  /// The highest position that is not above `bound`.
  func last(upTo bound: Int) -> Int? {
    guard bound >= low, low <= high else { return nil }
    if bound >= high { return high }
    if low == high { return nil }
    var word = bound >> 6
    var bits = words[word] & (~0 >> UInt64(63 - bound & 63))
    while bits == 0 {
      word -= 1
      guard word >= low >> 6 else { return nil }
      bits = words[word]
    }
    return word << 6 | (63 - bits.leadingZeroBitCount)
  }
}
