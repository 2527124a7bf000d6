import Expressions
import Testing

@Suite struct ExpressionTests {
  @Test func `the leftmost match is found, behind the start alone`() throws {
    #expect(try search("b+", in: "abba bb") == .match(1..<3))
    #expect(try search("b+", in: "abba bb", from: 3) == .match(5..<7))
    #expect(try search("b+", in: "abba bb", from: 7) == .none)
    #expect(try search("b+", in: "abba bb", from: 8) == .none)
    #expect(try search("c", in: "") == .none)
    #expect(try search("c*", in: "") == .match(0..<0))
  }

  @Test func `bytes before the start are seen by look-behind`() throws {
    #expect(try search("(?<=a)b", in: "ab", from: 1) == .match(1..<2))
    #expect(try search("^b", in: "ab", from: 1) == .none)
  }

  @Test func `every byte counts as it is, NUL and bytes above 127 too`() throws {
    #expect(try search("\\x00\\xff.", flags: "s", in: [1, 0, 0xff, 0x0a]) == .match(1..<4))
    let expression = try Expression([0xe9, 0x00, 0x2b], options: [])
    var matcher = try ExpressionMatcher()
    let bytes: [UInt8] = [1, 0xe9, 0, 0, 2]
    #expect(
      matcher.firstMatch(of: expression, in: bytes.span, limits: .init(stepsMax: 100))
        == .match(1..<4))
  }

  @Test func `flags have the meaning that PCRE2 gives their option`() throws {
    #expect(try search("B", in: "abc") == .none)
    #expect(try search("B", flags: "i", in: "abc") == .match(1..<2))
    #expect(try search("a.b", in: "a\nb") == .none)
    #expect(try search("a.b", flags: "s", in: "a\nb") == .match(0..<3))
    #expect(try search("^b", in: "a\nb") == .none)
    #expect(try search("^b", flags: "m", in: "a\nb") == .match(2..<3))
    #expect(try search("a b # c", in: "ab") == .none)
    #expect(try search("a b # c", flags: "x", in: "ab") == .match(0..<2))
    #expect(try search("b", flags: "A", in: "ab") == .none)
    #expect(try search("b", flags: "A", in: "ab", from: 1) == .match(1..<2))
    #expect(try search("b$", in: "ab\n") == .match(1..<2))
    #expect(try search("b$", flags: "E", in: "ab\n") == .none)
    #expect(try search("a+", in: "aaa") == .match(0..<3))
    #expect(try search("a+", flags: "U", in: "aaa") == .match(0..<1))
  }

  @Test func `flags for whoever searches change nothing here`() throws {
    #expect(try search("b", flags: "gre", in: "ab") == .match(1..<2))
    #expect(
      ExpressionOptions(flags: "gre".utf8) == [.global, .rolling, .encompassing])
    #expect(ExpressionOptions(flags: "ig?".utf8) == nil)
  }

  @Test func `a search can be anchored by itself`() throws {
    #expect(try search("b", in: "ab", isAnchored: true) == .none)
    #expect(try search("b", in: "ab", from: 1, isAnchored: true) == .match(1..<2))
  }

  @Test func `a match begins at the last place given at most`() throws {
    let expression = try Expression(Array("b+".utf8), options: [])
    var matcher = try ExpressionMatcher()
    let bytes = Array("aabbb".utf8)
    func search(_ last: Int?) -> ExpressionMatch {
      matcher.firstMatch(
        of: expression, in: bytes.span, beginningUpTo: last, limits: .init(stepsMax: 100))
    }
    #expect(search(1) == .none)
    #expect(search(2) == .match(2..<5))
    #expect(search(nil) == .match(2..<5))
  }

  @Test func `a match of branches as deep as its bytes is found`() throws {
    let text = String(repeating: "ab", count: 5000) + "c"
    #expect(try search("(?:a|b)+(a|b)*c", in: text) == .match(0..<text.utf8.count))
  }

  @Test func `a match that sets its own beginning stays a range`() throws {
    #expect(try search("a(?=(?1))(?(DEFINE)(bc\\K))", in: "abc") == .match(1..<1))
    #expect(try search("ab\\Kc", in: "abc") == .match(2..<3))
  }

  @Test func `callouts of the expression itself are passed over`() throws {
    #expect(try search("a(?C7)b(?C\"text\")c", in: "abc") == .match(0..<3))
  }

  @Test func `a refused expression says where and why`() throws {
    #expect {
      try Expression(Array("ab(c".utf8), options: [])
    } throws: { error in
      guard case .compile(let message, let offset) = error as? ExpressionError else { return false }
      return message.contains("parenthes") && offset == 4
    }
    #expect(throws: ExpressionError.self) {
      try Expression([UInt8](repeating: 0x61, count: Expression.bytesMax + 1), options: [])
    }
  }

  @Test func `an expression too large for a callout at each item still compiles and counts`() throws
  {
    // From a real database; its compiled form is near the 64 KiB that PCRE2 allows.
    let pattern =
      #"ReDim\s+([a-z0-9]{10,})\x28\d+\x29\r\n(\1\x28\d+\x29\s+=\s+\d+\r\n){1000,}"#
    let expression = try Expression(Array(pattern.utf8), options: [])
    var matcher = try ExpressionMatcher()
    let line = "abcdefghij(1) = 2\r\n"
    let text = Array(
      ("ReDim abcdefghij(1)\r\n" + String(repeating: line, count: 1001)).utf8)
    var limits = ExpressionLimits(stepsMax: 1 << 20)
    #expect(
      matcher.firstMatch(of: expression, in: text.span, limits: limits) == .match(0..<text.count))
    // One for each place that the expression was tried at, here the first alone.
    #expect(matcher.steps == 1)
    limits.stepsMax = 0
    #expect(
      matcher.firstMatch(of: expression, in: text.span, limits: limits) == .limitReached(.steps))
  }

  @Test func `what must come first in an expression stays first`() throws {
    let large = "(*UTF)(*NO_AUTO_POSSESS)\u{e9}(a\\x28\\d+\\s+=\\s+\\d+\\r\\n){0,1000}"
    #expect(try search(large, in: "x\u{e9}") == .match(1..<3))
  }

  @Test func `bytes that are not the text an expression asks for cannot be searched`() throws {
    guard case .unsearchable = try search("(*UTF)a", in: [0x61, 0xff]) else {
      Issue.record("searched")
      return
    }
  }

  @Test func `one matcher serves many expressions, whatever they capture`() throws {
    var matcher = try ExpressionMatcher()
    for captures in [0, 1, 30, 300] {
      let pattern = String(repeating: "(a)", count: captures) + "b"
      let text = Array((String(repeating: "a", count: captures + 1) + "b").utf8)
      let expression = try Expression(Array(pattern.utf8), options: [])
      #expect(
        matcher.firstMatch(of: expression, in: text.span, limits: .init(stepsMax: 1 << 20))
          == .match(1..<(captures + 2)))
    }
  }
}
