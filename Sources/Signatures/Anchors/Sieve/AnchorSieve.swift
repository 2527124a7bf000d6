/// Finds anchors of exactly eight bytes among very many, by samples of a body.
///
/// Every fourth place of a body is a sample: five bytes, the *gram*. Wherever an anchor lies, one sample
/// begins in its first four bytes, and its gram lies in the anchor whole. So each anchor has four entries,
/// one for each place at which that sample may begin in it. A gram is looked for in words of bits first
/// (two bits of one word, so that a sample costs one access to memory), then in the entries of its bucket;
/// last the eight bytes are compared.
package struct AnchorSieve: Sendable {
  /// Bytes between two samples.
  static let stride = 4
  /// Bytes of a sample. An anchor holds one whole, wherever it begins.
  static let gramBytes = 5
  /// Bytes of an anchor.
  static let anchorBytes = gramBytes + stride - 1
  /// What a sample's eight bytes are masked with, read as a little-endian number.
  static let gramMask: UInt64 = 1 << UInt64(8 * gramBytes) - 1
  /// Entries of one bucket: crafted bodies have the fullest one looked through at every sample.
  static let entriesPerBucketMax = 64
  /// Anchors are numbered by so many bits of an entry.
  static let anchorBits = 22

  /// The words of bits.
  let words: Table<UInt64>
  /// Where each bucket's entries begin, and behind the last one their end.
  let buckets: Table<UInt32>
  /// The entries of all sieves.
  let entries: Table<UInt64>
  /// The bytes of each anchor, as a little-endian number, by its id.
  let literals: Table<UInt64>
  /// How far a hash is shifted to give the word, and the bucket.
  let wordShift: UInt64
  let bucketShift: UInt64

  /// Mixes a gram: its upper bits choose word and bucket, those below them the bits in the word.
  @inline(__always) static func hash(_ gram: UInt64) -> UInt64 { gram &* 0x9e37_79b9_7f4a_7c15 }

  /// 1 where a word has the bits of a hash, else 0: a number, so that no branch is needed.
  @inline(__always) static func passes(_ hash: UInt64, _ word: UInt64) -> Int {
    Int(truncatingIfNeeded: word &>> (hash >> 34) & word &>> (hash >> 40) & 1)
  }

  /// Which bits of its word a gram has.
  static func bits(_ hash: UInt64) -> UInt64 {
    1 &<< (hash >> 34 & 63) | 1 &<< (hash >> 40 & 63)
  }
}

/// An entry of a sieve: a gram, where in an anchor it begins, and which anchor. Entries of one gram are
/// in the order in which the anchors end that they stand for.
struct SieveEntry {
  let rawValue: UInt64

  /// An entry that was read.
  init(rawValue: UInt64) { self.rawValue = rawValue }

  init(gram: UInt64, offset: Int, anchor: Int) {
    rawValue = gram << 24 | UInt64(AnchorSieve.stride - 1 - offset) << 22 | UInt64(anchor)
  }

  var gram: UInt64 { rawValue >> 24 }

  /// Where in the anchor the gram begins.
  var offset: Int { 3 - Int(rawValue >> 22 & 3) }

  /// The anchor's id.
  var anchor: UInt32 { UInt32(truncatingIfNeeded: rawValue & 0x3f_ffff) }
}

/// Where the tables of a sieve lie among those of all: one for each anchor database.
struct SieveRecord: BitwiseCopyable, Sendable {
  var firstWord: UInt32
  var firstBucket: UInt32
  /// Binary logarithms of how many there are; a sieve without words is none.
  var wordBits: UInt32
  var bucketBits: UInt32

  static let none = SieveRecord(firstWord: 0, firstBucket: 0, wordBits: 0, bucketBits: 0)
}

extension DatabaseImage {
  /// The sieves that ``SieveCompiler`` wrote, `nil` where a database has none. The image must outlive them.
  func sieves() -> [AnchorSieve?] {
    let records = table(.sieves, of: SieveRecord.self)
    let words = table(.sieveWords, of: UInt64.self)
    let buckets = table(.sieveBuckets, of: UInt32.self)
    return (0..<records.count).map { place in
      let record = records[place]
      guard record.wordBits > 0 else { return nil }
      return AnchorSieve(
        words: words.part(at: Int(record.firstWord), count: 1 << Int(record.wordBits)),
        buckets: buckets.part(
          at: Int(record.firstBucket), count: 1 << Int(record.bucketBits) + 1),
        entries: table(.sieveEntries, of: UInt64.self),
        literals: table(.sieveLiterals, of: UInt64.self),
        wordShift: 64 - UInt64(record.wordBits), bucketShift: 64 - UInt64(record.bucketBits))
    }
  }
}
