internal import Digests

/// What a digest is sorted and found by: the size, then the first 128 bits of the digest.
///
/// 128 bits are enough to tell known files apart: with 17 million entries and as many bodies a day,
/// two that differ agree by chance once in 10^21 years. MD5 has no more bits. Who wants a body to
/// pass as one of a million harmless ones needs 2^108 trials; who has the operator list a harmless
/// body of his own making, and has another one with the same beginning of its SHA-256, needs 2^64,
/// which MD5 and SHA-1 in the same lists give him far cheaper. A meeting with a list of unwanted
/// files gains nobody anything.
struct HashKey: Equatable, Comparable {
  /// Bytes of a key in a block.
  static let byteCount = 20
  /// Stands for "any size"; the formats have only smaller ones.
  static let anySize = UInt32.max

  /// The size, then the first 4 bytes of the digest.
  var high: UInt64
  /// The next 8 bytes.
  var middle: UInt64
  /// The next 4 bytes.
  var low: UInt32

  init(high: UInt64, middle: UInt64, low: UInt32) {
    self.high = high
    self.middle = middle
    self.low = low
  }

  /// The key of a digest, for a body of `size` bytes or `anySize`.
  init(_ digest: Digest, size: UInt32) {
    let (first, second) = digest.leadingWords
    high = UInt64(size) << 32 | first >> 32
    middle = first << 32 | second >> 32
    low = UInt32(truncatingIfNeeded: second)
  }

  var size: UInt32 { UInt32(high >> 32) }

  static func < (left: HashKey, right: HashKey) -> Bool {
    if left.high != right.high { return left.high < right.high }
    if left.middle != right.middle { return left.middle < right.middle }
    return left.low < right.low
  }

  /// How many leading bytes two keys share, at most 20.
  func sharedBytes(with other: HashKey) -> Int {
    if high != other.high { return (high ^ other.high).leadingZeroBitCount / 8 }
    if middle != other.middle { return 8 + (middle ^ other.middle).leadingZeroBitCount / 8 }
    return 16 + (low ^ other.low).leadingZeroBitCount / 8
  }

  /// A key from the bytes that ``store(to:)`` wrote.
  init(_ bytes: UnsafeRawPointer) {
    high = UInt64(bigEndian: unsafe bytes.loadUnaligned(as: UInt64.self))
    middle = UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    low = UInt32(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
  }

  /// Writes the key's bytes, which order as keys do.
  func store(to memory: UnsafeMutableRawPointer) {
    unsafe memory.storeBytes(of: high.bigEndian, as: UInt64.self)
    unsafe memory.storeBytes(of: middle.bigEndian, toByteOffset: 8, as: UInt64.self)
    unsafe memory.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt32.self)
  }
}

/// A listed digest while a database is built: 24 bytes.
struct HashRecord: BitwiseCopyable, Comparable {
  var high: UInt64
  var middle: UInt64
  var low: UInt32
  /// The signature's number among those on hashes, in the order of the sources.
  var number: UInt32

  init(_ key: HashKey, number: UInt32) {
    high = key.high
    middle = key.middle
    low = key.low
    self.number = number
  }

  var key: HashKey { HashKey(high: high, middle: middle, low: low) }

  /// The first 16 bytes of the digest, as ``Digest/leadingWords`` has them.
  var leadingWords: (UInt64, UInt64) {
    (high << 32 | middle >> 32, middle << 32 | UInt64(low))
  }

  /// By key; of equal keys the one that was read first comes first.
  static func < (left: HashRecord, right: HashRecord) -> Bool {
    if left.high != right.high { return left.high < right.high }
    if left.middle != right.middle { return left.middle < right.middle }
    if left.low != right.low { return left.low < right.low }
    return left.number < right.number
  }
}
