import Decoding
import Formats
import Testing

@Suite struct VBATests {
  /// A container of one chunk in which nothing repeats.
  static func container(_ text: [UInt8]) -> [UInt8] {
    var tokens: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 8) {
      tokens += [0] + text[start..<min(start + 8, text.count)]
    }
    let header = 0xB000 | tokens.count - 1
    return [1, UInt8(header & 0xFF), UInt8(header >> 8)] + tokens
  }

  /// A record of the directory.
  static func record(_ id: Int, _ data: [UInt8], size: Int? = nil) -> [UInt8] {
    CompoundFileSample.little(id, 2) + CompoundFileSample.little(size ?? data.count, 4) + data
  }

  @Test func theExampleOfTheSpecificationIsDecompressed() {
    // [MS-OVBA] 3.2.2 and 3.2.3: text in which letters repeat at a distance.
    let packed: [UInt8] = [
      0x01, 0x2F, 0xB0, 0x00, 0x23, 0x61, 0x61, 0x61, 0x62, 0x63, 0x64, 0x65, 0x82, 0x66, 0x00,
      0x70,
      0x61, 0x67, 0x68, 0x69, 0x6A, 0x01, 0x38, 0x08, 0x61, 0x6B, 0x6C, 0x00, 0x30, 0x6D, 0x6E,
      0x6F,
      0x70, 0x06, 0x71, 0x02, 0x70, 0x04, 0x10, 0x72, 0x73, 0x74, 0x75, 0x76, 0x10, 0x77, 0x78,
      0x79,
      0x7A, 0x00, 0x3C,
    ]
    let decoded = VBACompression.decompress(packed.span, at: 0, bytesMax: 10_000)
    #expect(decoded.end == .complete)
    let text = "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    #expect(String(decoding: decoded.bytes, as: UTF8.self) == text)
    let repeated: [UInt8] = [1, 3, 0xB0, 2, 0x61, 0x45, 0]
    let letters = VBACompression.decompress(repeated.span, at: 0, bytesMax: 100)
    #expect(letters.bytes == Array(repeating: 0x61, count: 73) && letters.end == .complete)
  }

  @Test func nothingIsPutOutPastTheLimit() {
    let chunk: [UInt8] = [3, 0xB0, 2, 0x61, 0xFC, 0x0F]
    let packed = [1] + [[UInt8]](repeating: chunk, count: 50).joined()
    let decoded = VBACompression.decompress(Array(packed).span, at: 0, bytesMax: 10_000)
    #expect(decoded.end == .limit && decoded.bytes.count == 10_000)
  }

  @Test func modulesAreReadWithTheirStreamsAndOffsets() {
    let wide: [UInt8] = [0x4D, 0, 0x31, 0]
    let bytes =
      Self.record(1, [1, 0, 0, 0]) + Self.record(9, [1, 0, 0, 0, 2, 0], size: 4)
      + Self.record(0x19, Array("One".utf8)) + Self.record(0x1A, Array("M1".utf8))
      + Self.record(0x32, wide) + Self.record(0x31, [5, 1, 0, 0]) + Self.record(0x2B, [])
      + Self.record(0x10, [])
    let (modules, isComplete) = VBADirectory.modules(bytes.span)
    #expect(isComplete && modules.count == 1)
    #expect(modules.first?.streamName == Array("M1".utf8) && modules.first?.sourceOffset == 261)
    #expect(modules.first?.streamUnits == [0x4D, 0x31])
    let cut = VBADirectory.modules(bytes.span.extracting(0..<bytes.count - 6))
    #expect(!cut.isComplete)
  }

  @Test func sourceIsFoundWithoutADirectory() {
    let source = Array("Attribute VB_Name = \"M\"\r\nSub AutoOpen()\r\n".utf8)
    let stream = [UInt8](repeating: 1, count: 100) + Self.container(source)
    let found = VBASource.firstPlace(in: stream.span)
    #expect(found == 100)
    let decoded = VBACompression.decompress(stream.span, at: 100, bytesMax: 1000)
    #expect(decoded.bytes == source)
    let none = VBASource.firstPlace(in: source.span)
    #expect(none == nil)
  }

  @Test func damageAnywhereIsReadWithinTheBounds() {
    withDamage(Self.container(Array("Attribute VB_Name".utf8))) { bytes in
      let decoded = VBACompression.decompress(bytes.span, at: 0, bytesMax: 1 << 20)
      #expect(decoded.bytes.count <= 1 << 14)
    }
    let directory = Self.record(0x19, [65]) + Self.record(0x31, [1, 0, 0, 0])
    withDamage(directory) { bytes in
      let count = VBADirectory.modules(bytes.span).modules.count
      #expect(count <= 1)
    }
  }
}
