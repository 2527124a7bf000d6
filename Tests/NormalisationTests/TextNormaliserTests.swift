import Testing

@testable import Normalisation

@Suite struct TextNormaliserTests {
  /// Normalises a file in pieces of some lengths, used in turn.
  static func normalise(
    _ bytes: [UInt8], _ division: TextNormaliser.Division = .chunks(carriedBytes: 0),
    pieces: [Int] = [Int.max]
  ) -> (text: [UInt8], chunks: [TextChunk]) {
    var normaliser = TextNormaliser(fileBytes: bytes.count, division: division)
    var text: [UInt8] = []
    var place = 0
    var turn = 0
    while place < bytes.count {
      let count = min(pieces[turn % pieces.count], bytes.count - place)
      normaliser.normalise(bytes.span.extracting(place..<(place + count)), into: &text)
      place += count
      turn += 1
    }
    normaliser.finish(text)
    return (text, normaliser.chunks)
  }

  /// The same, byte by byte, for a file of one chunk.
  private func plain(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for byte in bytes {
      switch byte {
      case 9...13, 0x20: if text.last != 0x20 { text.append(0x20) }
      case 0x41...0x5a: text.append(byte + 0x20)
      case 0x21..<0x80: text.append(byte)
      default: break
      }
    }
    return text
  }

  private func string(_ text: String) -> String {
    String(decoding: Self.normalise(Array(text.utf8)).text, as: UTF8.self)
  }

  @Test func `letters become lower-case, white space one space`() {
    #expect(string("Hello  World\r\n\t\u{b}\u{c} END") == "hello world end")
    #expect(string(" \n a") == " a")
    #expect(string("@[`{~\u{7f}Z_A") == "@[`{~\u{7f}z_a")
  }

  @Test
  func `control characters and bytes above 0x7f are left out, white space around them is one`() {
    #expect(string("a\u{0}b\u{1}\u{8}c\u{e}\u{1f}d") == "abcd")
    #expect(string("a \u{0}é b") == "a b")
    #expect(string("G\u{0}r\u{0} \u{0} ") == "gr ")
  }

  @Test func `every byte value at every place of a word becomes what it becomes alone`() {
    for byte in UInt8.min...UInt8.max {
      for place in 0..<17 {
        for filler in [UInt8(ascii: "Q"), 0x20, 0x0a] {
          var bytes = [UInt8](repeating: filler, count: 17)
          bytes[place] = byte
          #expect(Self.normalise(bytes).text == plain(bytes), "\(byte) at \(place)")
        }
      }
    }
  }

  @Test func `every split and every truncation gives the same text`() {
    let bytes = Array("Der  Text\n\n\u{1}mit ÄÖÜ\tund\r\n  MEHR: <a>\u{0} \u{0}x Ende.  \n".utf8)
    for count in 0...bytes.count {
      let prefix = Array(bytes[..<count])
      #expect(Self.normalise(prefix).text == plain(prefix))
      guard count > 0 else { continue }
      #expect(Self.normalise(bytes, pieces: [count, Int.max]).text == plain(bytes))
      #expect(Self.normalise(bytes, pieces: [count]).text == plain(bytes))
    }
  }

  @Test func `random bytes and random text become what they become byte by byte`() {
    var random = SeededBytes(state: 5)
    for round in 0..<200 {
      let alphabet = [Array(0...255), Array("aB \n\t.".utf8), Array("abcdefghij klmnoPQ".utf8)][
        round % 3]
      let bytes = (0..<Int.random(in: 0..<600, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      #expect(Self.normalise(bytes).text == plain(bytes))
    }
  }

  @Test func `a chunk ends before the page that might not fit, and forgets the space before`() {
    // 32 pages of text fill the chunk. The next begins with a space after a space.
    var bytes = [UInt8](repeating: 0x61, count: 33 * 4096)
    bytes[32 * 4096 - 1] = 0x20
    bytes[32 * 4096] = 0x20
    let (text, chunks) = Self.normalise(bytes)
    #expect(text == bytes)
    #expect(chunks.map { $0.range } == [0..<131_072, 131_072..<135_168])
    // With a byte less in the first chunk nothing changes: the page might not have fitted.
    bytes[0] = 0
    #expect(Self.normalise(bytes).text.count == bytes.count - 1)
    // With a page less there is one chunk.
    bytes[..<4096] = [UInt8](repeating: 0, count: 4096)[...]
    let one = Self.normalise(bytes)
    #expect(one.chunks.count == 1)
    #expect(one.text.count == 32 * 4096 - 1)
  }

  @Test func `carried bytes begin the next chunk, and count again in its offset`() {
    let bytes = [UInt8](repeating: 0x61, count: 400_000)
    let (text, chunks) = Self.normalise(bytes, .chunks(carriedBytes: 41), pieces: [1000, 7])
    #expect(text == bytes)
    #expect(chunks[0] == TextChunk(range: 0..<131_072, statedOffset: 0))
    #expect(chunks[1] == TextChunk(range: 131_031..<262_144, statedOffset: 131_072))
    #expect(chunks[2] == TextChunk(range: 262_103..<393_216, statedOffset: 262_185))
    #expect(chunks[3] == TextChunk(range: 393_175..<400_000, statedOffset: 393_298))
  }

  @Test func `one file forgets the space after so many bytes of input`() {
    var bytes = [UInt8](repeating: 0x20, count: 131_072 + 41 + 5)
    bytes[3] = 0x61
    let division = TextNormaliser.Division.oneFile(carriedBytes: 41)
    for pieces in [[Int.max], [1], [4096], [131_072 + 41], [131_072 + 40, 2]] {
      let (text, chunks) = Self.normalise(bytes, division, pieces: pieces)
      #expect(String(decoding: text, as: UTF8.self) == " a  ")
      #expect(chunks == [TextChunk(range: 0..<4, statedOffset: 0)])
    }
  }

  @Test func `an empty file has no text`() {
    let (text, chunks) = Self.normalise([])
    #expect(text.isEmpty)
    #expect(chunks == [TextChunk(range: 0..<0, statedOffset: 0)])
  }
}

/// Numbers that are the same in every run.
struct SeededBytes: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ state >> 33) &* 0xff51_afd7_ed55_8ccd
  }
}
