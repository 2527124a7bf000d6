internal import Glibc

/// A block of listed digests, in order: what all keys of the block begin with is kept once.
///
/// After the checksum: the number of records (2 bytes), of shared key bytes (1), an unused one, the
/// shared bytes, then for each record the rest of its key and its number (4 bytes, little-endian).
enum HashBlock {
  static let headerBytes = BlockLayout.checksumBytes + 4

  /// How many records fit that share so many bytes.
  static func capacity(sharedBytes: Int) -> Int {
    (BlockLayout.hashes.byteCount - headerBytes - sharedBytes) / recordBytes(sharedBytes)
  }

  static func recordBytes(_ sharedBytes: Int) -> Int { HashKey.byteCount - sharedBytes + 4 }

  /// Writes records into a block's memory, without the checksum.
  static func fill(
    _ block: UnsafeMutableRawBufferPointer, _ records: [HashRecord], sharedBytes: Int
  ) {
    unsafe block.initializeMemory(as: UInt8.self, repeating: 0)
    let base = unsafe block.baseAddress! + BlockLayout.checksumBytes
    unsafe base.storeBytes(of: UInt16(records.count).littleEndian, as: UInt16.self)
    unsafe base.storeBytes(of: UInt8(sharedBytes), toByteOffset: 2, as: UInt8.self)
    var place = unsafe base + 4 + sharedBytes
    unsafe withUnsafeTemporaryAllocation(byteCount: HashKey.byteCount, alignment: 8) { key in
      for (index, record) in records.enumerated() {
        unsafe record.key.store(to: key.baseAddress!)
        if index == 0 {
          unsafe (base + 4).copyMemory(from: key.baseAddress!, byteCount: sharedBytes)
        }
        let rest = HashKey.byteCount - sharedBytes
        unsafe place.copyMemory(from: key.baseAddress! + sharedBytes, byteCount: rest)
        unsafe place.storeBytes(
          of: record.number.littleEndian, toByteOffset: rest, as: UInt32.self)
        unsafe place += rest + 4
      }
    }
  }

  /// What a block's header says; `nil` where it cannot be true.
  @inline(__always)
  private static func shape(_ block: UnsafeRawBufferPointer) -> (count: Int, shared: Int)? {
    let base = unsafe block.baseAddress! + BlockLayout.checksumBytes
    let count = Int(UInt16(littleEndian: unsafe base.loadUnaligned(as: UInt16.self)))
    let shared = Int(unsafe base.load(fromByteOffset: 2, as: UInt8.self))
    guard count > 0, shared < HashKey.byteCount, count <= capacity(sharedBytes: shared) else {
      return nil
    }
    return (count, shared)
  }

  /// Calls `body` with each record of a block that was checked; `false` where it is not well-formed.
  static func forEach(
    in block: UnsafeRawBufferPointer, _ body: (HashKey, UInt32) -> Void
  ) -> Bool {
    guard let (count, shared) = unsafe shape(block) else { return false }
    let base = unsafe block.baseAddress! + headerBytes
    let rest = HashKey.byteCount - shared
    unsafe withUnsafeTemporaryAllocation(byteCount: HashKey.byteCount, alignment: 8) { key in
      unsafe key.baseAddress!.copyMemory(from: base, byteCount: shared)
      for place in 0..<count {
        let record = unsafe base + shared + place * (rest + 4)
        unsafe (key.baseAddress! + shared).copyMemory(from: record, byteCount: rest)
        let number = unsafe record.loadUnaligned(fromByteOffset: rest, as: UInt32.self)
        body(unsafe HashKey(UnsafeRawPointer(key.baseAddress!)), UInt32(littleEndian: number))
      }
    }
    return true
  }

  /// Whether the block's first key is past `key` (20 bytes); `nil` where it is not well-formed.
  static func beginsPast(_ key: UnsafeRawPointer, _ block: UnsafeRawBufferPointer) -> Bool? {
    guard unsafe shape(block) != nil else { return nil }
    // The first record follows the shared bytes: together they are its key.
    return unsafe memcmp(block.baseAddress! + headerBytes, key, HashKey.byteCount) > 0
  }

  /// Looks for the records of `key` (20 bytes) in a block that was checked, and gives the number of
  /// each to `found`, the first listed first, until that says to stop; `false` where the block is not
  /// well-formed.
  @inline(__always)
  static func find(
    _ key: UnsafeRawPointer, _ block: UnsafeRawBufferPointer, _ found: (UInt32) -> Bool
  ) -> Bool {
    guard let (count, shared) = unsafe shape(block) else { return false }
    let base = unsafe block.baseAddress! + headerBytes
    guard unsafe memcmp(base, key, shared) == 0 else { return true }
    let rest = HashKey.byteCount - shared
    let records = unsafe base + shared
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let record = unsafe records + middle * (rest + 4)
      if unsafe memcmp(record, key + shared, rest) < 0 { low = middle + 1 } else { high = middle }
    }
    while low < count {
      let record = unsafe records + low * (rest + 4)
      guard unsafe memcmp(record, key + shared, rest) == 0 else { break }
      let number = unsafe record.loadUnaligned(fromByteOffset: rest, as: UInt32.self)
      guard found(UInt32(littleEndian: number)) else { break }
      low += 1
    }
    return true
  }
}
