import Expressions
import Testing

@Suite struct LimitTests {
  private static let mebibyte = 1 << 20

  private static func bytes(_ unit: String, count: Int = mebibyte) -> [UInt8] {
    let unit = Array(unit.utf8)
    return (0..<count).map { unit[$0 % unit.count] }
  }

  /// Expressions with bytes that make each search take far more than its share.
  static let catastrophes: [(pattern: String, flags: String, bytes: [UInt8])] = [
    ("(a+)+b", "", bytes("a")),
    ("(a|aa)+$x", "", bytes("a")),
    ("(a|a)*bx", "", bytes("a")),
    ("(.*a){20}b", "s", bytes("a")),
    ("[^x]*+y", "s", bytes("ab")),
    (".*y\\z", "s", bytes("ab")),
    ("a.*b.*c.*d\\z", "s", bytes("abc")),
    ("\\s*[^x]*+y", "s", bytes(" ")),
    ("(.+)\\1y\\z", "s", bytes("a")),
    ("(.+)(?=.*\\1y\\z)", "s", bytes("ab")),
    ("(?i:(.+))\\1z", "si", bytes("Ab")),
    ("(?=(a+))a*b\\1", "", bytes("a")),
    ("(?<=a)(?=[^c]*+c)bz", "", bytes("ab")),
    ("(?R)?a(?R)?b", "", bytes("a")),
    ("(?:a?){60}a{60}b", "", bytes("a")),
    ("\\x00\\x00[^\\x00]{500,}\\x00", "", bytes("\0\0" + String(repeating: "a", count: 499))),
    ("a{1,60000}b", "", bytes("a")),
    ("(a{0,100}){0,100}bx", "", bytes("a")),
    ("(?:[a-z]+\\s*)+;x", "i", bytes("ab cd ")),
    ("(x+x+)+y", "", bytes("x")),
    ("\\w+\\W+\\w+@x", "", bytes("abcde ")),
  ]

  @Test("a catastrophic expression ends at a limit", arguments: catastrophes.indices)
  func catastrophe(index: Int) throws {
    let (pattern, flags, unit) = Self.catastrophes[index]
    // The bytes that an expression needs are there, or PCRE2 would not search at all.
    let bytes = unit + Array("\nabcdxyz;@\n".utf8)
    let options = try #require(ExpressionOptions(flags: flags.utf8))
    let expression = try Expression(Array(pattern.utf8), options: options)
    var matcher = try ExpressionMatcher()
    let limits = ExpressionLimits(stepsMax: 4 << 20)
    let result = matcher.firstMatch(of: expression, in: bytes.span, limits: limits)
    if case .match = result { Issue.record("\(pattern) matched: \(result)") }
    // A last item can pass all bytes before it is counted.
    #expect(matcher.steps <= limits.stepsMax + UInt64(bytes.count))
  }

  @Test func `each limit is told by its name`() throws {
    let bytes = Self.bytes("a", count: 10_000) + Array("\nbcd".utf8)
    func result(_ pattern: String, _ change: (inout ExpressionLimits) -> Void) throws
      -> ExpressionMatch
    {
      var limits = ExpressionLimits(stepsMax: .max)
      change(&limits)
      return try search(pattern, in: bytes, limits: limits)
    }
    #expect(try result("(a+)+b") { _ in } == .limitReached(.branches))
    #expect(
      try result("(a|b)*c\\d") { $0.heapKibibytesMax = 100 } == .limitReached(.heap))
    #expect(try result("a*+b\\d") { $0.stepsMax = 1000 } == .limitReached(.steps))
  }

  @Test func `a limit that just suffices is not reached`() throws {
    let bytes = Self.bytes("a", count: 100) + Array("b".utf8)
    let expression = try Expression(Array("a{3}b".utf8), options: [])
    var matcher = try ExpressionMatcher()
    var limits = ExpressionLimits(stepsMax: .max)
    #expect(
      matcher.firstMatch(of: expression, in: bytes.span, limits: limits) == .match(97..<101))
    limits.stepsMax = matcher.steps
    #expect(
      matcher.firstMatch(of: expression, in: bytes.span, limits: limits) == .match(97..<101))
    limits.stepsMax -= 1
    #expect(
      matcher.firstMatch(of: expression, in: bytes.span, limits: limits) == .limitReached(.steps))
  }

  @Test func `steps grow with the bytes that an item passes`() throws {
    let expression = try Expression(Array("[^x]*+\\z".utf8), options: [])
    var matcher = try ExpressionMatcher()
    let limits = ExpressionLimits(stepsMax: .max)
    var steps: [UInt64] = []
    for count in [1000, 10_000, 100_000] {
      let bytes = Self.bytes("a", count: count)
      _ = matcher.firstMatch(of: expression, in: bytes.span, limits: limits)
      steps.append(matcher.steps)
    }
    #expect(steps[1] > 9 * steps[0] && steps[2] > 9 * steps[1])
  }
}
