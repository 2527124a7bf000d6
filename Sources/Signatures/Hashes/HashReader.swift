package import Digests
internal import Primitives

/// Looks digests up, with a block's memory of its own: one for each session or thread.
///
/// ```swift
/// var reader = HashReader(database.hashes)
/// if database.hashes.mayContain(.md5, kind: .whole, size: body.size) {
///   switch reader.find(digest, kind: .whole, size: body.size) { … }
/// }
/// ```
///
/// A look-up allocates nothing. What the filter stops (39 in 40 of what is not listed) costs a few
/// cache misses; the rest one pread(2) of 1 KiB and its checksum, under 1 µs where the page is
/// cached and one random read of the disk where it is not (0.1 ms on flash, 10 ms on a disk). Where
/// even that is too long to wait, ask ``HashTables/mayContain(_:kind:)`` and read elsewhere.
package struct HashReader: ~Copyable {
  private let tables: HashTables
  /// The block, then the key that is looked for.
  private let memory: OwnedBytes
  /// Which block the memory holds.
  private var loaded = -1

  private static let keyOffset = BlockLayout.hashes.byteCount

  /// Allocates what looking up takes.
  package init(_ tables: HashTables) {
    self.tables = tables
    memory = OwnedBytes(count: Self.keyOffset + HashKey.byteCount + 4)
  }

  /// Looks for the signature of a digest of something of that size, or of any: of several the first.
  package mutating func find(_ digest: Digest, kind: HashKind, size: UInt64) -> HashLookup {
    var first: UInt32?
    let isReadable = find(digest, kind: kind, size: size) { number in
      first = number
      return false
    }
    return first.map { .found($0) } ?? (isReadable ? .absent : .damaged)
  }

  /// Looks for all signatures of a digest of something: those for its size, then those for any.
  package mutating func findAll(_ digest: Digest, kind: HashKind, size: UInt64) -> HashNumbers {
    var numbers = HashNumbers()
    let isReadable = find(digest, kind: kind, size: size) { number in
      numbers.add(number)
      return true
    }
    numbers.isDamaged = !isReadable
    return numbers
  }

  /// Gives the numbers to `found` until that says to stop; `false` where there may be more that cannot
  /// be read.
  @inline(__always)
  private mutating func find(
    _ digest: Digest, kind: HashKind, size: UInt64, _ found: (UInt32) -> Bool
  ) -> Bool {
    guard tables.mayContain(digest, kind: kind), let table = tables.table(kind, digest.algorithm)
    else { return true }
    var isStopped = false
    func take(_ number: UInt32) -> Bool {
      isStopped = !found(number)
      return !isStopped
    }
    var isReadable = true
    if table.exactCount > 0, size < UInt64(HashKey.anySize) {
      isReadable = find(HashKey(digest, size: UInt32(size)), in: table, take)
    }
    guard !isStopped, table.anySizeCount > 0 else { return isReadable }
    return find(HashKey(digest, size: HashKey.anySize), in: table, take) && isReadable
  }

  private mutating func find(
    _ key: HashKey, in table: HashTable, _ found: (UInt32) -> Bool
  ) -> Bool {
    unsafe key.store(to: keyMemory)
    // The last block whose first key is not past the key. The index has 8 bytes of each first key:
    // where these agree with the key's, the blocks themselves are asked, by halves.
    let first = Int(table.firstBlock)
    let end = upperBound(key.high, first, first + Int(table.blockCount), isStrict: false)
    guard end > first else { return true }
    var high = end - 1
    if tables.index[high] == key.high {
      var low = upperBound(key.high, first, end, isStrict: true) - 1
      while low < high {
        let middle = (low + high + 1) / 2
        // The first key of the list may be past the key: there is no block before it.
        guard load(middle), let isPast = unsafe HashBlock.beginsPast(keyMemory, block) else {
          return false
        }
        if isPast { high = middle - 1 } else { low = middle }
      }
      guard high >= first else { return true }
    }
    guard load(high) else { return false }
    return unsafe HashBlock.find(keyMemory, block, found)
  }

  /// The first block whose first key begins past `high`, or not before it where `isStrict`.
  private func upperBound(_ high: UInt64, _ start: Int, _ end: Int, isStrict: Bool) -> Int {
    let keys = unsafe tables.index.run(at: start, count: end - start)
    var low = 0
    var count = end - start
    while count > 0 {
      let half = count / 2
      let key = unsafe keys[low + half]
      let isBefore = isStrict ? key < high : key <= high
      low += isBefore ? half + 1 : 0
      count = isBefore ? count - half - 1 : half
    }
    return start + low
  }

  private var keyMemory: UnsafeMutableRawPointer {
    unsafe memory.bytes.baseAddress! + Self.keyOffset
  }

  private var block: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: memory.bytes.baseAddress, count: Self.keyOffset)
  }

  /// Reads a block unless it is there already.
  private mutating func load(_ place: Int) -> Bool {
    if loaded == place { return true }
    loaded = -1
    let target = unsafe UnsafeMutableRawBufferPointer(rebasing: memory.bytes[..<Self.keyOffset])
    do throws(BlockFile.Failure) {
      try unsafe tables.blocks.read(place, into: target)
    } catch {
      return false
    }
    loaded = place
    return true
  }
}

extension HashTables {
  /// The name of a signature by its number among those on hashes; `nil` where it cannot be read or
  /// is damaged. Allocates, and may wait for the disk: for detections.
  package func name(_ number: UInt32) -> String? {
    var low = 0
    var high = nameIndex.count
    while low < high {
      let middle = (low + high) / 2
      if nameIndex[middle] <= number { low = middle + 1 } else { high = middle }
    }
    guard low > 0, low <= names.count else { return nil }
    var bytes = [UInt8](repeating: 0, count: BlockLayout.names.byteCount)
    guard names.read(low - 1, into: &bytes) else { return nil }
    return NameBlock(bytes: bytes).name(Int(number)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Calls `body` with the number and the name of each signature on a digest. Reads all of them; blocks
  /// that cannot be read are passed over: ``DatabaseFile/check()`` says which.
  package func forEachName(_ body: (UInt32, String) -> Void) {
    var bytes = [UInt8](repeating: 0, count: BlockLayout.names.byteCount)
    for place in 0..<names.count {
      guard names.read(place, into: &bytes) else { continue }
      var number = nameIndex[place]
      _ = NameBlock(bytes: bytes).forEachName {
        body(number, String(decoding: $0, as: UTF8.self))
        number &+= 1
      }
    }
  }

  /// Calls `body` with each listed digest: its list, its key and the number of its signature. Reads all
  /// of them; blocks that cannot be read are passed over.
  func forEachRecord(_ body: (HashList, HashKey, UInt32) -> Void) {
    var bytes = [UInt8](repeating: 0, count: BlockLayout.hashes.byteCount)
    for list in HashList.all where list.place < lists.count {
      let first = Int(lists[list.place].firstBlock)
      for place in first..<first + Int(lists[list.place].blockCount) {
        guard blocks.read(place, into: &bytes) else { continue }
        unsafe bytes.withUnsafeBytes {
          _ = unsafe HashBlock.forEach(in: $0) { body(list, $0, $1) }
        }
      }
    }
  }
}
