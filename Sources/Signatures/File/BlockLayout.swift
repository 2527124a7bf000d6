/// Fixed pieces of a database file that are read one at a time, each with its checksum in front.
struct BlockLayout {
  /// Blocks of listed digests: small, as each look-up that passes the filter reads and checks one.
  static let hashes = BlockLayout(section: .hashBlocks, byteCount: 1024)
  /// Blocks of names: a name fits whole. Read for detections alone.
  static let names = BlockLayout(section: .hashNames, byteCount: 8192)
  /// Blocks of packed lines of signatures: read for people alone.
  static let lines = BlockLayout(section: .contentLines, byteCount: 8192)

  /// All kinds of blocks that a file can have.
  static let all = [hashes, names, lines]

  /// Bytes of the checksum.
  static let checksumBytes = 8

  var section: ImageSection
  /// Bytes of a block, with its checksum.
  var byteCount: Int

  /// Bytes of a block behind its checksum.
  var payloadBytes: Int { byteCount - Self.checksumBytes }

  /// The checksum of a block at its place.
  func checksum(_ block: UnsafeRawBufferPointer, at place: Int) -> UInt64 {
    let seed = UInt64(section.rawValue) << 48 | UInt64(place)
    return unsafe Checksum.of(
      UnsafeRawBufferPointer(rebasing: block[Self.checksumBytes...]), seed: seed)
  }

  /// Puts the checksum in front of a block that is otherwise complete.
  func seal(_ block: UnsafeMutableRawBufferPointer, at place: Int) {
    let checksum = unsafe checksum(UnsafeRawBufferPointer(block), at: place)
    unsafe block.storeBytes(of: checksum.littleEndian, as: UInt64.self)
  }

  /// Whether a block is what was written at its place.
  func isIntact(_ block: UnsafeRawBufferPointer, at place: Int) -> Bool {
    let stored = unsafe block.loadUnaligned(as: UInt64.self)
    return unsafe UInt64(littleEndian: stored) == checksum(block, at: place)
  }
}
