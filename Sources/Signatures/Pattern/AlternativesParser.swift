extension BodyPatternParser {
  /// How many alternatives lie in one another, or beside one another in one; ClamAV's limit.
  static let nestedMax = 15

  /// All strings of a choice together: nested choices multiply.
  static let optionBytesMax = 1 << 18

  /// `(aa|bb|…)` with choices inside, or a boundary `(B)`, `(L)`, `(W)`.
  mutating func parenthesis(negated: Bool) throws(UnusedReason) -> BodyPattern.Element {
    index += 1
    if let boundary = boundary() { return .boundary(boundary, negated: negated) }
    if peek() == Ascii.closeParenthesis { throw Self.malformed }
    var nested = 0
    let options = try options(&nested)
    if negated, nested > 0 { throw Self.malformed }
    return .alternatives(options, negated: negated)
  }

  private mutating func boundary() -> BodyPattern.Boundary? {
    guard index + 1 < text.endIndex, text[index + 1] == Ascii.closeParenthesis else { return nil }
    let boundary: BodyPattern.Boundary
    switch text[index] {
    case 0x42: boundary = .word
    case 0x4c: boundary = .line
    case 0x57: boundary = .nonAlphanumeric
    default: return nil
    }
    index += 2
    return boundary
  }

  /// The rest of a choice, up to its closing parenthesis: every string that it stands for, in order.
  private mutating func options(
    _ nested: inout Int
  ) throws(UnusedReason) -> [[BodyPattern.MaskedByte]] {
    var finished: [[BodyPattern.MaskedByte]] = []
    var current: [[BodyPattern.MaskedByte]] = [[]]
    while let character = peek() {
      switch character {
      case Ascii.closeParenthesis:
        index += 1
        return finished + current
      case Ascii.bar:
        index += 1
        finished += current
        current = [[]]
      case Ascii.openParenthesis:
        index += 1
        nested += 1
        guard nested <= Self.nestedMax else { throw Self.malformed }
        current = try Self.product(current, try options(&nested))
      case Ascii.openBrace:
        guard case .skip(let count) = try braces() else { throw Self.malformed }
        for place in current.indices {
          current[place].append(contentsOf: repeatElement(.any, count: count))
        }
      default:
        let byte = try maskedByte()
        for place in current.indices { current[place].append(byte) }
      }
    }
    throw Self.malformed
  }

  /// Each of the first strings followed by each of the second.
  private static func product(
    _ first: [[BodyPattern.MaskedByte]], _ second: [[BodyPattern.MaskedByte]]
  ) throws(UnusedReason) -> [[BodyPattern.MaskedByte]] {
    let bytes =
      first.reduce(0) { $0 + $1.count + 1 } * second.count
      + second.reduce(0) { $0 + $1.count } * first.count
    guard bytes <= optionBytesMax else { throw .patternNotEvaluated(.alternatives) }
    var product: [[BodyPattern.MaskedByte]] = []
    for head in first {
      for tail in second { product.append(head + tail) }
    }
    return product
  }
}
