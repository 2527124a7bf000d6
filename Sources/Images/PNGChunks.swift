internal import CZlib

/// Where the chunks of a PNG file are that decoding needs.
struct PNGChunks {
  /// Where the header's data begin.
  private(set) var header = 0
  private(set) var palette: Range<Int>?
  /// The compressed picture, in parts.
  private(set) var data: [Range<Int>] = []

  private static let chunksMax = 1 << 16

  /// Reads them up to the end of the picture; `nil` where one is damaged.
  init?(_ bytes: Span<UInt8>) {
    var reader = ByteReader(position: 8)
    var isEnded = false
    for index in 0..<Self.chunksMax {
      guard let count = reader.big32(bytes), let kind = reader.big32(bytes) else { break }
      let start = reader.position
      // The picture's end is known by the next chunk, of which no more need be there.
      isEnded = !data.isEmpty && kind != 0x4944_4154
      if isEnded { break }
      guard reader.skip(count, bytes), let sum = reader.big32(bytes) else { break }
      // Chunks that a reader may pass over are told by the case of their first letter.
      let isNeeded = kind & 0x2000_0000 == 0
      guard !isNeeded || Self.checksum(bytes, (start - 4)..<(start + count)) == UInt32(sum) else {
        return nil
      }
      guard index > 0 || kind == 0x4948_4452 && count == 13 else { return nil }
      switch kind {
      case 0x4948_4452: header = start
      case 0x504c_5445: palette = start..<(start + count)
      case 0x4944_4154: data.append(start..<(start + count))
      default: if isNeeded { return nil }
      }
    }
    guard header > 0, isEnded else { return nil }
  }

  private static func checksum(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      let part = unsafe UnsafeBufferPointer(rebasing: bytes[range])
      return UInt32(
        truncatingIfNeeded: unsafe crc32(0, part.baseAddress, UInt32(clamping: part.count)))
    }
  }
}
