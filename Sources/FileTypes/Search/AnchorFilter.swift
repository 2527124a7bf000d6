/// Tells, with one look at each byte, where an anchor may end.
///
/// Anchors are spread over eight buckets. For each bucket a table knows which bytes may stand first,
/// second and third; three tables in one entry per byte value. Where a bucket survives all three, its
/// anchors are compared. This passes over a byte of text in half a nanosecond.
///
/// The last two buckets are for later parts of patterns: they do not count before a first part has been
/// found.
final class AnchorFilter: Sendable {
  static let bucketCount = 8
  private static let laterBuckets = 6..<bucketCount
  /// All buckets, as bits of the entries of ``table`` for third bytes.
  static let allBuckets: UInt32 = 0xff0000

  /// For each byte value: the buckets in which it may stand third, second, first, from bit 16, 8, 0.
  let table: [UInt32]
  /// The parts of all buckets, bucket by bucket, those with anchors of two bytes first in each.
  let members: [Int]
  /// The anchor of each of ``members``, the first byte lowest.
  let anchors: [UInt32]
  /// Where each bucket begins in ``members``, and the end of the last.
  let starts: [Int]
  /// Where in each bucket those with three bytes begin.
  let threes: [Int]
  /// The byte with which all anchors of first parts begin, where it is one and the same.
  let lead: UInt8?

  /// A filter for some parts.
  init(_ parts: [IndexedPart], including isIncluded: (IndexedPart) -> Bool) {
    var table = [UInt32](repeating: 0, count: 256)
    var buckets = [[Int]](repeating: [], count: Self.bucketCount)
    var sets = (0..<Self.bucketCount).map { _ in BucketBytes() }
    for (index, part) in parts.enumerated() where isIncluded(part) {
      let choice = part.number > 0 ? Self.laterBuckets : 0..<Self.laterBuckets.lowerBound
      let bucket = choice.min { sets[$0].growth(part) < sets[$1].growth(part) } ?? 0
      sets[bucket].insert(part)
      buckets[bucket].append(index)
    }
    for (bucket, set) in sets.enumerated() {
      for byte in 0..<256 {
        for place in 0..<3 where set.bytes[place][byte] {
          table[byte] |= 1 << UInt32(bucket + 8 * place)
        }
      }
    }
    self.table = table
    var members: [Int] = []
    var starts = [0]
    var threes: [Int] = []
    for bucket in buckets {
      members += bucket.filter { parts[$0].anchorCount == 2 }
      threes.append(members.count)
      members += bucket.filter { parts[$0].anchorCount == 3 }
      starts.append(members.count)
    }
    self.members = members
    anchors = members.map { member in
      let anchor = parts[member].anchor
      return UInt32(anchor.0) | UInt32(anchor.1) << 8 | UInt32(anchor.2) << 16
    }
    self.starts = starts
    self.threes = threes
    let leads = Set(parts.filter { isIncluded($0) && $0.number == 0 }.map(\.anchor.0))
    lead = leads.count == 1 ? leads.first : nil
  }
}

extension AnchorFilter {
  /// The buckets that count, as bits of the entries of ``table`` for third bytes.
  ///
  /// - Parameter isBegun: whether a pattern has found a part, so that later parts count.
  @inline(__always)
  func active(isBegun: Bool) -> UInt32 {
    !isBegun
      ? Self.allBuckets & (1 << UInt32(16 + Self.laterBuckets.lowerBound) - 1)
      : Self.allBuckets
  }

  /// Whether an anchor may be three bytes.
  @inline(__always)
  func passes(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    table[Int(first)] << 16 & table[Int(second)] << 8 & table[Int(third)] != 0
  }
}

/// The bytes that may stand first, second and third in the anchors of a bucket.
private struct BucketBytes {
  var bytes = [[Bool]](repeating: [Bool](repeating: false, count: 256), count: 3)

  mutating func insert(_ part: IndexedPart) {
    bytes[0][Int(part.anchor.0)] = true
    bytes[1][Int(part.anchor.1)] = true
    if part.anchorCount == 2 {
      bytes[2] = [Bool](repeating: true, count: 256)
    } else {
      bytes[2][Int(part.anchor.2)] = true
    }
  }

  /// By how much more often the bucket is entered once a part is in it.
  func growth(_ part: IndexedPart) -> Double {
    var with = self
    with.insert(part)
    return with.likelihood - likelihood
  }

  private var likelihood: Double { bytes.reduce(1) { $0 * Self.likelihood($1) } }

  private static func likelihood(_ set: [Bool]) -> Double {
    var sum = 0.0
    for byte in 0..<256 where set[byte] { sum += weight(UInt8(byte)) }
    return sum / total
  }

  private static let total = (0..<256).reduce(0.0) { $0 + weight(UInt8($1)) }

  /// How common a byte is in what is searched, roughly: text most of all, then executables.
  private static func weight(_ byte: UInt8) -> Double {
    switch byte {
    case 0x20: 40
    case UInt8(ascii: "a")...UInt8(ascii: "z"): 16
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): 3
    case 0, 0x0a, UInt8(ascii: "<"), UInt8(ascii: "."): 8
    case 0x21..<0x7f: 2
    default: 1
    }
  }
}
