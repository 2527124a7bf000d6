/// Scripts that the Script Encoder has encoded.
extension HTMLMachine {
  /// Looks for the start of an encoded script in the rest of the chunk; it is decoded when the chunk
  /// has been read.
  mutating func findEncoded(_ chunk: inout MutableSpan<UInt8>) {
    looksForEncoded = true
    encodedAt = nil
    var start = position
    while true {
      let block = ByteBlock(chunk, start)
      let count = ByteBlock.countBefore(block.equal(to: UInt8(ascii: "#")) | block.equal(to: 0))
      start += count
      if count == ByteBlock.count { continue }
      if chunk[start] == 0 { break }
      if ScriptEncoding.isStart(chunk.span, start) {
        chunk[start] = UInt8(ascii: "/")
        chunk[start + 1] = UInt8(ascii: "/")
        encodedAt = start + 4
        break
      }
      start += 1
    }
    (state, next) = (next, savedNext)
  }

  mutating func readEncodedStart(_ chunk: inout MutableSpan<UInt8>) {
    if ScriptEncoding.isStart(chunk.span, position) {
      // For the normaliser of scripts this is a comment.
      chunk[position] = UInt8(ascii: "/")
      chunk[position + 1] = UInt8(ascii: "/")
      position += 4
      (state, next) = (.encodedLength, .broken)
    } else {
      plain.append(ASCII.lowercased(chunk[position]))
      position += 1
    }
  }

  mutating func readEncodedLength(_ chunk: inout MutableSpan<UInt8>) {
    guard (0..<8).allSatisfy({ chunk[position + $0] != 0 }) else {
      (state, next) = (.text, .broken)
      return
    }
    encoding = ScriptEncoding()
    encoding.readLength(chunk.span, position)
    isInEncoded = true
    // The comment ends here.
    chunk[position + 7] = ASCII.lineFeed
    position += 8
    (state, next) = (.encodedBody, .broken)
  }

  mutating func readEncodedBody(_ chunk: inout MutableSpan<UInt8>) {
    encoding.decode(&chunk, from: position)
    if encoding.length == 0 { isInEncoded = false }
    (state, next) = (.text, .broken)
  }
}
