internal import Digests

/// Says without reading the disk that a digest is not listed; wrong for about one in forty.
///
/// A Bloom filter in blocks of a cache line (Putze, Sanders and Singler, "Cache-, Hash- and
/// Space-Efficient Bloom Filters", 2007): one miss of the cache for an answer. A client can find
/// bodies that it lets through; each costs a read of one block, no more.
struct HashFilter {
  /// Bits for each digest.
  static let bitsEach = 8
  /// Bits that are set for a digest.
  private static let probes = 6
  private static let wordsPerBlock = 8

  /// The words of a filter for that many digests; no words for none.
  static func wordCount(digests: Int) -> Int {
    (digests * bitsEach + 64 * wordsPerBlock - 1) / (64 * wordsPerBlock) * wordsPerBlock
  }

  /// Where a digest's bits are: the first word of its block, and 9 bits for each probe.
  @inline(__always)
  private static func spread(
    _ key: (UInt64, UInt64), _ list: Int, wordCount: Int
  ) -> (start: Int, bits: UInt64) {
    // Digests are random already, but those of a hostile list need not be.
    let salted = (key.0 ^ UInt64(list) &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
    let bits = (key.1 ^ salted >> 32) &* 0xC2B2_AE3D_27D4_EB4F
    let block = (salted ^ bits >> 31).multipliedFullWidth(by: UInt64(wordCount / wordsPerBlock))
    return (Int(block.high) * wordsPerBlock, bits ^ bits >> 29)
  }

  /// Sets the bits of a listed digest.
  static func insert(
    _ key: (UInt64, UInt64), listPlace: Int, into words: inout [UInt64]
  ) {
    var (start, bits) = spread(key, listPlace, wordCount: words.count)
    for _ in 0..<probes {
      words[start + Int(bits >> 6 & 7)] |= 1 << (bits & 63)
      bits >>= 9
    }
  }

  /// Whether a digest may be listed.
  @inline(__always)
  static func mayContain(_ digest: Digest, _ list: HashList, in words: Table<UInt64>) -> Bool {
    guard words.count >= wordsPerBlock else { return false }
    var (start, bits) = spread(digest.leadingWords, list.place, wordCount: words.count)
    for _ in 0..<probes {
      if words[start + Int(bits >> 6 & 7)] & 1 << (bits & 63) == 0 { return false }
      bits >>= 9
    }
    return true
  }
}

/// The sizes that occur in a list: a Bloom filter, wrong at the cost of computing a digest in vain, which
/// takes longer than matching all signatures on content.
///
/// 32 bits and more for each size up to a million of them: wrong for less than one in a thousand that do
/// not occur. Of more sizes, fewer bits: at most 4 MiB a list. With eight million, as of seventeen million
/// digests, it is wrong for one in seven, but most sizes occur.
struct SizeFilter {
  private static let bitsLogMin = 9
  private static let bitsLogMax = 25
  private static let bitsEach = 32
  private static let probes = 3

  /// The logarithm of the number of bits for that many distinct sizes.
  static func bitsLog(sizes: Int) -> Int {
    let wanted = Int.bitWidth - max(sizes * bitsEach - 1, 1).leadingZeroBitCount
    return min(max(wanted, bitsLogMin), bitsLogMax)
  }

  /// The bits of sizes in a filter of a size, in words.
  static func words(_ sizes: some Sequence<UInt32>, bitsLog: Int) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: 1 << bitsLog / 64)
    for size in sizes {
      for probe in 0..<probes {
        let bit = bit(size, probe, bitsLog)
        words[bit / 64] |= 1 << UInt64(bit % 64)
      }
    }
    return words
  }

  /// Whether a size may occur.
  static func mayContain(
    _ size: UInt32, in words: Table<UInt64>, from start: Int, bitsLog: Int
  ) -> Bool {
    for probe in 0..<probes {
      let bit = bit(size, probe, bitsLog)
      if words[start + bit / 64] >> UInt64(bit % 64) & 1 == 0 { return false }
    }
    return true
  }

  /// Sizes are small numbers, often next to each other: each probe multiplies by another odd number, after
  /// which the upper bits depend on all.
  private static func bit(_ size: UInt32, _ probe: Int, _ bitsLog: Int) -> Int {
    var mixed = (UInt64(size) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    for _ in 0..<probe { mixed = (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93 }
    return Int(mixed >> UInt64(64 - bitsLog))
  }
}
