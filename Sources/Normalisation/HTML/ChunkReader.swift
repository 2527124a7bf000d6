/// Cuts a document into the chunks in which ClamAV reads it.
///
/// The cuts are visible in the result: white space at the start of a chunk is dropped, and a script is
/// read chunk by chunk. NUL bytes are left out, and a chunk ends behind white space where it can.
struct ChunkReader {
  /// The most bytes of a chunk.
  static let chunkBytesMax = 8191

  private var offset = 0

  /// Reads the next chunk.
  ///
  /// - Parameter chunk: Takes the bytes and a NUL behind them; `chunkBytesMax` + 1 bytes at least.
  /// - Returns: `false` behind the last chunk.
  mutating func next(of document: Span<UInt8>, into chunk: inout MutableSpan<UInt8>) -> Bool {
    let wanted = min(document.count - offset, Self.chunkBytesMax)
    guard wanted > 0 else { return false }
    var count = 0
    while count < wanted {
      let byte = document[offset + count]
      if byte == 0 { break }
      chunk[count] = byte
      count += 1
    }
    var end = offset + count
    if count < wanted {
      // The chunk is filled up from what follows the NUL bytes, however many they are.
      while end < document.count, count < Self.chunkBytesMax {
        let byte = document[end]
        end += 1
        if byte != 0 {
          chunk[count] = byte
          count += 1
        }
      }
    }
    offset = end
    if end < document.count, !ASCII.isSpace(document[end]) {
      let kept = Self.rewound(chunk.span, count)
      offset -= count - kept
      count = kept
    }
    chunk[count] = 0
    return true
  }

  /// How much of a chunk ends behind its last white space; all where there is none but at its start.
  private static func rewound(_ chunk: Span<UInt8>, _ count: Int) -> Int {
    var kept = count
    while kept > 1, !ASCII.isSpace(chunk[kept - 1]) { kept -= 1 }
    return kept <= 1 ? count : kept
  }
}
