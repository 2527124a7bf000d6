internal import Decoding

/// What RAR archives consist of, as far as it tells where they begin and end. Sources: the RAR 5.0 archive
/// format as its maker has published it ("technote"), and its predecessor of RAR 3.
enum RarBlocks {
  private static let signature4: StaticString = "Rar!\u{1A}\u{7}\u{0}"
  private static let signature5: StaticString = "Rar!\u{1A}\u{7}\u{1}\u{0}"

  /// Whether bytes begin with an archive, which its first header's checksum tells.
  static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    if bytes.has(signature5, at: 0) {
      guard let block = Rar5Headers.Block(bytes, at: 8) else { return false }
      return bytes.little32(at: 8) == Checksum.crc32(bytes.extracting(block.summed))
    }
    guard bytes.has(signature4, at: 0), let block = block4(bytes, at: 7) else { return false }
    return block.isMain
  }

  /// Where the archive that begins the bytes ends; `nil` where its headers lead to no end.
  static func byteCount(of bytes: Span<UInt8>) -> Int? {
    let isNew = bytes.has(signature5, at: 0)
    var place = isNew ? 8 : 7
    while let block = isNew ? block5(bytes, at: place) : block4(bytes, at: place) {
      place = block.next
      if block.isLast { return place }
    }
    return nil
  }

  private struct Block {
    var next: Int
    var isMain = false
    var isLast = false
  }

  private static func block4(_ bytes: Span<UInt8>, at place: Int) -> Block? {
    guard let fixed = bytes.run(at: place, count: 7), let size = fixed.little16(at: 5), size >= 7,
      let summed = bytes.run(at: place + 2, count: Int(size) - 2), let flags = fixed.little16(at: 3)
    else { return nil }
    let type = fixed[2]
    guard (0x72...0x7B).contains(type) else { return nil }
    // Of blocks with comments the sum is of a part alone.
    if type == 0x73 || type == 0x7B {
      guard fixed.little16(at: 0) == UInt16(truncatingIfNeeded: Checksum.crc32(summed)) else {
        return nil
      }
    }
    var next = place + Int(size)
    if flags & 0x8000 != 0 || type == 0x74 {
      guard let data = bytes.little32(at: place + 7) else { return nil }
      next += Int(data)
      if flags & 0x0100 != 0, type == 0x74, let high = bytes.little32(at: place + 32) {
        next += Int(high) << 32
      }
    }
    guard next <= bytes.count else { return nil }
    return Block(next: next, isMain: type == 0x73, isLast: type == 0x7B)
  }

  private static func block5(_ bytes: Span<UInt8>, at place: Int) -> Block? {
    guard let block = Rar5Headers.Block(bytes, at: place) else { return nil }
    return Block(next: block.next, isLast: block.type == Rar5Headers.Block.endHeader)
  }
}
