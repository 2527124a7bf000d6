import Hyperscan
import Testing

@testable import Scanning
@testable import Signatures

/// The sieve of anchors against searches that are too simple to be wrong.
@Suite struct SieveTests {
  /// Letters that the rarity model takes for rare, so that their anchors go through the sieve.
  static let letters: [UInt8] = [0x9b, 0xd7, 0xe3]

  /// A database of one signature for each literal, with a sieve if there are two.
  static func database(_ literals: [[UInt8]], sieveAnchorsMin: Int = 1) throws -> SignatureDatabase
  {
    var options = SignatureSet.Options()
    options.sieveAnchorsMin = sieveAnchorsMin
    var set = SignatureSet(options: options)
    let lines = literals.enumerated().map { "S\($0):0:*:\(digits($1))\n" }
    set.add(contentsOf: Array(lines.joined().utf8), name: "t.ndb")
    return try SignatureDatabase(set)
  }

  static func digits(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  static func random(_ count: Int, _ random: inout Seeded) -> [UInt8] {
    (0..<count).map { _ in letters.randomElement(using: &random)! }
  }

  /// Where each anchor of a sieve ends in a body, in order.
  static func ends(_ sieve: AnchorSieve, _ body: [UInt8]) -> [[UInt64]] {
    var ids: [UInt64: UInt64] = [:]
    for id in 0..<sieve.literals.count where sieve.literals[id] != 0 {
      ids[sieve.literals[id]] = UInt64(id)
    }
    guard body.count >= 8 else { return [] }
    return (8...body.count).compactMap { end in
      let bytes = body[(end - 8)..<end].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return ids[bytes].map { [UInt64(end), $0] }
    }
  }

  /// The matches of a body that comes in leases of these lengths, again and again.
  static func matches(_ sieve: AnchorSieve, _ body: [UInt8], _ lengths: [Int]) -> [[UInt64]] {
    var stream = SieveStream(isUsed: true)
    stream.select(sieve)
    var found: [[UInt64]] = []
    var start = 0
    var turn = 0
    while start < body.count {
      let lease = Array(body[start..<min(start + lengths[turn % lengths.count], body.count)])
      turn += 1
      var given = 0
      while given < lease.count {
        let count = unsafe lease.withUnsafeBytes {
          unsafe stream.scan(UnsafeRawBufferPointer(rebasing: $0[given...]))
        }
        #expect(count > 0)
        given += count
        while let match = stream.next(upTo: UInt64(start + given)) {
          found.append([match.end, UInt64(match.anchor)])
        }
        #expect(stream.next(upTo: .max) == nil, "a match behind what was scanned")
      }
      start += lease.count
    }
    return found
  }

  @Test func findsEveryAnchorHoweverTheBodyIsSplit() throws {
    var random = Seeded(state: 5)
    let literals = (0..<300).map { _ in Self.random(8, &random) }
    let database = try Self.database(literals)
    let sieve = try #require(database.anchors.sieve(at: 0))
    var total = 0
    for bytes in [0, 4, 5, 7, 8, 9, 11, 12, 13, 16, 31, 500, 5000] {
      let body = Self.random(bytes, &random)
      let expected = Self.ends(sieve, body)
      total += expected.count
      for lengths in [[bytes + 1], [1], [2], [3], [4], [5], [7], [8], [13], [1, 9, 2, 30], [1025]] {
        #expect(Self.matches(sieve, body, lengths) == expected, "\(bytes) bytes in \(lengths)")
      }
    }
    #expect(total > 200)
  }

  @Test func aBodyThatMatchesEverywhereIsScannedInSteps() throws {
    var random = Seeded(state: 6)
    var literals = (0..<50).map { _ in Self.random(8, &random) }
    literals.append([UInt8](repeating: Self.letters[0], count: 8))
    let database = try Self.database(literals)
    let sieve = try #require(database.anchors.sieve(at: 0))
    let body = [UInt8](repeating: Self.letters[0], count: 20_000)
    let expected = Self.ends(sieve, body)
    #expect(expected.count == body.count - 7)
    #expect(Self.matches(sieve, body, [body.count]) == expected)
    #expect(Self.matches(sieve, body, [8000, 3, 9000]) == expected)
  }

  @Test func matchesOfSieveAndHyperscanComeInTheOrderOfTheirEnds() throws {
    var random = Seeded(state: 7)
    var found = 0
    for number in 0..<6 {
      // Short fragments are Hyperscan's, those of eight bytes the sieve's; gaps put them in order.
      let lines = (0..<60).map { place in
        let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
          Self.digits(Self.random([4, 8].randomElement(using: &random)!, &random))
        }
        let gap = ["*", "{-9}", "{3-40}", "{20-}"].randomElement(using: &random)!
        return "S\(place):0:*:\(parts.joined(separator: gap))\n"
      }
      func detections(_ sieveAnchorsMin: Int, _ leases: [ArraySlice<UInt8>]) throws -> [String] {
        var options = SignatureSet.Options()
        options.sieveAnchorsMin = sieveAnchorsMin
        var set = SignatureSet(options: options)
        set.add(contentsOf: Array(lines.joined().utf8), name: "t.ndb")
        let database = try SignatureDatabase(set)
        #expect((database.anchors.sieve(at: 0) != nil) == (sieveAnchorsMin == 1))
        var session = try ScanSession(database: database, reportsAll: true)
        var scratch = try database.makeScratch()
        _ = session.run(leases, scratch: &scratch)
        return session.detections.map { "\($0)" }.sorted()
      }
      let body = Self.random(3000, &random)
      let expected = try detections(.max, [body[...]])
      found += expected.count
      #expect(try detections(1, [body[...]]) == expected, "\(number)")
      #expect(try detections(1, split(body, at: 1501)) == expected, "\(number), split")
      #expect(try detections(1, body.indices.map { body[$0...$0] }) == expected, "\(number), bytes")
    }
    #expect(found > 40)
  }

  @Test func commonGramsAreLeftToHyperscan() throws {
    let rare: [[UInt8]] = [[0x9b, 0xd7, 0xe3, 0x9b, 0x9b, 0xe3, 0xd7, 0xd7]]
    let common: [[UInt8]] = [[0, 0, 0, 0, 0, 0x9b, 0xd7, 0xe3]]
    let database = try Self.database(rare + [rare[0].reversed()] + common)
    let sieve = try #require(database.anchors.sieve(at: 0))
    let taken = (0..<sieve.literals.count).map { sieve.literals[$0] != 0 }
    #expect(taken.count(where: { $0 }) == 2)
    #expect(sieve.literals[2] == 0)
  }
}
