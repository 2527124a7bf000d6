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
    #expect(try parse("aabb??") == fixed(0xaa, 0xbb) + [masked(0, 0)])
    #expect(try parse("a??baabb") == [masked(0xa0, 0xf0), masked(0x0b, 0x0f)] + fixed(0xaa, 0xbb))
  }

  @Test(
    arguments: [
      ("*", 0, nil), ("{128}", 128, 128), ("{3-}", 3, nil), ("{-3}", 0, 3), ("{2-7}", 2, 7),
      ("{3-3}", 3, 3),
      // As in ClamAV, no longest length.
      ("{0}", 0, nil), ("{-0}", 0, nil), ("{0-0}", 0, nil), ("{-}", 0, nil), ("{}", 0, nil),
      // Of numbers the lower 32 bits.
      ("{-2147483647}", 0, 2_147_483_647), ("{-5000000000}", 0, 705_032_704),
      ("{4294967299-5}", 3, 5), ("{-4294967296}", 0, nil), ("{2147483647-}", 2_147_483_647, nil),
    ] as [(String, Int, Int?)])
  func readsGaps(text: String, min: Int, max: Int?) throws {
    #expect(
      try parse("aaaa\(text)bbbb")
        == fixed(0xaa, 0xaa) + [.gap(min: min, max: max)] + fixed(0xbb, 0xbb))
  }

  @Test func fixedGapsAreBytesUntilAGapOfManyLengths() throws {
    #expect(try parse("{2}aabb{1}") == [.skip(2)] + fixed(0xaa, 0xbb) + [.skip(1)])
    #expect(
      try parse("aabb*ccdd{1}{2-3}aabb{4}ccdd")
        == fixed(0xaa, 0xbb) + [.gap(min: 0, max: nil)] + fixed(0xcc, 0xdd)
        + [.skip(1), .gap(min: 2, max: 3)] + fixed(0xaa, 0xbb) + [.gap(min: 4, max: 4)]
        + fixed(0xcc, 0xdd))
  }

  @Test func readsAlternatives() throws {
    let a = BodyPattern.MaskedByte(value: 0xaa, mask: 0xff)
    let b = BodyPattern.MaskedByte(value: 0xb0, mask: 0xf0)
    func alternatives(_ text: String) throws(UnusedReason) -> Element? {
      try parse("1122" + text).last
    }
    #expect(try alternatives("(aa|b?)") == .alternatives([[a], [b]], negated: false))
    #expect(try alternatives("(aaaa|b?)") == .alternatives([[a, a], [b]], negated: false))
    #expect(try alternatives("!(aa|aa)") == .alternatives([[a], [a]], negated: true))
    #expect(try alternatives("(aa|)") == .alternatives([[a], []], negated: false))
    #expect(try alternatives("(aa{1}|b?)") == .alternatives([[a, .any], [b]], negated: false))
    #expect(
      try alternatives("(aa(b?|(aa|aaaa)aa)b?|b?)")
        == .alternatives([[a, b, b], [a, a, a, b], [a, a, a, a, b], [b]], negated: false))
  }

  @Test func readsBoundaries() throws {
    #expect(
      try parse("(B)aabb!(L)ccdd!(W)")
        == [.boundary(.word, negated: false)] + fixed(0xaa, 0xbb)
        + [.boundary(.line, negated: true)] + fixed(0xcc, 0xdd)
        + [.boundary(.nonAlphanumeric, negated: true)])
  }

  @Test(arguments: [
    "", "a", "aab", "gg", "*aabb", "aabb*", "aa**bb", "{-3}aabb", "aabb{3-}", "{200}aabb",
    "aabb{5-3}ccdd", "aabb{3ccdd", "aabb3}ccdd", "aabb{3-4-5}ccdd", "aabb{x}ccdd",
    "aabb{3-4}{2}ccdd", "aabb[-3]cc", "aabb[4-3]cc", "aabb[3-4cc", "aabb[3-33]cc",
    "aabb[1-2]ccdd", "aa[1-2]bbcc[1-2]ddee", "(aa[1-2]bb|cc)ddee", "(aa|bb", "(|aa)bbcc",
    "aabb()cc", "!aabb", "aabb!", "aabb!(aa|bbbb)", "aabb!(a?|bb)", "aabb!(aa(bb|cc))",
    "aabb(aa(bb|cc)!(dd))", "aabb(a|bb)", "aabb(cc*dd|ee)ff", "aabb(cc{2-3}|dd)ee", "aabb(X)cc",
    "aabb{-2147483648}ccdd", "aabb{4294967295-}ccdd", "aabb{-99999999999999999999}ccdd",
    "aa)", "aa|bb", "aa bb", "aa{99999999999999999999}bb", "\u{e9}\u{e9}",
  ])
  func refusesMalformedPatterns(text: String) {
    #expect(throws: UnusedReason.malformed(.pattern)) { try parse(text) }
  }

  @Test(arguments: ["aa??bb", "(aa|bb)(cc|dd)", "aabb*cc??dd", "aabb{1-2}(cc|dd)ee", "a?b?"])
  func refusesPiecesWithoutTwoKnownBytesInARow(text: String) {
    #expect(throws: UnusedReason.noAnchor) { try parse(text) }
  }

  @Test func alternativesThatMultiplyAreNotEvaluated() {
    let text = String(repeating: "(aa|bb|cc|dd|ee)", count: 15)
    #expect(throws: UnusedReason.patternNotEvaluated(.alternatives)) {
      try parse("1122(\(text)|ff)")
    }
  }

  /// No prefix and no changed character of a pattern traps: it is read, or refused with a reason.
  @Test func everyPrefixAndChangeIsReadOrRefused() {
    let pattern = Array(
      "A:0:EOF-12,3:aabb??{2}(cc|(d?|ee)ff)!(01|02)[1-2]ff*(B)0011{7}22!(L):1:2".utf8)
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
