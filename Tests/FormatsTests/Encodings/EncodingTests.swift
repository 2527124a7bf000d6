import Formats
import Testing

@Suite struct Base64TextTests {
  private func text(_ text: String) -> Base64Text { Base64Text(Array(text.utf8).span) }

  @Test func textsAreDecodedWithAndWithoutPaddingAndLineBreaks() {
    for sample in ["YWJj", "YW\r\nJj\n"] {
      #expect(text(sample).bytes == Array("abc".utf8) && !text(sample).isAmbiguous)
    }
    for sample in ["YWI=", "YWI", "YWI=\r\n"] {
      #expect(text(sample).bytes == Array("ab".utf8) && !text(sample).isAmbiguous)
    }
    #expect(text("-_8=").bytes == [0xFB, 0xFF] && text("+/8=").bytes == [0xFB, 0xFF])
  }

  @Test func everyReadingOfBadTextIsGiven() {
    // Padding within: begun anew, ended there, gone on.
    let padded = text("YWI=YWJj")
    #expect(padded.isAmbiguous && padded.bytes == Array("ababc".utf8))
    #expect(padded.otherReadings == [Array("ab".utf8), [0x61, 0x62, 0x18, 0x58, 0x98]])
    // A stray character: passed over, or the end.
    let stray = text("YWJj!ZGVm")
    #expect(stray.isAmbiguous && stray.bytes == Array("abcdef".utf8))
    #expect(stray.otherReadings == [Array("abc".utf8)])
    // Both alphabets: each sign passed over.
    let mixed = text("YW+-Jj")
    #expect(mixed.isAmbiguous && mixed.otherReadings.count == 2)
  }

  @Test func quotedPrintableIsDecoded() {
    func decoded(_ text: String) -> QuotedPrintable { QuotedPrintable(Array(text.utf8).span) }
    #expect(decoded("a=3D=\r\nb= \nc=\r\n").bytes == Array("a=bc".utf8))
    #expect(!decoded("a=3d").isAmbiguous && decoded("a=x").isAmbiguous)
  }

  @Test func damagedTextsOnlyComeBack() {
    withDamage(Array("YWJjZGVmZ2hp\r\nYW-+Jj=\nYWI==".utf8)) { _ = Base64Text($0.span) }
    withDamage(Array("a=3D=\r\nb=\t\nc=".utf8)) { _ = QuotedPrintable($0.span) }
  }
}
