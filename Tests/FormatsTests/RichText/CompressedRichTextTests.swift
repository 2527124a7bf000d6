import Decoding
import Formats
import Testing

@Suite struct CompressedRichTextTests {
  static func header(_ kind: String, _ packed: [UInt8], rawBytes: Int) -> [UInt8] {
    func little(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 0xFF) } }
    return little(packed.count + 12) + little(rawBytes) + Array(kind.utf8) + [0, 0, 0, 0] + packed
  }

  static func decompress(_ bytes: [UInt8], bytesMax: Int = 1000) -> Decoded {
    CompressedRichText.decompress(bytes.span, bytesMax: bytesMax)
  }

  /// The first example of the specification, section 3.1.1.
  static let example: [UInt8] = header(
    "LZFu",
    [
      0x03, 0x00, 0x0A, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3,
      0x20,
      0x68, 0x65, 0x6C, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80,
      0x0F,
      0xA0,
    ], rawBytes: 43)
  static let text = Array("{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".utf8)

  @Test func theExampleOfTheSpecificationIsRead() {
    let decoded = Self.decompress(Self.example)
    #expect(decoded.bytes == Self.text && decoded.end == .complete)
    #expect(decoded.consumedBytes == Self.example.count)
  }

  @Test func repeatsOfWhatIsJustWrittenAreRead() {
    // A letter, and its place in the ring with the greatest length.
    let packed: [UInt8] = [0b110, 0x78, 0x0C, 0xFF, 0x0E, 0x10]
    let whole = Self.header("LZFu", packed, rawBytes: 18)
    let decoded = Self.decompress(whole)
    #expect(decoded.bytes == [UInt8](repeating: 0x78, count: 18) && decoded.end == .complete)
    #expect(Self.decompress(whole, bytesMax: 10).end == .limit)
  }

  @Test func whatIsNotCompressedIsGivenAsItIs() {
    let plain = Self.header("MELA", Self.text, rawBytes: Self.text.count)
    let decoded = Self.decompress(plain)
    #expect(decoded.bytes == Self.text && decoded.end == .complete)
    #expect(Self.decompress(plain, bytesMax: 4).end == .limit)
    let cut = Self.header("MELA", Self.text, rawBytes: 100)
    #expect(Self.decompress(cut).end == .truncated)
  }

  @Test func whatEndsEarlyIsToldFromWhatIsWhole() {
    let cut = Array(Self.example.prefix(30))
    #expect(Self.decompress(cut).end == .truncated)
    let short = Array(Self.example.prefix(15))
    let isBeginning = CompressedRichText.isBeginning(short.span)
    #expect(!isBeginning)
    withDamage(Self.example) { _ = Self.decompress($0) }
  }
}
