import Testing

@testable import Decoding

/// Writes bits as DEFLATE has them.
private struct BitWriter {
  var bytes: [UInt8] = []
  private var count = 0

  /// A number, its lowest bit first.
  mutating func put(_ value: Int, _ bits: Int) {
    for bit in 0..<bits {
      if count % 8 == 0 { bytes.append(0) }
      bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << UInt8(count % 8)
      count += 1
    }
  }

  /// A word of a prefix code, its highest bit first.
  mutating func putWord(_ word: Int, _ bits: Int) {
    for bit in (0..<bits).reversed() { put(word >> bit & 1, 1) }
  }

  /// What stands for a symbol in the code that blocks have that bring none.
  mutating func putFixed(_ symbol: Int) {
    switch symbol {
    case 0..<144: putWord(0x30 + symbol, 8)
    case 144..<256: putWord(0x190 + symbol - 144, 9)
    case 256..<280: putWord(symbol - 256, 7)
    default: putWord(0xC0 + symbol - 280, 8)
    }
  }

  /// A copy of 3 bytes and more, by the code 285.
  mutating func copy(_ byteCount: Int, distanceCode: Int, _ more: Int = 0, _ bits: Int = 0) {
    putFixed(285)
    put(byteCount - 3, 16)
    putWord(distanceCode, 5)
    put(more, bits)
  }
}

@Suite struct Deflate64Tests {
  private func decode(_ bytes: [UInt8], bytesMax: Int = 1 << 20) -> Decoded {
    Decoder.decode(bytes.span, as: .deflate64, bytesMax: bytesMax)
  }

  @Test func copiesAreAsLongAndComeFromAsFarAsTheFormatHasIt() {
    var writer = BitWriter()
    writer.put(1, 1)
    writer.put(1, 2)
    writer.putFixed(0x61)
    // 65,535 more of it; then one byte, and a copy of both from 65,536 before, which is the farthest there is.
    writer.copy(65535, distanceCode: 0)
    writer.putFixed(0x62)
    writer.copy(3, distanceCode: 31, 65536 - 49153, 14)
    writer.copy(65538, distanceCode: 30, 40000 - 32769, 14)
    writer.putFixed(256)
    let a = [UInt8](repeating: 0x61, count: 65536)
    var expected = a + [0x62, 0x61, 0x61, 0x61]
    for _ in 0..<65538 { expected.append(expected[expected.count - 40000]) }
    let decoded = decode(writer.bytes)
    #expect(decoded.end == .complete && decoded.bytes == expected)
    #expect(decoded.consumedBytes == writer.bytes.count)
    #expect(decode(writer.bytes, bytesMax: expected.count).end == .complete)
    let less = decode(writer.bytes, bytesMax: expected.count - 1)
    #expect(less.end == .limit && less.bytes == expected.dropLast())
    for count in stride(from: 0, to: writer.bytes.count, by: 1) {
      let cut = decode(Array(writer.bytes[..<count]))
      #expect(cut.end == .truncated && expected.starts(with: cut.bytes))
    }
  }

  @Test func storedBlocksAndThoseWithCodesFollowOneAnother() {
    var writer = BitWriter()
    writer.put(0, 3)
    writer.put(0, 5)
    writer.put(2, 16)
    writer.put(0xFFFD, 16)
    writer.put(0x6968, 16)
    // Codes for `!` and the end of one bit each; of distances none. The lengths' own code has 0, 1 and 18.
    writer.put(1, 1)
    writer.put(2, 2)
    writer.put(0, 5)
    writer.put(0, 5)
    writer.put(14, 4)
    let lengths = [18: 1, 0: 2, 1: 2]
    for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1] {
      writer.put(lengths[symbol] ?? 0, 3)
    }
    writer.putWord(0, 1)
    writer.put(33 - 11, 7)
    writer.putWord(3, 2)
    writer.putWord(0, 1)
    writer.put(127, 7)
    writer.putWord(0, 1)
    writer.put(256 - 34 - 138 - 11, 7)
    writer.putWord(3, 2)
    writer.putWord(2, 2)
    writer.put(0, 1)
    writer.put(0, 1)
    writer.put(1, 1)
    let decoded = decode(writer.bytes)
    #expect(decoded.end == .complete && decoded.bytes == Array("hi!!".utf8))
  }

  @Test func whatNoEncoderWritesIsDamage() {
    // A kind of block that there is none of; a copy before anything; a length that its check denies.
    #expect(decode([7, 0]).end == .damaged)
    var writer = BitWriter()
    writer.put(3, 3)
    writer.copy(3, distanceCode: 0)
    #expect(decode(writer.bytes + [0, 0]).end == .damaged)
    #expect(decode([1, 2, 0, 2, 0, 0, 0]).end == .damaged)
    // More words of one bit than there are.
    var crowded = BitWriter()
    crowded.put(5, 3)
    crowded.put(0, 14)
    for _ in 0..<4 { crowded.put(1, 3) }
    #expect(decode(crowded.bytes + [0, 0, 0]).end == .damaged)
  }
}
