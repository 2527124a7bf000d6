/// Compares bytes with values that are known in some of their bits.
enum MaskedBytes {
  /// How many bytes cost a step of verification.
  static let bytesPerStep = 32

  /// How many of the first `count` bytes are those of the values, under their masks; of one that is not, no
  /// more than seven before it may be left out.
  ///
  /// All three pointers are to `count` bytes at least.
  @inline(__always)
  static func equalCount(
    _ bytes: UnsafeRawPointer, _ values: UnsafeRawPointer, masks: UnsafeRawPointer, _ count: Int
  ) -> Int {
    var place = 0
    while place + 8 <= count {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let mask = unsafe masks.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let value = unsafe values.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      guard word & mask == value else { return place }
      place += 8
    }
    while place < count,
      unsafe bytes.load(fromByteOffset: place, as: UInt8.self)
        & masks.load(fromByteOffset: place, as: UInt8.self)
        == values.load(fromByteOffset: place, as: UInt8.self)
    {
      place += 1
    }
    return place
  }
}
