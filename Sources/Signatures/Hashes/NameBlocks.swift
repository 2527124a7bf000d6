/// The names of the signatures on digests, by number, in blocks for the disk.
///
/// Lists are sorted so that neighbours are alike: of each name only what it does not share with the
/// one before in its block is kept, after the two lengths.
struct NameBlocks {
  /// After the checksum: number of the first name (4 bytes), how many (2), bytes in use (2).
  static let headerBytes = BlockLayout.checksumBytes + 8
  /// Lengths from here on take three bytes.
  static let longLength = 255

  /// The blocks so far, one after another, without their checksums.
  private(set) var bytes: [UInt8] = []
  /// The number of each block's first name.
  private(set) var firstNumbers: [UInt32] = []

  private var count = 0
  private var used = BlockLayout.names.byteCount
  private var previous: [UInt8] = []

  private var blockStart: Int { bytes.count - BlockLayout.names.byteCount }

  /// Adds the next name; at most ``HashCollection/nameBytesMax`` bytes.
  mutating func append(_ name: borrowing Span<UInt8>) {
    var shared = 0
    while shared < min(name.count, previous.count) && name[shared] == previous[shared] {
      shared += 1
    }
    let entryBytes = Self.lengthBytes(shared) + Self.lengthBytes(name.count - shared) + name.count
    if used + entryBytes - shared > BlockLayout.names.byteCount {
      startBlock()
      shared = 0
    }
    put(length: shared)
    put(length: name.count - shared)
    previous.removeLast(previous.count - shared)
    for place in shared..<name.count {
      bytes[blockStart + used] = name[place]
      previous.append(name[place])
      used += 1
    }
    count += 1
    storeCounts()
  }

  private static func lengthBytes(_ length: Int) -> Int { length < longLength ? 1 : 3 }

  private mutating func put(length: Int) {
    if length < Self.longLength {
      bytes[blockStart + used] = UInt8(length)
    } else {
      bytes[blockStart + used] = UInt8(Self.longLength)
      bytes[blockStart + used + 1] = UInt8(length & 255)
      bytes[blockStart + used + 2] = UInt8(length >> 8)
    }
    used += Self.lengthBytes(length)
  }

  private mutating func startBlock() {
    bytes.append(contentsOf: repeatElement(0, count: BlockLayout.names.byteCount))
    firstNumbers.append(UInt32(count))
    for index in 0..<4 {
      bytes[blockStart + BlockLayout.checksumBytes + index] = UInt8(count >> (8 * index) & 255)
    }
    used = Self.headerBytes
    previous.removeAll(keepingCapacity: true)
  }

  private mutating func storeCounts() {
    let inBlock = count - Int(firstNumbers[firstNumbers.count - 1])
    let start = blockStart + BlockLayout.checksumBytes + 4
    bytes[start] = UInt8(inBlock & 255)
    bytes[start + 1] = UInt8(inBlock >> 8)
    bytes[start + 2] = UInt8(used & 255)
    bytes[start + 3] = UInt8(used >> 8)
  }
}

/// A block of names as it was read.
struct NameBlock {
  /// Bytes of a block that was checked.
  let bytes: [UInt8]

  private func number(at place: Int, byteCount: Int) -> Int {
    (0..<byteCount).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }

  /// The name with that number; `nil` where the block does not have it or is not well-formed.
  func name(_ wanted: Int) -> [UInt8]? {
    guard wanted >= first, wanted < first + count else { return nil }
    var found: [UInt8]?
    let isWellFormed = forEachName(upTo: wanted) { found = $0 }
    return isWellFormed ? found : nil
  }

  /// The number of the block's first name, and how many names it has.
  private var first: Int { number(at: BlockLayout.checksumBytes, byteCount: 4) }
  var count: Int { number(at: BlockLayout.checksumBytes + 4, byteCount: 2) }

  /// Calls `body` with each name, as far as the one with that number; `false` where the block is
  /// not well-formed.
  func forEachName(upTo last: Int = .max, _ body: ([UInt8]) -> Void) -> Bool {
    let used = number(at: BlockLayout.checksumBytes + 6, byteCount: 2)
    guard used <= bytes.count else { return false }
    var place = NameBlocks.headerBytes
    var name: [UInt8] = []
    for _ in 0..<(last < first + count ? max(last - first + 1, 0) : count) {
      guard let shared = length(at: &place, used), shared <= name.count,
        let rest = length(at: &place, used), rest <= used - place
      else { return false }
      name.removeLast(name.count - shared)
      name.append(contentsOf: bytes[place..<place + rest])
      place += rest
      body(name)
    }
    return true
  }

  private func length(at place: inout Int, _ end: Int) -> Int? {
    guard place < end else { return nil }
    let short = Int(bytes[place])
    place += 1
    if short < NameBlocks.longLength { return short }
    guard place <= end - 2 else { return nil }
    place += 2
    return number(at: place - 2, byteCount: 2)
  }
}
