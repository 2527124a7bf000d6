internal import Glibc
internal import Signatures

/// Finds two bytes in a row, each compared under a mask: by the rarer of them with memchr(3) where it is
/// known and rare, else eight places at a time.
struct PairSearch {
  /// The known byte that is looked for, and its place in the pair; `nil` where neither is rare.
  private let rare: (value: UInt8, offset: Int)?

  private let values: (UInt64, UInt64)
  private let masks: (UInt64, UInt64)

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  init(values: (UInt8, UInt8), masks: (UInt8, UInt8)) {
    let first = masks.0 == 0xff ? RarityModel.trained.cost(values.0) : 0
    let second = masks.1 == 0xff ? RarityModel.trained.cost(values.1) : 0
    if max(first, second) < SearchPair.rareCostMin {
      rare = nil
    } else {
      rare = first >= second ? (values.0, 0) : (values.1, 1)
    }
    self.values = (UInt64(values.0) * Self.ones, UInt64(values.1) * Self.ones)
    self.masks = (UInt64(masks.0) * Self.ones, UInt64(masks.1) * Self.ones)
  }

  /// The first place in a range at which the pair begins; it lies in the bytes whole.
  func first(
    in bytes: Span<UInt8>, from low: Int, through high: Int, budget: inout EvaluationBudget
  ) -> Int? {
    var place = max(low, 0)
    let last = min(high, bytes.count - 2)
    guard place <= last else { return nil }
    let start = place
    defer { budget.spend(1 + (place - start) >> 6) }
    if let rare {
      let found = firstByRareByte(rare, in: bytes, from: low, through: last, &budget)
      place = found ?? last
      return found
    }
    // Eight places need nine bytes.
    let wordEnd = min(last, bytes.count - 9)
    let found = unsafe bytes.withUnsafeBytes { memory -> Int? in
      while place + 24 <= wordEnd {
        let words =
          unsafe (places(in: memory, at: place) | places(in: memory, at: place + 8)
          | places(in: memory, at: place + 16) | places(in: memory, at: place + 24))
        guard words == 0 else { break }
        place += 32
      }
      while place <= wordEnd {
        let word = unsafe places(in: memory, at: place)
        if word != 0 { return place + word.trailingZeroBitCount >> 3 }
        place += 8
      }
      return nil
    }
    if let found {
      place = found
      return found <= last ? found : nil
    }
    while place <= last {
      if UInt64(bytes[place]) & (masks.0 & 0xff) == values.0 & 0xff,
        UInt64(bytes[place + 1]) & (masks.1 & 0xff) == values.1 & 0xff
      {
        return place
      }
      place += 1
    }
    return nil
  }

  /// The top bit of each of eight bytes at which the pair begins; of the lowest alone it is certain.
  @inline(__always)
  private func places(in memory: UnsafeRawBufferPointer, at place: Int) -> UInt64 {
    let first = unsafe memory.loadUnaligned(fromByteOffset: place, as: UInt64.self)
    let second = unsafe memory.loadUnaligned(fromByteOffset: place + 1, as: UInt64.self)
    let differences =
      (UInt64(littleEndian: first) & masks.0 ^ values.0)
      | (UInt64(littleEndian: second) & masks.1 ^ values.1)
    // The lowest byte that is zero, if any is: a borrow only reaches those above it.
    return (differences &- Self.ones) & ~differences & Self.tops
  }

  private func firstByRareByte(
    _ rare: (value: UInt8, offset: Int), in bytes: Span<UInt8>, from low: Int, through last: Int,
    _ budget: inout EvaluationBudget
  ) -> Int? {
    unsafe bytes.withUnsafeBytes { memory in
      guard let base = memory.baseAddress else { return nil }
      var place = max(low, 0)
      while place <= last {
        let start = unsafe base + place + rare.offset
        guard let found = unsafe memchr(start, Int32(rare.value), last - place + 1) else {
          return nil
        }
        place += unsafe UnsafeRawPointer(found) - start
        budget.spend(1)
        if UInt64(unsafe memory[place]) & (masks.0 & 0xff) == values.0 & 0xff,
          UInt64(unsafe memory[place + 1]) & (masks.1 & 0xff) == values.1 & 0xff
        {
          return place
        }
        place += 1
      }
      return nil
    }
  }
}
