/// Reads the logic of a logical signature as ClamAV takes it apart when it evaluates.
///
/// There is no precedence: an expression is split at its first operator outside parentheses, the rest
/// is the right side. An expression that is all in one pair of parentheses is split at the last
/// operator in it, and a comparison after the pair is on its sides' counts together. What ClamAV
/// accepts by accident is refused where it could never be found: see the malformed-line tests.
struct LogicParser {
  /// Expressions with longer chains of operators and parentheses are malformed.
  static let depthMax = 256
  /// Expressions in more parentheses are malformed: each pair is read again for what is in it.
  static let nestingMax = 64
  /// A longer logic is malformed.
  static let bytesMax = 8192
  /// How many parts a logical signature has at most, as in ClamAV.
  static let partsMax: UInt32 = 64

  private static let malformed = UnusedReason.malformed(.logic)

  private let text: [UInt8]
  private var partMax = 0

  /// Reads a whole expression, and gives the largest part number in it.
  static func parse(
    _ text: ArraySlice<UInt8>
  ) throws(UnusedReason) -> (expression: LogicExpression, partMax: Int) {
    guard text.count <= bytesMax else { throw malformed }
    var parser = LogicParser(text: Array(text))
    let expression = try parser.expression(0..<text.count, depth: 0, nesting: 0)
    return (expression, parser.partMax)
  }

  private init(text: [UInt8]) { self.text = text }

  /// Where an expression is to be split.
  private struct Split {
    /// The first operator outside parentheses.
    var outer: Int?
    /// The last operator inside one pair of parentheses.
    var inner: Int?
    /// The end of that pair.
    var groupEnd = 0
    /// What follows that pair, where it is the last thing in the expression.
    var comparison: CountComparison?
    /// The last relation, or closing parenthesis.
    var relation: Int?
  }

  private mutating func expression(
    _ range: Range<Int>, depth: Int, nesting: Int
  ) throws(UnusedReason) -> LogicExpression {
    guard !range.isEmpty, depth < Self.depthMax, nesting <= Self.nestingMax else {
      throw Self.malformed
    }
    let split = try split(range)
    let left: Range<Int>
    let right: Range<Int>
    let place: Int
    if let outer = split.outer {
      place = outer
      left = range.lowerBound..<outer
      right = (outer + 1)..<range.upperBound
    } else if let inner = split.inner {
      place = inner
      left = (range.lowerBound + 1)..<inner
      guard inner < split.groupEnd else { throw Self.malformed }
      right = (inner + 1)..<split.groupEnd
    } else if text[range.lowerBound] == Ascii.openParenthesis {
      guard range.count > 2 else { throw Self.malformed }
      let inner = (range.lowerBound + 1)..<(range.upperBound - 1)
      return try expression(inner, depth: depth + 1, nesting: nesting + 1)
    } else {
      return try part(range, relation: split.relation)
    }
    let nesting = split.outer == nil ? nesting + 1 : nesting
    let first = try expression(left, depth: depth + 1, nesting: nesting)
    let second = try expression(right, depth: depth + 1, nesting: nesting)
    return text[place] == Ascii.ampersand
      ? .both(first, second, split.comparison) : .either(first, second, split.comparison)
  }

  private func split(_ range: Range<Int>) throws(UnusedReason) -> Split {
    var split = Split()
    var depth = 0
    var place = range.lowerBound
    while place < range.upperBound {
      switch text[place] {
      case Ascii.openParenthesis: depth += 1
      case Ascii.closeParenthesis:
        guard depth > 0 else { throw Self.malformed }
        depth -= 1
        split.relation = place
      case Ascii.less, Ascii.equals, Ascii.greater: split.relation = place
      case Ascii.ampersand, Ascii.bar:
        if depth == 0 {
          split.outer = place
          split.comparison = nil
          return split
        }
        if depth == 1 { split.inner = place }
      default: break
      }
      if split.inner != nil, depth == 0 {
        split.groupEnd = place
        split.comparison = try groupComparison(&place, end: range.upperBound)
        if place + 1 == range.upperBound { return split }
        split.comparison = nil
      }
      place += 1
    }
    guard depth == 0 else { throw Self.malformed }
    return split
  }

  /// `>n` or `>n,m` after the parenthesis at a place, which moves to its last character.
  private func groupComparison(
    _ place: inout Int, end: Int
  ) throws(UnusedReason) -> CountComparison? {
    guard place + 1 < end, let relation = Self.relation(text[place + 1]) else { return nil }
    var scanner = CScanner(text[(place + 2)...])
    guard let count = scanner.unsigned() else { throw Self.malformed }
    let partsMin = scanner.skip(Ascii.comma) ? scanner.unsigned() : nil
    place += 2
    while place + 1 < end, Ascii.digit(text[place + 1]) != nil || text[place + 1] == Ascii.comma {
      place += 1
    }
    return CountComparison(relation, count, partsMin: partsMin ?? 0)
  }

  /// `0`, or `0>n`. Of several relations ClamAV takes the last, and it takes no `,m` here.
  private mutating func part(
    _ range: Range<Int>, relation place: Int?
  ) throws(UnusedReason) -> LogicExpression {
    var scanner = CScanner(text[range.lowerBound...])
    guard let number = scanner.unsigned(), number < Self.partsMax else { throw Self.malformed }
    partMax = max(partMax, Int(number))
    guard let place else { return .part(Int(number), nil) }
    scanner = CScanner(text[(place + 1)...])
    guard let relation = Self.relation(text[place]), let count = scanner.unsigned() else {
      throw Self.malformed
    }
    return .part(Int(number), CountComparison(relation, count))
  }

  private static func relation(_ character: UInt8) -> CountComparison.Relation? {
    switch character {
    case Ascii.less: .less
    case Ascii.equals: .equal
    case Ascii.greater: .greater
    default: nil
    }
  }
}
