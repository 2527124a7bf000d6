import Signatures
import Testing

@Suite struct BodyPatternTests {
  typealias Element = BodyPattern.Element

  func parse(_ pattern: String) throws(UnusedReason) -> [Element] {
    let line = Array("A:0:*:\(pattern)".utf8)
    return try BodySignature(line: line[...]).pattern.elements
  }

  func fixed(_ bytes: UInt8...) -> [Element] {
    bytes.map { .byte(BodyPattern.MaskedByte(value: $0, mask: 0xff)) }
  }

  func masked(_ value: UInt8, _ mask: UInt8) -> Element {
    .byte(BodyPattern.MaskedByte(value: value, mask: mask))
  }

  @Test func readsBytesOfEitherCaseAndNibbles() throws {
    #expect(try parse("00aBFf") == fixed(0, 0xab, 0xff))
    #expect(try parse("aa??") == fixed(0xaa) + [masked(0, 0)])
    #expect(try parse("a??b") == [masked(0xa0, 0xf0), masked(0x0b, 0x0f)])
  }

  @Test(
    arguments: [
      ("*", 0, nil), ("{3}", 3, 3), ("{3-}", 3, nil), ("{-3}", 0, 3), ("{2-7}", 2, 7),
      ("[2-7]", 2, 7), ("{2}{3-4}", 5, 6), ("*{4}", 4, nil),
      // As in ClamAV, no longest length.
      ("{0}", 0, nil), ("{-0}", 0, nil), ("{0-0}", 0, nil),
    ] as [(String, Int, Int?)])
  func readsGaps(text: String, min: Int, max: Int?) throws {
    #expect(
      try parse("aa\(text)bb") == fixed(0xaa) + [.gap(min: min, max: max)] + fixed(0xbb))
  }

  @Test func fixedGapsAtTheEdgesBecomeWildcards() throws {
    #expect(try parse("{2}aa{1}") == [masked(0, 0), masked(0, 0)] + fixed(0xaa) + [masked(0, 0)])
  }

  @Test func readsAlternatives() throws {
    let a = BodyPattern.MaskedByte(value: 0xaa, mask: 0xff)
    let b = BodyPattern.MaskedByte(value: 0xb0, mask: 0xf0)
    #expect(try parse("(aa|b?)") == [.alternatives([[a], [b]], negated: false)])
    #expect(try parse("(aaaa|b?)") == [.alternatives([[a, a], [b]], negated: false)])
    #expect(try parse("!(aa|aa)") == [.alternatives([[a], [a]], negated: true)])
  }

  @Test(arguments: [
    "", "a", "aab", "gg", "*aa", "aa*", "{-3}aa", "aa{3-}", "{200}aa", "aa{}bb", "aa{-}bb",
    "aa{5-3}bb", "aa{3bb", "aa3}bb", "aa{3-4-5}bb", "aa{x}bb", "aa[3]bb", "aa[-3]bb", "aa[3-]bb",
    "aa[4-3]bb", "aa[3-4bb", "(aa|bb", "(aa|)", "(|aa)", "()", "!aa", "aa!", "!(aa|bbbb)", "(a|b)",
    "aa)", "aa|bb", "aa bb", "aa{99999999999999999999}bb", "\u{e9}\u{e9}",
  ])
  func refusesMalformedPatterns(text: String) {
    #expect(throws: UnusedReason.malformed(.pattern)) { try parse(text) }
  }

  @Test func saysWhatIsNotEvaluated() {
    #expect(throws: UnusedReason.patternNotEvaluated(.boundary)) { try parse("(B)aabb") }
    #expect(throws: UnusedReason.patternNotEvaluated(.boundary)) { try parse("aa!(W)") }
    #expect(throws: UnusedReason.patternNotEvaluated(.alternatives)) { try parse("(aa(bb|cc)|dd)") }
    #expect(throws: UnusedReason.patternNotEvaluated(.alternatives)) { try parse("(aa{2}bb|dd)") }
  }

  /// No prefix and no changed character of a pattern traps: it is read, or refused with a reason.
  @Test func everyPrefixAndChangeIsReadOrRefused() {
    let pattern = Array("A:0:EOF-12,3:aa??b?{2-5}(cc|dd*ee)!(01|02)[1-2]ff*0011{7}22:1:2".utf8)
    let characters = Array("0f?*{}[]()|!-,:xZ\0".utf8)
    for place in pattern.indices {
      _ = try? BodySignature(line: pattern[..<place])
      for character in characters {
        var changed = pattern
        changed[place] = character
        _ = try? BodySignature(line: changed[...])
      }
    }
  }
}
