public import Decoding

/// The compression of VBA's streams: runs of at most 4096 bytes, each with what repeats within it written
/// as a distance and a length. Source: [MS-OVBA] 2.4.1.
public enum VBACompression {
  /// The byte that a compressed container begins with.
  public static let signature: UInt8 = 1
  private static let chunkBytes = 4096

  /// Decompresses a container that begins at a place; its end is the end of the bytes.
  public static func decompress(_ bytes: Span<UInt8>, at start: Int, bytesMax: Int) -> Decoded {
    guard bytes.byte(at: start) == signature else { return Decoded(end: .damaged) }
    var output: [UInt8] = []
    var place = start + 1
    var end = DecodingEnd.complete
    while end == .complete, place < bytes.count {
      guard output.count < bytesMax else {
        end = .limit
        break
      }
      guard let header = bytes.little16(at: place), header >> 12 & 7 == 3 else {
        // Zeros after the last chunk are what a writer rounds up with.
        if bytes[place] != 0 { end = .damaged }
        break
      }
      let chunkEnd = place + Int(header & 0xFFF) + 3
      if chunkEnd > bytes.count { end = .truncated }
      let chunk = bytes.extracting(place + 2..<min(chunkEnd, bytes.count))
      if header & 0x8000 == 0 {
        output.append(copying: chunk.extracting(0..<min(chunk.count, chunkBytes)))
      } else if !decompress(chunk: chunk, into: &output) {
        end = .damaged
      }
      place = min(chunkEnd, bytes.count)
    }
    if output.count > bytesMax {
      output.removeLast(output.count - bytesMax)
      end = .limit
    }
    return Decoded(bytes: output, consumedBytes: max(0, place - start), end: end)
  }

  /// One chunk: groups of eight tokens, a byte before each says which of them are copies.
  private static func decompress(chunk: Span<UInt8>, into output: inout [UInt8]) -> Bool {
    let start = output.count
    var place = 0
    while place < chunk.count {
      let flags = chunk[place]
      place += 1
      for bit in 0..<8 where place < chunk.count {
        if flags >> UInt8(bit) & 1 == 0 {
          output.append(chunk[place])
          place += 1
        } else {
          guard let token = chunk.little16(at: place) else { return false }
          place += 2
          guard copy(token, from: start, in: &output) else { return false }
        }
        guard output.count - start <= chunkBytes else { return false }
      }
    }
    return true
  }

  /// The further a chunk has come, the more bits of a copy are its distance.
  private static func copy(_ token: UInt16, from start: Int, in output: inout [UInt8]) -> Bool {
    let done = output.count - start
    guard done > 0 else { return false }
    let bits = max(4, Int.bitWidth - (done - 1).leadingZeroBitCount)
    guard bits <= 12 else { return false }
    let length = Int(token & (0xFFFF >> UInt16(bits))) + 3
    let distance = Int(token >> UInt16(16 - bits)) + 1
    guard distance <= done else { return false }
    for _ in 0..<length { output.append(output[output.count - distance]) }
    return true
  }
}
