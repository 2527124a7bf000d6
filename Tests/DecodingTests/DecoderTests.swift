import Testing

@testable import Decoding

@Suite struct DecoderTests {
  static let plain = PackedSamples.plain

  /// Codings without an end of their own: they end with the input.
  static let endless: Set<Coding> = [.compress]

  @Test func everyCodingHasASample() {
    #expect(Set(PackedSamples.all.map(\.coding)) == Set(Coding.allCases))
  }

  @Test(arguments: PackedSamples.all)
  func aRunIsDecodedToItsEndAndWhatFollowsIsNotUsed(_ sample: (coding: Coding, bytes: [UInt8])) {
    let whole = Decoded(bytes: Self.plain, consumedBytes: sample.bytes.count, end: .complete)
    #expect(Decoder.decode(sample.bytes.span, as: sample.coding, bytesMax: 100) == whole)
    guard !Self.endless.contains(sample.coding) else { return }
    let more = sample.bytes + [1, 2, 3]
    #expect(Decoder.decode(more.span, as: sample.coding, bytesMax: 100) == whole)
  }

  @Test(arguments: PackedSamples.all)
  func everyBeginningIsTruncated(_ sample: (coding: Coding, bytes: [UInt8])) {
    for count in 0..<sample.bytes.count {
      let decoded = Decoder.decode(
        sample.bytes.span.extracting(0..<count), as: sample.coding, bytesMax: 100)
      let isWhole = Self.endless.contains(sample.coding) && count > 2
      #expect(decoded.end == (isWhole ? .complete : .truncated))
      #expect(Self.plain.starts(with: decoded.bytes))
    }
  }

  @Test(arguments: PackedSamples.all)
  func exactlyTheLimitIsNotTooMuchAndOneMoreIs(_ sample: (coding: Coding, bytes: [UInt8])) {
    let input = sample.bytes
    #expect(Decoder.decode(input.span, as: sample.coding, bytesMax: 17).end == .complete)
    for count in 0..<17 {
      let less = Decoder.decode(input.span, as: sample.coding, bytesMax: count)
      #expect(less.end == .limit && less.bytes == Array(Self.plain[..<count]))
    }
  }

  @Test(arguments: PackedSamples.all)
  func noChangedByteMakesMoreThanTheLimit(_ sample: (coding: Coding, bytes: [UInt8])) {
    for place in sample.bytes.indices {
      for change: UInt8 in [1, 0x80, 0xFF] {
        var input = sample.bytes
        input[place] ^= change
        let decoded = Decoder.decode(input.span, as: sample.coding, bytesMax: 1000)
        #expect(decoded.bytes.count <= 1000 && decoded.consumedBytes <= input.count)
      }
    }
  }

  @Test(arguments: [Coding.gzip, .zlib, .bzip2, .xz, .lzip, .zstd, .lz4])
  func aWrongChecksumIsDamage(_ coding: Coding) throws {
    var input = try #require(PackedSamples.all.first { $0.coding == coding }).bytes
    // The checksum of the content lies there.
    let place: [Coding: Int] = [
      .gzip: 20, .zlib: 12, .bzip2: 10, .xz: 44, .lzip: 24, .zstd: 21, .lz4: 32,
    ]
    input[try #require(place[coding])] ^= 1
    #expect(Decoder.decode(input.span, as: coding, bytesMax: 100).end == .damaged)
  }

  @Test func aWindowOfUnusualSizeIsNotGivenMemory() {
    // A header of Zstandard with a window of 2^31 bytes, and one of LZMA with a dictionary of 2^30.
    let zstandard: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, 0xA8, 1, 0, 0]
    #expect(Decoder.decode(zstandard.span, as: .zstd, bytesMax: 100).end == .memory)
    let unknownSize = [UInt8](repeating: 0xFF, count: 8)
    let lzma: [UInt8] = [0x5D, 0, 0, 0, 0x40] + unknownSize + [0, 0, 0, 0, 0, 0]
    #expect(Decoder.decode(lzma.span, as: .lzma, bytesMax: 100).end == .memory)
  }
}
