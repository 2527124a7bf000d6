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

  /// What is long is brought together first; what lies where in it makes no difference.
  @Test(arguments: [";", " ", "; \n", "\u{01}"])
  func whatIsStrewnIntoALongTextIsPassedOver(stray: String) {
    for every in [1, 3, 4, 9, 127] {
      let long = Self.strewn(stray, every: every)
      // Padding ends a group, and those behind it are read anew.
      for (text, isPadded) in [(long, false), (long + Array("YWI=".utf8) + long, true)] {
        let value = (0..<600).flatMap { _ in Array("abcdef".utf8) }
        let read = Base64Text(text.span)
        #expect(read.bytes == value + (isPadded ? Array("ab".utf8) + value : []), "every \(every)")
        #expect(read.isAmbiguous)
        #expect(Base64Text(text.span, hasSpaces: true).isAmbiguous == (stray != " " || isPadded))
      }
    }
  }

  /// Six hundred times the same six bytes, with something strewn into every so manieth of them.
  private static func strewn(_ stray: String, every: Int) -> [UInt8] {
    (0..<600).flatMap { index in
      let cut = index % 9
      let group = Array("YWJjZGVm".utf8)
      return group[..<cut] + (index % every == 0 ? Array(stray.utf8) : []) + group[cut...]
    }
  }

  @Test func damagedTextsOnlyComeBack() {
    withDamage(Array("YWJjZGVmZ2hp\r\nYW-+Jj=\nYWI==".utf8)) { _ = Base64Text($0.span) }
    withDamage(Array("a=3D=\r\nb=\t\nc=".utf8)) { _ = QuotedPrintable($0.span) }
  }
}
