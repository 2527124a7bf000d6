import Testing

@testable import Decoding

@Suite struct CompressTests {
  /// Packs each byte as a code of its own: the table grows all the same, and so does the codes' width.
  static func packed(_ text: [UInt8], bitsMax: Int = 16, clearAt: Int? = nil) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x9D, 0x80 | UInt8(bitsMax)]
    var group: [Int] = []
    var bits = 9
    var next = 257
    var isFirst = true
    func flush() {
      var packed = [UInt8](repeating: 0, count: bits)
      for (index, code) in group.enumerated() {
        for bit in 0..<bits where code >> bit & 1 == 1 {
          let place = index * bits + bit
          packed[place / 8] |= 1 << UInt8(place % 8)
        }
      }
      bytes += packed
      group = []
    }
    func put(_ code: Int) {
      group.append(code)
      if group.count == 8 { flush() }
    }
    for (index, byte) in text.enumerated() {
      if index == clearAt {
        put(256)
        if !group.isEmpty { flush() }
        bits = 9
        next = 257
        isFirst = true
      }
      put(Int(byte))
      if !isFirst, next < 1 << bitsMax {
        next += 1
        if next == 1 << bits, bits < bitsMax {
          if !group.isEmpty { flush() }
          bits += 1
        }
      }
      isFirst = false
    }
    // The last group is written as far as it has codes.
    let used = (group.count * bits + 7) / 8
    let rest = group.isEmpty ? 0 : bits - used
    if !group.isEmpty { flush() }
    return Array(bytes.dropLast(rest))
  }

  @Test(arguments: [9, 10, 12, 16])
  func codesThatGrowAreReadToTheEnd(_ bitsMax: Int) {
    let text = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 5) }
    let decoded = Decoder.decode(
      Self.packed(text, bitsMax: bitsMax).span, as: .compress, bytesMax: 100_000)
    #expect(decoded.end == .complete && decoded.bytes == text)
  }

  @Test func aClearedTableBeginsAnew() {
    let text = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 5) }
    for place in [1, 7, 8, 300, 1000] {
      let decoded = Decoder.decode(
        Self.packed(text, clearAt: place).span, as: .compress, bytesMax: 100_000)
      #expect(decoded.end == .complete && decoded.bytes == text)
    }
  }

  @Test func aCodeThatIsNotKnownYetIsDamage() {
    let input: [UInt8] = [0x1F, 0x9D, 0x90, 0x68, 0xFE, 0x07]
    #expect(Decoder.decode(input.span, as: .compress, bytesMax: 100).end == .damaged)
  }

  @Test func theFirstCodesTellWhetherItIsLikely() {
    let text = (0..<100).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let packed = Self.packed(text)
    func isLikely(_ bytes: [UInt8]) -> Bool { Decoder.isLikelyCompress(bytes.span) }
    #expect(isLikely(packed))
    #expect(isLikely(Array(packed[..<5])))
    // A first code that stands for nothing, a later one, no code, and flags that there are none of.
    for bytes: [UInt8] in [
      [0x1F, 0x9D, 0x90, 9, 9, 9, 9], [0x1F, 0x9D, 0x90, 9, 0xFE, 0xFF, 9], [0x1F, 0x9D, 0x90],
      [0x1F, 0x9D, 0xF0] + packed[3...], [0x1F, 0x9D, 0x88] + packed[3...],
    ] {
      #expect(!isLikely(bytes))
    }
  }

  @Test func whatIsDamagedIsUsedAsFarAsItWasRead() {
    let packed =
      Self.packed([1, 2, 3, 4, 5, 6, 7]) + [0xFF, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 500)
    let decoded = Decoder.decode(packed.span, as: .compress, bytesMax: 1000)
    #expect(decoded.end == .damaged && decoded.consumedBytes < 20)
  }
}
