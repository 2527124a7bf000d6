/// Decides which anchors of a group go through a sieve, and lays the sieves out.
struct SieveCompiler {
  /// A group of fewer such anchors is Hyperscan's alone: below that it is faster by itself.
  static let anchorsMin = 32_768

  /// A gram that is expected more often (in half bits: at one of 16,384 places) is looked for by Hyperscan,
  /// with its anchor: of those at one of 700 places there were 28 among 92,000 anchors, and they were
  /// nine tenths of all grams found in Windows programs.
  private static let gramCostMin = 28

  /// Bits in the words for each entry, at least: with two bits set for each, one sample of 25 or fewer
  /// comes through by chance.
  private static let bitsPerEntry = 8
  private static let wordBitsMax = 18
  private static let bucketBitsMax = 20

  private var records: [SieveRecord] = []
  private var words: [UInt64] = []
  private var buckets: [UInt32] = []
  private var entries: [UInt64] = []
  private var literals: [UInt64] = []
  private let all: [AnchorLiteral]
  private let model: RarityModel
  private let anchorsMin: Int

  init(_ literals: [AnchorLiteral], anchorsMin: Int, model: RarityModel) {
    all = literals
    self.anchorsMin = anchorsMin
    self.model = model
  }

  /// Takes what goes through a sieve from a group of anchors; gives those that are left for Hyperscan, of
  /// which there is one at least.
  mutating func add(_ group: [UInt32]) -> [UInt32] {
    let suited = group.filter { isSuited(all[Int($0)].literal) }
    guard suited.count >= anchorsMin, all.count <= 1 << AnchorSieve.anchorBits else {
      records.append(.none)
      return group
    }
    let bucketBits = Self.bits(for: suited.count * AnchorSieve.stride, max: Self.bucketBitsMax)
    let shift = 64 - UInt64(bucketBits)
    var lists = [[UInt64]](repeating: [], count: 1 << bucketBits)
    var isTaken = [Bool](repeating: false, count: all.count)
    var isLastLeft = suited.count == group.count
    for id in suited {
      if isLastLeft {
        isLastLeft = false
        continue
      }
      let own = Self.entries(of: all[Int(id)].literal, id: Int(id))
      let places = own.map { Int(AnchorSieve.hash($0.gram) >> shift) }
      // Four entries of one anchor may share a bucket.
      guard
        places.allSatisfy({
          lists[$0].count <= AnchorSieve.entriesPerBucketMax - AnchorSieve.stride
        })
      else { continue }
      for (place, entry) in zip(places, own) { lists[place].append(entry.rawValue) }
      isTaken[Int(id)] = true
    }
    lay(out: lists, bucketBits: bucketBits)
    if literals.isEmpty { literals = [UInt64](repeating: 0, count: all.count) }
    for id in suited where isTaken[Int(id)] {
      literals[Int(id)] = Self.number(all[Int(id)].literal.bytes[...])
    }
    return group.filter { !isTaken[Int($0)] }
  }

  /// Adds the sieves to an image.
  func write(to writer: inout ImageWriter) {
    writer.add(.sieves, records)
    writer.add(.sieveWords, words)
    writer.add(.sieveBuckets, buckets)
    writer.add(.sieveEntries, entries)
    writer.add(.sieveLiterals, literals)
  }

  private func isSuited(_ literal: Anchor.Literal) -> Bool {
    literal.bytes.count == AnchorSieve.anchorBytes && !literal.isCaseless
      && (0..<AnchorSieve.stride).allSatisfy {
        model.cost(literal.bytes[$0..<$0 + AnchorSieve.gramBytes]) >= Self.gramCostMin
      }
  }

  private mutating func lay(out lists: [[UInt64]], bucketBits: Int) {
    let count = lists.reduce(0) { $0 + $1.count }
    let wordBits = Self.bits(for: count * Self.bitsPerEntry / 64, max: Self.wordBitsMax)
    var record = SieveRecord.none
    record.firstWord = UInt32(words.count)
    record.firstBucket = UInt32(buckets.count)
    record.wordBits = UInt32(wordBits)
    record.bucketBits = UInt32(bucketBits)
    records.append(record)
    words += [UInt64](repeating: 0, count: 1 << wordBits)
    for list in lists {
      buckets.append(UInt32(entries.count))
      entries += list.sorted()
      for entry in list {
        let hash = AnchorSieve.hash(SieveEntry(rawValue: entry).gram)
        words[Int(record.firstWord) + Int(hash >> (64 - UInt64(wordBits)))] |= AnchorSieve.bits(
          hash)
      }
    }
    buckets.append(UInt32(entries.count))
  }

  private static func entries(of literal: Anchor.Literal, id: Int) -> [SieveEntry] {
    (0..<AnchorSieve.stride).map { offset in
      let gram = literal.bytes[offset..<offset + AnchorSieve.gramBytes]
      return SieveEntry(gram: number(gram), offset: offset, anchor: id)
    }
  }

  /// Bytes as a little-endian number.
  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The binary logarithm of the power of two that is not below a count: from 2 on.
  private static func bits(for count: Int, max limit: Int) -> Int {
    var bits = 1
    while bits < limit, 1 << bits < count { bits += 1 }
    return bits
  }
}
