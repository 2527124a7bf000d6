/// Bits of some bytes, the lowest of each byte first.
struct LowBits {
  /// Bits that were read and are not used yet, the next one lowest.
  private var held: UInt64 = 0
  private var heldCount = 0
  /// The first byte that has not been read.
  private var place = 0

  /// How many bytes have been used, the last one perhaps in part.
  var consumedBytes: Int { place - heldCount / 8 }

  /// The next bits, 16 at most; `nil` where the input ends before, and none is used then.
  mutating func take(_ count: Int, _ input: Span<UInt8>) -> Int? {
    if heldCount < count { fill(input) }
    guard heldCount >= count else { return nil }
    let value = Int(held & (1 << UInt64(count) - 1))
    use(count)
    return value
  }

  /// The bits that are there, 16 and more where the input has them, with zeros behind.
  mutating func peek(_ input: Span<UInt8>) -> (bits: UInt64, count: Int) {
    if heldCount < 16 { fill(input) }
    return (held, heldCount)
  }

  /// Uses some of the bits that are there.
  mutating func use(_ count: Int) {
    held >>= UInt64(count)
    heldCount -= count
  }

  /// Goes on with the next whole byte.
  mutating func align() { use(heldCount % 8) }

  private mutating func fill(_ input: Span<UInt8>) {
    while heldCount <= 56, place < input.count {
      held |= UInt64(input[place]) << UInt64(heldCount)
      heldCount += 8
      place += 1
    }
  }
}
