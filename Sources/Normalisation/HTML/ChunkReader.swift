internal import Glibc

/// Cuts a document into the chunks in which ClamAV reads it.
///
/// The cuts are visible in the result: white space at the start of a chunk is dropped, and a script is
/// read chunk by chunk. NUL bytes are left out, and a chunk ends behind white space where it can.
struct ChunkReader {
  /// The most bytes of a chunk.
  static let chunkBytesMax = 8191

  /// The room for a chunk: behind its NUL there is some more, so that blocks can be read.
  static let roomBytes = chunkBytesMax + 1 + ByteBlock.count

  private var offset = 0

  /// Reads the next chunk.
  ///
  /// - Parameter chunk: Takes the bytes and a NUL behind them; `roomBytes` bytes.
  /// - Returns: `false` behind the last chunk.
  mutating func next(of document: Span<UInt8>, into chunk: inout MutableSpan<UInt8>) -> Bool {
    let wanted = min(document.count - offset, Self.chunkBytesMax)
    guard wanted > 0 else { return false }
    var count = Self.copy(document.extracting(offset..<offset + wanted), into: &chunk)
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

  /// Copies the bytes before the first NUL.
  ///
  /// - Returns: How many they are.
  private static func copy(_ source: Span<UInt8>, into chunk: inout MutableSpan<UInt8>) -> Int {
    unsafe source.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return 0 }
      let end = unsafe memchr(start, 0, source.count)
      let count = unsafe end.map { unsafe UnsafeRawPointer($0) - UnsafeRawPointer(start) }
      let kept = min(count ?? source.count, chunk.count)
      unsafe chunk.withUnsafeMutableBufferPointer { chunk in
        unsafe chunk.baseAddress?.update(from: start, count: kept)
      }
      return kept
    }
  }

  /// How much of a chunk ends behind its last white space; all where there is none but at its start.
  private static func rewound(_ chunk: Span<UInt8>, _ count: Int) -> Int {
    var kept = count
    while kept > 1, !ASCII.isSpace(chunk[kept - 1]) { kept -= 1 }
    return kept <= 1 ? count : kept
  }
}
