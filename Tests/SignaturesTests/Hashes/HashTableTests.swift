import Digests
import Testing

@testable import Signatures

@Suite struct HashTableTests {
  /// What a digest of a kind is listed as, for each size and for any: the slow, plain way.
  private struct Reference {
    private struct Key: Hashable {
      var digest: Digest
      var kind: HashKind
      var size: UInt64?
    }

    private var numbers: [Key: UInt32] = [:]

    mutating func add(_ sample: HashSample, number: Int) {
      let key = Key(digest: sample.digest, kind: sample.kind, size: sample.size)
      if numbers[key] == nil { numbers[key] = UInt32(number) }
    }

    func find(_ digest: Digest, _ kind: HashKind, _ size: UInt64) -> HashLookup {
      let exact = numbers[Key(digest: digest, kind: kind, size: size)]
      let any = numbers[Key(digest: digest, kind: kind, size: nil)]
      return (exact ?? any).map { .found($0) } ?? .absent
    }
  }

  /// A digest in vain costs more than all other scanning.
  @Test func sizesThatAreNotListedAreSeldomTakenForListed() throws {
    var samples = HashSamples(seed: 5)
    let collection = HashCollection(runRecords: 100_000)
    for number in 0..<20_000 {
      var sample = samples.next(number)
      let name = Array("\(number)".utf8)
      sample.digest = try unsafe name.withUnsafeBytes {
        unsafe try DigestAlgorithm.md5.digest(of: $0)
      }
      sample.kind = .whole
      sample.size = UInt64(500_000 + 7 * number)
      try collection.add(sample)
    }
    let tables = try collection.tables()
    func may(_ size: UInt64) -> Bool { tables.mayContain(.md5, kind: .whole, size: size) }
    #expect((0..<20_000).allSatisfy { may(UInt64(500_000 + 7 * $0)) })
    let others = (400_000..<1_000_000).filter {
      ($0 - 500_000) % 7 != 0 || $0 < 500_000 || $0 >= 640_000
    }
    let wrong = others.count { may(UInt64($0)) }
    #expect(wrong < others.count / 500)
  }

  /// In one run or many.
  @Test(arguments: [(1, 1), (7, 100), (60, 1), (3000, 10_000), (3000, 64)])
  func `look-ups agree with a dictionary`(count: Int, runRecords: Int) throws {
    var samples = HashSamples(seed: UInt64(count))
    let collection = HashCollection(runRecords: runRecords)
    var reference = Reference()
    var added: [HashSample] = []
    for number in 0..<count {
      var sample = samples.next(number)
      // Now and then the same digest for another size, another kind, or twice.
      if number % 11 == 10 { sample.digest = added[number / 2].digest }
      if number % 13 == 12 { sample = added[number / 3] }
      try collection.add(sample)
      reference.add(sample, number: number)
      added.append(sample)
    }
    let tables = try collection.tables()
    var reader = HashReader(tables)
    for (number, sample) in added.enumerated() {
      for kind in HashKind.allCases {
        for size in [sample.size ?? 77, (sample.size ?? 77) + 1, 0, 1 << 32, .max] {
          let expected = reference.find(sample.digest, kind, size)
          #expect(reader.find(sample.digest, kind: kind, size: size) == expected)
          guard expected.isFound else { continue }
          #expect(tables.mayContain(sample.digest, kind: kind))
          #expect(tables.mayContain(sample.digest.algorithm, kind: kind, size: size))
        }
      }
      let other = samples.neighbour(of: sample.digest)
      #expect(reader.find(other, kind: sample.kind, size: sample.size ?? 1) == .absent)
      #expect(tables.name(UInt32(number)) == sample.name)
    }
    #expect(tables.name(UInt32(count)) == nil)
  }

  @Test func `of a digest only the first 128 bits count`() throws {
    var samples = HashSamples(seed: 3)
    let digest = samples.digest(.sha256)
    var bytes = (0..<32).map { digest[$0] }
    bytes[31] ^= 1
    let collection = HashCollection()
    try collection.add(HashSample(digest: digest, kind: .whole, size: 5, name: "A"))
    var reader = HashReader(try collection.tables())
    #expect(reader.find(Digest(bytes)!, kind: .whole, size: 5) == .found(0))
  }

  @Test func `digests that begin alike are found in whatever block they are`() throws {
    // 8 bytes of size and digest are in the index: here they are the same in all blocks.
    var samples = HashSamples(seed: 9)
    let collection = HashCollection()
    var added: [Digest] = []
    for number in 0..<2000 {
      let random = samples.digest(.md5)
      let bytes = (0..<16).map { $0 < 4 ? 0xab : random[$0] }
      let digest = Digest(bytes)!
      added.append(digest)
      try collection.add(HashSample(digest: digest, kind: .section, size: 4096, name: "\(number)"))
    }
    let tables = try collection.tables()
    #expect(tables.index.count > 10)
    var reader = HashReader(tables)
    for (number, digest) in added.enumerated() {
      #expect(reader.find(digest, kind: .section, size: 4096) == .found(UInt32(number)))
      #expect(reader.find(samples.neighbour(of: digest), kind: .section, size: 4096) == .absent)
    }
    for edge in [UInt8(0), 255] {
      let bytes = (0..<16).map { $0 < 4 ? 0xab : edge }
      #expect(reader.find(Digest(bytes)!, kind: .section, size: 4096) == .absent)
    }
  }

  @Test func `the filter stops nearly all that is not listed`() throws {
    var samples = HashSamples(seed: 21)
    let collection = HashCollection()
    for number in 0..<20_000 {
      try collection.add(
        HashSample(
          digest: samples.digest(.sha256), kind: .whole, size: 1 + samples.below(1 << 24),
          name: "N\(number)"))
    }
    let tables = try collection.tables()
    var passed = 0
    var sizes = 0
    for _ in 0..<20_000 {
      if tables.mayContain(samples.digest(.sha256), kind: .whole) { passed += 1 }
      if tables.mayContain(.sha256, kind: .whole, size: 1 + samples.below(1 << 24)) { sizes += 1 }
    }
    #expect(passed < 700)
    #expect(sizes < 5000)
    #expect(!tables.mayContain(samples.digest(.md5), kind: .whole))
    #expect(!tables.mayContain(.md5, kind: .whole, size: 5))
    #expect(!tables.mayContain(.sha256, kind: .harmless, size: 5))
  }

  @Test func `all signatures of a digest are found, the first listed first`() throws {
    var samples = HashSamples(seed: 77)
    let collection = HashCollection(runRecords: 50)
    var wanted: [(digest: Digest, size: UInt64, numbers: [UInt32])] = []
    for digestNumber in 0..<400 {
      let digest = samples.digest(.md5)
      let size = 1 + samples.below(3)
      var numbers: [UInt32] = []
      // In some the last are too many.
      for _ in 0...(digestNumber % 20) {
        numbers.append(UInt32(collection.count))
        try collection.add(HashSample(digest: digest, kind: .whole, size: size, name: "S"))
      }
      numbers = Array(numbers.prefix(HashMerge.sameKeyMax))
      if digestNumber % 3 == 0 {
        numbers.append(UInt32(collection.count))
        try collection.add(HashSample(digest: digest, kind: .whole, size: nil, name: "A"))
      }
      wanted.append((digest, size, numbers))
    }
    let tables = try collection.tables()
    #expect(tables.index.count > 20)
    var reader = HashReader(tables)
    for (digest, size, numbers) in wanted {
      let found = reader.findAll(digest, kind: .whole, size: size)
      #expect((0..<found.count).map { found[$0] } == numbers)
      #expect(!found.isDamaged)
      #expect(reader.find(digest, kind: .whole, size: size) == .found(numbers[0]))
      let other = reader.findAll(samples.neighbour(of: digest), kind: .whole, size: size)
      #expect(other.count == 0 && !other.isDamaged)
    }
  }

  @Test func `runs are merged in order, the first of equal keys first`() throws {
    var samples = HashSamples(seed: 5)
    var all: [HashRecord] = []
    for number in 0..<900 {
      let size = UInt32(samples.below(4))
      let word = samples.below(3)
      all.append(
        HashRecord(HashKey(high: UInt64(size), middle: word, low: 1), number: UInt32(number)))
    }
    let runs = [all[0..<1], all[1..<1], all[1..<400], all[400..<401], all[401...]]
    var merge = HashMerge(runs.map { $0.sorted() })
    var merged: [HashRecord] = []
    while let record = merge.next() { merged.append(record) }
    var expected: [HashRecord] = []
    for record in all.sorted()
    where expected.count(where: { $0.key == record.key }) < HashMerge.sameKeyMax {
      expected.append(record)
    }
    #expect(merged.map(\.number) == expected.map(\.number))
    #expect(merged.count == 12 * HashMerge.sameKeyMax)
  }

  @Test func `sizes and names that no format has are refused`() throws {
    let collection = HashCollection()
    let digest = sha256([1])
    func add(_ size: UInt64?, _ name: [UInt8]) throws(UnusedReason) {
      try collection.add(digest, kind: .whole, size: size, name: name.span)
    }
    #expect(throws: UnusedReason.malformed(.size)) { try add(0, [65]) }
    #expect(throws: UnusedReason.malformed(.size)) { try add(0xffff_ffff, [65]) }
    let long = [UInt8](repeating: 65, count: HashCollection.nameBytesMax + 1)
    #expect(throws: UnusedReason.malformed(.name)) { try add(1, long) }
    #expect(collection.count == 0)
    try add(0xffff_fffe, Array(long.dropLast()))
    let tables = try collection.tables()
    var reader = HashReader(tables)
    #expect(reader.find(digest, kind: .whole, size: 0xffff_fffe) == .found(0))
    #expect(reader.find(digest, kind: .whole, size: 0xffff_ffff) == .absent)
    #expect(tables.name(0)?.utf8.count == HashCollection.nameBytesMax)
  }

  @Test func `names of every length come back`() throws {
    var samples = HashSamples(seed: 2)
    let collection = HashCollection()
    var names: [String] = []
    for number in 0..<600 {
      let shared = String(repeating: "s", count: Int(samples.below(number % 9 == 0 ? 4000 : 300)))
      names.append(
        shared + String(repeating: "t", count: Int(samples.below(300))) + "\(number)")
      try collection.add(
        HashSample(digest: samples.digest(.md5), kind: .imports, size: nil, name: names[number]))
    }
    let tables = try collection.tables()
    #expect(tables.nameIndex.count > 5)
    for (number, name) in names.enumerated() { #expect(tables.name(UInt32(number)) == name) }
  }

  @Test func `nothing is listed in a database without digests`() throws {
    let tables = try HashCollection().tables()
    var reader = HashReader(tables)
    #expect(reader.find(sha256([]), kind: .whole, size: 1) == .absent)
    #expect(!tables.mayContain(.sha256, kind: .whole, size: 1))
    #expect(tables.count(.whole) == 0)
    #expect(tables.name(0) == nil)
  }
}
