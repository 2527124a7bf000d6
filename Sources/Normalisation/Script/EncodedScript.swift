/// A file that is an encoded script as a whole (ClamAV: `CL_TYPE_SCRENC`).
public enum EncodedScript {
  /// Decodes the first encoded script of a file.
  ///
  /// - Returns: An HTML document with the script, to be judged by its own type; `nil` where the file
  ///   has no such script.
  public static func document(decoding file: Span<UInt8>) -> [UInt8]? {
    var storage = [UInt8](repeating: 0, count: ChunkReader.roomBytes)
    var chunk = storage.mutableSpan
    var reader = ChunkReader()
    var start: Int?
    repeat {
      guard reader.next(of: file, into: &chunk) else { return nil }
      start = find(chunk.span)
    } while start == nil
    guard var position = start.map({ $0 + 4 }) else { return nil }
    // The length may stand in two chunks.
    var length = InlineArray<8, UInt8>(repeating: 0)
    for index in length.indices {
      if chunk[position] == 0 {
        guard reader.next(of: file, into: &chunk), chunk[0] != 0 else { return nil }
        position = 0
      }
      length[index] = chunk[position]
      position += 1
    }
    var encoding = ScriptEncoding()
    encoding.readLength(length.span, 0)
    var document = Array("<script>".utf8)
    while encoding.length > 0 {
      encoding.decode(&chunk, from: position)
      while chunk[position] != 0 {
        document.append(chunk[position])
        position += 1
      }
      position = 0
      guard encoding.length > 0, reader.next(of: file, into: &chunk) else { break }
    }
    document.append(contentsOf: "</script>".utf8)
    return document
  }

  private static func find(_ chunk: Span<UInt8>) -> Int? {
    var start = 0
    while chunk[start] != 0 {
      if ScriptEncoding.isStart(chunk, start) { return start }
      start += 1
    }
    return nil
  }
}
