import Expressions
import Signatures
import Testing

@testable import Scanning

/// Expressions run by Hyperscan and PCRE2 together, against PCRE2 alone.
@Suite struct CompiledExpressionsTests {
  /// Expressions compiled as a database has them.
  private struct Compiled {
    let tables: ContentTables
    let filters: ExpressionFilters
    let run: CompiledExpressions

    init(_ expressions: [(text: [UInt8], flags: String)]) throws {
      let signatures = expressions.map { expression in
        ContentSignature(
          name: "S", description: TargetDescription(target: .any), logic: .part(0, nil),
          parts: [
            .expression(
              ExpressionPart(
                trigger: .part(0, nil), offset: .any, expression: expression.text,
                flags: expression.flags))
          ], isLogical: true)
      }
      var records = ContentRecords.compile(signatures)
      let compiler = ExpressionFilterCompiler(&records)
      var writer = ImageWriter()
      records.write(to: &writer)
      try compiler.write(to: &writer)
      let image = writer.finish()
      tables = ContentTables(image: image)
      filters = try ExpressionFilters(image: image)
      run = try CompiledExpressions(tables, filters)
    }

    init(_ text: String, flags: String = "") throws { try self.init([(Array(text.utf8), flags)]) }

    func kind(_ number: Int) -> ExpressionFilterRecord.Kind? {
      filters.place(of: tables.expressions[number]).map { filters.records[$0].kind }
    }

    func match(
      _ number: Int = 0, in bytes: [UInt8], from start: Int = 0, asksPlace: Bool = true,
      steps: UInt64 = 1 << 22
    ) -> Scanning.ExpressionMatch {
      var budget = EvaluationBudget(steps: steps)
      return run.firstMatch(
        of: UInt32(number), in: bytes.span,
        ExpressionSearch(start: start, isAnchored: false, asksPlace: asksPlace), budget: &budget)
    }
  }

  private static func alone(
    _ expression: Expressions.Expression, _ matcher: inout Expressions.ExpressionMatcher,
    in bytes: [UInt8], from start: Int
  ) -> Scanning.ExpressionMatch {
    let result = matcher.firstMatch(
      of: expression, in: bytes.span, from: start, limits: .init(stepsMax: 1 << 20))
    switch result {
    case .none, .unsearchable: return .none
    case .match(let range): return .found(range)
    case .limitReached: return .limit
    }
  }

  @Test(
    "both together find what PCRE2 finds, at the same places", arguments: 0..<4 as Range<UInt64>)
  func equality(seed: UInt64) throws {
    var generator = ExpressionGenerator(seed: seed)
    let expressions = (0..<1000).map { _ in generator.expression() }
    let compiled = try Compiled(expressions)
    var matcher = try Expressions.ExpressionMatcher()
    var kinds: [ExpressionFilterRecord.Kind: Int] = [:]
    var found = 0
    for (number, expression) in expressions.enumerated() {
      let options = try #require(ExpressionOptions(flags: expression.flags.utf8))
      guard let code = try? Expressions.Expression(expression.text, options: options) else {
        continue
      }
      if let kind = compiled.kind(number) { kinds[kind, default: 0] += 1 }
      for _ in 0..<8 {
        let bytes = generator.subject()
        var start = 0
        repeat {
          let wanted = Self.alone(code, &matcher, in: bytes, from: start)
          let match = compiled.match(number, in: bytes, from: start)
          let text = String(decoding: expression.text, as: UTF8.self)
          #expect(match == wanted, "/\(text)/\(expression.flags) in \(bytes) from \(start)")
          guard case .found(let range) = wanted else { break }
          found += 1
          guard range.upperBound > start else { break }
          start = range.upperBound
        } while start < bytes.count
        let isThere = Self.alone(code, &matcher, in: bytes, from: 0) != .none
        #expect((compiled.match(number, in: bytes, asksPlace: false) != .none) == isThere)
      }
    }
    #expect(kinds[.exact, default: 0] > 200 && kinds[.necessary, default: 0] > 50)
    #expect(found > 1000)
  }

  /// Expressions on which PCRE2 spends more than all it has, with bytes that do not match.
  static let hopeless = [
    ("(x+x+)+y", String(repeating: "x", count: 4000) + "z y"),
    ("(\\w+\\s*)+;q", String(repeating: "ab cd ", count: 700) + "q;"),
    ("<a[^>]*b[^>]*c[^>]*\\bd\\z", String(repeating: "<abc", count: 1000) + "d "),
    ("(a*)*(?=[^z]z)\\w\\w\\1q", String(repeating: "a", count: 3000) + "b q"),
  ]

  @Test("what Hyperscan does not match costs nothing more", arguments: hopeless.indices)
  func hopelessSearch(index: Int) throws {
    let (text, bytes) = Self.hopeless[index]
    let compiled = try Compiled(text)
    #expect(compiled.kind(0) != nil)
    #expect(compiled.match(in: Array(bytes.utf8), steps: 1 << 19) == .none)
    let code = try Expressions.Expression(Array(text.utf8), options: [])
    var matcher = try Expressions.ExpressionMatcher()
    let alone = matcher.firstMatch(
      of: code, in: Array(bytes.utf8).span, limits: .init(stepsMax: 1 << 17))
    if case .limitReached = alone { return }
    Issue.record("PCRE2 alone: \(alone)")
  }

  @Test func `an exact match counts where PCRE2 gives up, if its place does not matter`() throws {
    let compiled = try Compiled("(x+x+)+y")
    #expect(compiled.kind(0) == .exact)
    let bytes = Array((String(repeating: "x", count: 4000) + "z xxy").utf8)
    #expect(compiled.match(in: bytes, asksPlace: false) == .found(4002..<4005))
    #expect(compiled.match(in: bytes, asksPlace: true) == .limit)
  }

  @Test func `a possible match that PCRE2 cannot decide is not decided`() throws {
    let compiled = try Compiled("(x+x+)+(?=y)y\\w*(x?)\\2")
    #expect(compiled.kind(0) == .necessary)
    let bytes = Array((String(repeating: "x", count: 4000) + "z xxy").utf8)
    #expect(compiled.match(in: bytes, asksPlace: false) == .limit)
  }

  @Test func `PCRE2 looks where a match can be, and not before`() throws {
    // All the places before the last cost more than is allowed.
    let compiled = try Compiled("a(?:b?){8}b{8}c")
    let costly = String(repeating: "abbbbbbbbbbbbbbbbbbbbd", count: 100)
    let bytes = Array((costly + "abbbbbbbbc").utf8)
    #expect(compiled.match(in: bytes, steps: 200_000) == .found(bytes.count - 10..<bytes.count))
  }

  @Test func `without a budget for Hyperscan PCRE2 searches alone`() throws {
    let compiled = try Compiled("a.{3}b")
    let bytes = Array(("a123b" + String(repeating: "z", count: 1000)).utf8)
    #expect(compiled.match(in: bytes, steps: 400) == .found(0..<5))
  }
}

@Suite struct ExpressionPlacesTests {
  @Test(
    "all places where matches may begin are kept, in whatever order their ends come",
    arguments: [[], [7], [300, 7, 150], (0..<200).map { $0 * 97 % 5000 * 100 }])
  func places(ends: [Int]) {
    for (lengthMin, lengthMax) in [(3, 5), (0, 100), (1, .max)] as [(Int, Int)] {
      var places = ExpressionPlaces(lengthMin: lengthMin, lengthMax: lengthMax)
      for end in ends { places.add(end: end) }
      for end in ends where end >= lengthMin {
        let low = lengthMax > end ? 0 : end - lengthMax
        #expect(places.runs.contains { $0.contains(low) && $0.contains(end - lengthMin) })
      }
      #expect(places.runs.count <= 32)
      for (run, next) in zip(places.runs, places.runs.dropFirst()) {
        #expect(run.upperBound < next.lowerBound)
      }
      #expect(places.reportCount == ends.count)
      #expect((places.shortestFirst == nil) == ends.isEmpty)
    }
  }
}
