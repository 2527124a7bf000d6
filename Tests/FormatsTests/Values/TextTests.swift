import Formats
import Testing

@Suite struct TextShapeTests {
  private func mayBe(_ text: String) -> Bool { TextShape.mayBeBase64(Array(text.utf8).span) }

  @Test func base64IsToldFromProse() {
    #expect(mayBe("c29tZXRoaW5nMTIzNDU2Nzg5MGFiY2Rl"))
    // Others strewn in.
    #expect(mayBe("c2.9t!ZX Ro,aW:5n;MTIz NDU2Nz.g5MGFiY2Rl"))
    #expect(!mayBe("This is some prose, as languages have it: with spaces, and few capitals."))
    #expect(!mayBe("words without any marks between them but with spaces"))
  }

  @Test func bytesAreReadableAsASCIIAndUTF8Alone() {
    func isReadable(_ bytes: [UInt8]) -> Bool { TextShape.isReadable(bytes.span) }
    #expect(isReadable(Array("\u{416}\u{1F600} \u{E9}".utf8)))
    #expect(!isReadable([0x41, 0xFF, 0xC3, 0x28, 0x80, 0x42]))
  }
}

@Suite struct Base64RunTests {
  private func runs(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    var place = 0
    var runs: [String] = []
    while let run = Base64Text.nextRun(in: bytes.span, from: place) {
      runs.append(String(decoding: bytes[run], as: UTF8.self))
      place = run.upperBound
    }
    return runs
  }

  private let word = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0"

  @Test func longWordsAreRunsAndLinesOfThemAreOne() {
    #expect(runs("see: \(word), and \(word)!") == [word, word])
    #expect(runs("x: \(word)\r\n  \(word)\n  QUJD.") == ["\(word)\r\n  \(word)\n  QUJD"])
    // What ends a file of PEM is no part of it.
    #expect(runs("-----BEGIN X-----\n\(word)\n-----END X-----") == [word])
  }

  @Test func wordsOfLanguagesPathsAndLinesAreNone() {
    #expect(runs("donaudampfschifffahrtsgesellschaft usr/share/some/thing/that/is/long").isEmpty)
    #expect(runs(String(repeating: "-", count: 100)).isEmpty)
    #expect(runs(String(repeating: "a b", count: 100)).isEmpty)
    // Digits alone may be hexadecimal.
    #expect(runs("sum: 0123456789abcdef0123456789abcdef.").count == 1)
  }

  @Test func damagedTextsOnlyComeBack() {
    withDamage(Array("x \(word)\n\(word) QU=\n--".utf8)) {
      var place = 0
      while let run = Base64Text.nextRun(in: $0.span, from: place) { place = run.upperBound }
    }
  }
}

@Suite struct WideTextTests {
  private func wide(_ text: String, _ unitBytes: Int, isBig: Bool, hasMark: Bool) -> [UInt8] {
    let scalars = (hasMark ? ["\u{FEFF}"] : []) + Array(text.unicodeScalars)
    return scalars.flatMap { scalar -> [UInt8] in
      let unit = (0..<unitBytes).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * UInt32($0))) }
      return isBig ? unit.reversed() : unit
    }
  }

  private func read(_ bytes: [UInt8]) -> [UInt8]? { WideText(bytes.span)?.bytes }

  @Test func wideTextIsReadInEveryForm() {
    for unitBytes in [2, 4] {
      for isBig in [false, true] {
        for hasMark in [false, true] {
          let text = wide("{\"a\": \"\u{E9}\u{20AC}\"}", unitBytes, isBig: isBig, hasMark: hasMark)
          #expect(read(text) == Array("{\"a\": \"\u{E9}\u{20AC}\"}".utf8))
        }
      }
    }
    // The end of a string in memory is none of its text.
    let text = "the fields of a mail, as a property"
    #expect(read(wide(text + "\0", 2, isBig: false, hasMark: false)) == Array(text.utf8))
    // A pair of surrogates, and half of one.
    let pair: [UInt8] = [0xFF, 0xFE] + Array(repeating: [0x41, 0], count: 8).flatMap { $0 }
    #expect(
      read(pair + [0x3D, 0xD8, 0x00, 0xDE, 0x3D, 0xD8])
        == Array("AAAAAAAA\u{1F600}\u{FFFD}".utf8))
  }

  @Test func otherBytesAreNone() {
    #expect(read(Array("some text that is not wide".utf8)) == nil)
    #expect(read([UInt8](repeating: 0, count: 64)) == nil)
    let control = [0xFF, 0xFE, 0x01, 0x00] + [UInt8](repeating: 0x41, count: 20)
    #expect(read(control) == nil)
  }
}
