import Decoding
import Formats
import Testing

@Suite struct PDFFilterTests {
  /// The first filter of an object's only chain, undone.
  static func decode(
    _ dictionary: String, _ data: [UInt8], bytesMax: Int = 1 << 20
  ) -> Decoded {
    let (filter, parameters) = filter(dictionary)
    return filter.decode(data.span, parameters, bytesMax: bytesMax)
  }

  static func filter(_ dictionary: String) -> (PDFFilter, PDFFilterParameters) {
    let bytes = Array("1 0 obj<<\(dictionary)>>".utf8)
    var file = PDFFile(bytes.span)
    let object = file.object(at: 0, in: bytes.span)
    let chains = file.filterChains(of: object!.value.dictionary!, in: bytes.span)
    return chains[0].filters[0]
  }

  @Test(arguments: [
    ("/Filter/AHx", "61 6 2zz63>64", "abc"), ("/Filter/ASCIIHexDecode", "61626", "ab`"),
    ("/Filter/A85", "@:E\n_~>x", "abc"), ("/Filter[/ASCII85Decode]", "<~@:E_Wz~>", "abcd\0\0\0\0"),
    ("/Filter/A85", "@:E_", "abc"), ("/Filter/RL", "\u{2}abc\u{1}xy", "abcxy"),
  ]) func textAndRunsAreDecoded(dictionary: String, data: String, plain: String) {
    let decoded = Self.decode(dictionary, Array(data.utf8))
    #expect(decoded.bytes == Array(plain.utf8), "\(dictionary) \(data)")
    for bytesMax in 0..<plain.utf8.count {
      let cut = Self.decode(dictionary, Array(data.utf8), bytesMax: bytesMax)
      #expect(cut.bytes.count <= bytesMax)
    }
  }

  @Test func runsAreRepeated() {
    let decoded = Self.decode("/Filter/RL", [254, 0x61, 0, 0x62, 128, 0x63])
    #expect(decoded.bytes == Array("aaab".utf8) && decoded.end == .complete)
    #expect(Self.decode("/Filter/RL", [254, 0x61]).end == .truncated)
  }

  /// Codes as bits, without a table of their own: each of as many bits as the decoder expects there.
  static func packed(_ codes: [(code: Int, bits: Int)]) -> [UInt8] {
    var output: [UInt8] = []
    var (value, count) = (0, 0)
    for (code, bits) in codes {
      value = value << bits | code
      count += bits
      while count >= 8 {
        count -= 8
        output.append(UInt8(truncatingIfNeeded: value >> count))
        value &= 1 << count - 1
      }
    }
    if count > 0 { output.append(UInt8(truncatingIfNeeded: value << (8 - count))) }
    return output
  }

  @Test func codesOfLZWAreReadAsTheStandardShows() {
    // ISO 32000-1, section 7.4.4.2, example 1.
    let codes = [256, 45, 258, 258, 65, 259, 66, 257].map { (code: $0, bits: 9) }
    let decoded = Self.decode("/Filter/LZWDecode", Self.packed(codes))
    #expect(decoded.bytes == [45, 45, 45, 45, 45, 65, 45, 45, 45, 66])
    #expect(decoded.end == .complete)
    #expect(Self.decode("/Filter/LZW", [0xFF, 0xFF]).end == .damaged)
    withDamage(Self.packed(codes)) { _ = Self.decode("/Filter/LZW", $0, bytesMax: 64) }
  }

  @Test(arguments: [true, false]) func codesOfLZWBecomeLonger(isEarly: Bool) {
    var codes: [(code: Int, bits: Int)] = [(256, 9)]
    var next = 257
    var bits = 9
    let plain = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for byte in plain {
      codes.append((Int(byte), bits))
      next += 1
      if next + (isEarly ? 1 : 0) >= 1 << bits, bits < 12 { bits += 1 }
    }
    codes.append((257, bits))
    let dictionary = "/Filter/LZW/DecodeParms<</EarlyChange \(isEarly ? 1 : 0)>>"
    #expect(Self.decode(dictionary, Self.packed(codes)).bytes == plain)
  }

  @Test func predictedRowsAreAddedUp() {
    let png = Self.filter(
      "/Filter/Fl/DecodeParms<</Predictor 12/Columns 3>>"
    ).1
    let rows: [UInt8] = [0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 2, 2, 2, 4, 1, 1, 1]
    #expect(png.hasPredictor)
    let plain = png.unpredicted(rows.span)
    #expect(plain == [1, 2, 3, 1, 2, 3, 2, 3, 4, 3, 5, 6, 4, 6, 7])
    let tiff = Self.filter(
      "/Filter/Fl/DecodeParms<</Predictor 2/Columns 2/Colors 2>>"
    ).1
    let samples: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    let sums = tiff.unpredicted(samples.span)
    #expect(sums == [1, 2, 4, 6, 5, 6, 12, 14])
    let bad = Self.filter("/Filter/Fl/DecodeParms<</Predictor 12/Columns 0>>").1
    let none = bad.unpredicted(rows.span)
    #expect(none == nil)
    for count in 0..<rows.count { _ = png.unpredicted(rows.span.extracting(..<count)) }
  }
}
