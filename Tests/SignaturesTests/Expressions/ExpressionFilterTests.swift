import Testing

@testable import Signatures

@Suite struct ExpressionFilterTests {
  private func filter(_ text: String, _ flags: String = "") -> ExpressionFilter? {
    ExpressionFilter(
      ExpressionFilter.Source(
        Array(text.utf8), flags: ContentExpressionRecord.Flags(letters: flags)))
  }

  @Test func `an expression is exact, a condition, or nothing to Hyperscan`() {
    let exact = [("a.{2,9}b", "s"), ("^foo\\b|bar$", "im"), ("a b", "x"), ("a+?b", "gU")]
    for (text, flags) in exact { #expect(filter(text, flags)?.record.kind == .exact, "\(text)") }
    let conditions = [
      ("(a|b)\\1", ""), ("a(?=b)", ""), ("(?<!a)b", ""), ("a++b", ""), ("b$", "E"),
      ("\\S*\\h", ""),
    ]
    for (text, flags) in conditions {
      #expect(filter(text, flags)?.record.kind == .necessary, "\(text)")
    }
    let neither = [
      "(*UTF)a", "a(*ACCEPT)b", "a*", "(?=a)", "a\\Kb", "(?R)?ab", "a{1001}", "(a", "a\0b",
    ]
    for text in neither { #expect(filter(text) == nil, "\(text)") }
    #expect(filter("ab", "A") == nil)
  }

  @Test func `lengths of matches are kept`() {
    #expect(filter("ab{2,5}")?.record.lengthMin == 3)
    #expect(filter("ab{2,5}")?.record.lengthMax == 6)
    #expect(filter("ab+")?.record.lengthMax == ExpressionFilterRecord.unbounded)
  }

  @Test func `the size of an expression grows with its repeats`() {
    func size(_ text: String) -> Int { ExpressionSize.positions(Array(text.utf8)) }
    #expect(size("abc") == 3)
    #expect(size("a{2,5}b") == 6)
    #expect(size("(ab[c-f]){10}") == 30)
    #expect(size("((a{10}){10}b){10}") == 1010)
    #expect(size("\\{a{3}") == 4)
    #expect(size("[]{9}]{2}[^]a[:alpha:]]x") == 4)
    #expect(size("a{,5}b{x}") == 9)
    #expect(size("((((a{999999}){999999}){999999}){999999}){9") == ExpressionSize.positionsEnd)
    for odd in ["(", ")", "[", "[^", "\\", "{", "a{1", ")))", "(((", "[[:a"] {
      #expect(size(odd) >= 0)
    }
  }

  @Test func `equal expressions share a compiled form, and refer to it`() throws {
    var set = SignatureSet()
    set.add(
      contentsOf: Array(
        """
        A;Engine:81-255,Target:0;0&1;61616161;0/ab+c/s
        B;Engine:81-255,Target:0;0&1;61616161;0/ab+c/gs
        C;Engine:81-255,Target:0;0&1;61616161;0/ab+c/i
        D;Engine:81-255,Target:0;0&1;61616161;0/(a|b)\\1/
        E;Engine:81-255,Target:0;0&1;61616161;0/a*/

        """.utf8), name: "a.ldb")
    let database = try SignatureDatabase(set)
    let expressions = (0..<5).map { database.contents.expressions[$0] }
    #expect(expressions.map(database.expressionFilters.place) == [0, 0, 1, 2, nil])
    #expect(database.expressionFilters.databases.count == 3)
    var counts = SignatureDatabase.ExpressionCounts()
    (counts.exact, counts.prefiltered, counts.unfiltered) = (3, 1, 1)
    #expect(database.expressionCounts == counts)
    let explained = try ["A", "D", "E"].flatMap { try set.explanations(ofSignature: $0) }.joined()
    for runner in ["by Hyperscan\n", "by Hyperscan first, and by PCRE2", "by PCRE2 alone"] {
      #expect(explained.contains("part 1 is run \(runner)"))
    }
  }
}
