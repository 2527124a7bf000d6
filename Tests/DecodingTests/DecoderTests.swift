import Testing

@testable import Decoding

@Suite struct DecoderTests {
  /// "hello hello hello" by gzip.
  static let packed: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57,
    0xc8, 0x40, 0x90, 0x00, 0x80, 0x88, 0xf9, 0xe5, 0x11, 0x00, 0x00, 0x00,
  ]
  static let plain = Array("hello hello hello".utf8)

  @Test func aRunIsDecodedToItsEndAndWhatFollowsIsNotUsed() {
    let input = Self.packed + [1, 2, 3]
    let decoded = Decoder.decode(input.span, as: .gzip, bytesMax: 100)
    #expect(decoded == Decoded(bytes: Self.plain, consumedBytes: Self.packed.count, end: .complete))
  }

  @Test func everyBeginningIsTruncated() {
    for count in 0..<Self.packed.count {
      let decoded = Decoder.decode(
        Self.packed.span.extracting(0..<count), as: .gzip, bytesMax: 100)
      #expect(decoded.end == .truncated)
      #expect(Self.plain.starts(with: decoded.bytes))
    }
  }

  @Test func exactlyTheLimitIsNotTooMuchAndOneMoreIs() {
    #expect(Decoder.decode(Self.packed.span, as: .gzip, bytesMax: 17).end == .complete)
    let less = Decoder.decode(Self.packed.span, as: .gzip, bytesMax: 16)
    #expect(less.end == .limit && less.bytes == Array(Self.plain[..<16]))
  }

  @Test func aWrongChecksumIsDamage() {
    var input = Self.packed
    input[input.count - 5] ^= 1
    #expect(Decoder.decode(input.span, as: .gzip, bytesMax: 100).end == .damaged)
  }
}
