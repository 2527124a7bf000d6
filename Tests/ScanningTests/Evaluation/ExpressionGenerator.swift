import Primitives
import Signatures

/// Writes random expressions of nearly all constructs, and bytes that they may match.
struct ExpressionGenerator {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  private static let literals = [
    "a", "b", "A", "B", "0", "_", " ", "\\.", "\\n", "\\x00", "\\xff", "\\x{62}", "\\t", "\\060",
    "\\o{61}", "\\e", "\\-",
  ]
  private static let classes = [
    ".", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\h", "\\H", "\\v", "\\V", "\\R", "\\N", "[ab]",
    "[^a]", "[^\\n]", "[a-b0-1]", "[[:alpha:]]", "[[:^digit:]]", "[\\w.]", "[]a]", "[^]a]", "[\\b]",
    "[\\x80-\\xff]", "[^\\W_]", "[[:space:]]", "[[:punct:]]", "[\\Qa.\\E]", "\\C",
  ]
  private static let assertions = ["^", "$", "\\b", "\\B", "\\A", "\\z", "\\Z", "\\G"]
  private static let references = ["\\1", "\\2", "\\g1", "\\g{-1}", "\\k<n>"]
  private static let oddities = [
    "(?R)", "(?C)", "(*FAIL)", "(*ACCEPT)", "(*COMMIT)", "\\K", "(?(1)a|b)", "(?|(a)|(b))", "#",
    "{,2}", "{", "}", "]", "a{0}", "(?#a)",
  ]
  private static let heads = [
    "(", "(", "(", "(?:", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?<n>", "(?i:", "(?s:",
    "(?-i:", "(?m:", "(?x: ",
  ]
  private static let repeats = [
    "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "+?", "??", "{1,2}?", "*+", "?+", "{0,2}",
  ]

  /// An expression and its flags. PCRE2 may refuse it.
  mutating func expression() -> (text: [UInt8], flags: String) {
    let flags = "ismxEUA".filter { _ in random.below(5) == 0 }
    return (Array(choice(depth: 2).utf8), flags)
  }

  /// Bytes that an expression may match.
  mutating func subject() -> [UInt8] {
    let alphabets = ["ab", "ab\n", "aAb0 _\n", "ab01. \t\r"].map { Array($0.utf8) }
    let odd: [UInt8] = [0, 0x0a, 0x0b, 0x0c, 0x20, 0x61, 0x80, 0x85, 0xa0, 0xff]
    let bytes = random.below(5) == 0 ? odd : pick(alphabets)
    let count = 1 + random.below(random.below(2) == 0 ? 6 : 24)
    return (0..<count).map { _ in bytes[Int(random.below(UInt64(bytes.count)))] }
  }

  private mutating func choice(depth: Int) -> String {
    var text = sequence(depth: depth)
    while random.below(5) == 0 { text += "|" + sequence(depth: depth) }
    return text
  }

  private mutating func sequence(depth: Int) -> String {
    var text = ""
    for _ in 0...random.below(4) {
      text += item(depth: depth)
      if random.below(3) == 0 { text += pick(Self.repeats) }
    }
    return text
  }

  private mutating func item(depth: Int) -> String {
    switch random.below(100) {
    case ..<45: return pick(Self.literals)
    case ..<67: return pick(Self.classes)
    case ..<75: return pick(Self.assertions)
    case ..<78: return pick(Self.references)
    case ..<80: return pick(Self.oddities)
    default: return depth == 0 ? "a" : pick(Self.heads) + choice(depth: depth - 1) + ")"
    }
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(random.below(UInt64(elements.count)))]
  }
}
