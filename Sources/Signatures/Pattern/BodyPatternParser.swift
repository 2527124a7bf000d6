/// Reads the hexadecimal notation of body patterns.
struct BodyPatternParser {
  /// Gaps are held to this many bytes, so that distances cannot overflow.
  static let gapBytesMax = 1 << 30

  /// A leading or trailing `{n}` becomes this many `??` at most, as in ClamAV.
  static let outerGapBytesMax = 127

  private let text: ArraySlice<UInt8>
  private var index: Int
  private var elements: [BodyPattern.Element] = []

  /// Reads a whole pattern.
  static func parse(_ text: ArraySlice<UInt8>) throws(UnusedReason) -> BodyPattern {
    var parser = BodyPatternParser(text: text)
    return try parser.pattern()
  }

  private init(text: ArraySlice<UInt8>) {
    self.text = text
    index = text.startIndex
  }

  private static let malformed = UnusedReason.malformed(.pattern)

  private mutating func pattern() throws(UnusedReason) -> BodyPattern {
    while let character = peek() {
      switch character {
      case Ascii.asterisk:
        index += 1
        append(gapMin: 0, max: nil)
      case Ascii.openBrace: try braces()
      case Ascii.openBracket: try brackets()
      case Ascii.openParenthesis:
        index += 1
        try parenthesis(negated: false)
      case Ascii.exclamation:
        index += 1
        guard peek() == Ascii.openParenthesis else { throw Self.malformed }
        index += 1
        try parenthesis(negated: true)
      default: elements.append(.byte(try maskedByte()))
      }
    }
    try expandOuterGaps()
    return BodyPattern(elements: elements)
  }

  private func peek() -> UInt8? {
    index < text.endIndex ? text[index] : nil
  }

  /// Adds a gap, joined with one before it.
  private mutating func append(gapMin min: Int, max: Int?) {
    if case .gap(let lastMin, let lastMax) = elements.last {
      elements.removeLast()
      var sum: Int?
      if let lastMax, let max { sum = lastMax + max }
      elements.append(.gap(min: lastMin + min, max: sum))
    } else if max != 0 {
      elements.append(.gap(min: min, max: max))
    }
  }

  /// A pattern begins and ends with bytes: fixed gaps there become `??`, others mean nothing.
  private mutating func expandOuterGaps() throws(UnusedReason) {
    guard !elements.isEmpty else { throw Self.malformed }
    let any = BodyPattern.Element.byte(BodyPattern.MaskedByte(value: 0, mask: 0))
    if case .gap(let min, let max) = elements[0] {
      guard min == max, min <= Self.outerGapBytesMax else { throw Self.malformed }
      elements.replaceSubrange(0..<1, with: repeatElement(any, count: min))
    }
    if case .gap(let min, let max) = elements[elements.count - 1] {
      guard min == max, min <= Self.outerGapBytesMax else { throw Self.malformed }
      elements.removeLast()
      elements.append(contentsOf: repeatElement(any, count: min))
    }
  }

  /// `aa`, `a?`, `?a` or `??`.
  private mutating func maskedByte() throws(UnusedReason) -> BodyPattern.MaskedByte {
    guard index + 1 < text.endIndex else { throw Self.malformed }
    var value: UInt8 = 0
    var mask: UInt8 = 0
    for _ in 0..<2 {
      value <<= 4
      mask <<= 4
      if text[index] != Ascii.question {
        guard let digit = Ascii.hexDigit(text[index]) else { throw Self.malformed }
        value |= digit
        mask |= 15
      }
      index += 1
    }
    return BodyPattern.MaskedByte(value: value, mask: mask)
  }

  /// `{n}`, `{n-}`, `{-n}` or `{n-m}`.
  ///
  /// In ClamAV a longest length of 0 is the same as none, so that `{0}`, `{-0}` and `{0-0}` are `*`;
  /// clamscan finds a pattern there at any distance, and so it is read here.
  private mutating func braces() throws(UnusedReason) {
    index += 1
    let min = number()
    if peek() == Ascii.closeBrace, let min {
      index += 1
      return append(gapMin: min, max: min == 0 ? nil : min)
    }
    guard peek() == Ascii.hyphen else { throw Self.malformed }
    index += 1
    let max = number()
    guard peek() == Ascii.closeBrace, min != nil || max != nil else { throw Self.malformed }
    index += 1
    if let max, max < min ?? 0 { throw Self.malformed }
    append(gapMin: min ?? 0, max: max == 0 ? nil : max)
  }

  /// `[n-m]`.
  private mutating func brackets() throws(UnusedReason) {
    index += 1
    guard let min = number(), peek() == Ascii.hyphen else { throw Self.malformed }
    index += 1
    guard let max = number(), peek() == Ascii.closeBracket, min <= max else {
      throw Self.malformed
    }
    index += 1
    append(gapMin: min, max: max)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let character = peek(), let digit = Ascii.digit(character) {
      let next = (value ?? 0) * 10 + Int(digit)
      guard next <= Self.gapBytesMax else { return nil }
      value = next
      index += 1
    }
    return value
  }

  /// The rest of `(aa|bb|…)`, or of a boundary `(B)`, `(L)`, `(W)`.
  private mutating func parenthesis(negated: Bool) throws(UnusedReason) {
    if let letter = peek(), letter == 0x42 || letter == 0x4c || letter == 0x57,
      index + 1 < text.endIndex, text[index + 1] == Ascii.closeParenthesis
    {
      throw .patternNotEvaluated(.boundary)
    }
    var options: [[BodyPattern.MaskedByte]] = [[]]
    while true {
      guard let character = peek() else { throw Self.malformed }
      switch character {
      case Ascii.closeParenthesis, Ascii.bar:
        guard !options[options.count - 1].isEmpty else { throw Self.malformed }
        index += 1
        guard character == Ascii.bar else { return try append(options, negated: negated) }
        options.append([])
      case Ascii.openParenthesis, Ascii.openBrace, Ascii.openBracket, Ascii.asterisk:
        throw .patternNotEvaluated(.alternatives)
      default: options[options.count - 1].append(try maskedByte())
      }
    }
  }

  private mutating func append(
    _ options: [[BodyPattern.MaskedByte]], negated: Bool
  ) throws(UnusedReason) {
    if negated, options.contains(where: { $0.count != options[0].count }) { throw Self.malformed }
    elements.append(.alternatives(options, negated: negated))
  }
}
