internal import Primitives

/// Reads the hexadecimal notation of body patterns.
///
/// What ClamAV refuses is malformed. Of what it accepts by accident, some is malformed here too: white
/// space and signs in numbers, `{5-3}` (never found), nibbles split between nested alternatives.
struct BodyPatternParser {
  /// `{n}` up to this is bytes of a piece, where nothing but such came before; ClamAV's limit.
  static let skipBytesMax = 127

  static let malformed = UnusedReason.malformed(.pattern)

  let text: ArraySlice<UInt8>
  var index: Int
  private var elements: [BodyPattern.Element] = []
  /// Whether a gap in braces came before: from then on `{n}` separates pieces, as in ClamAV.
  private(set) var isAfterRange = false

  /// Reads a whole pattern that is meant with these modifiers: some patterns are well-formed with a
  /// modifier only.
  static func parse(
    _ text: ArraySlice<UInt8>, modifiers: PatternPart.Modifiers = []
  ) throws(UnusedReason) -> BodyPattern {
    var parser = BodyPatternParser(text: text)
    let pattern = try parser.pattern()
    _ = try PatternVariant.variants(of: pattern, modifiers)
    return pattern
  }

  private init(text: ArraySlice<UInt8>) {
    self.text = text
    index = text.startIndex
  }

  private mutating func pattern() throws(UnusedReason) -> BodyPattern {
    elements.reserveCapacity(text.count / 2)
    while let character = peek() {
      switch character {
      case Ascii.asterisk:
        index += 1
        elements.append(.gap(min: 0, max: nil))
      case Ascii.openBrace: elements.append(try braces())
      case Ascii.openBracket: elements.append(try brackets())
      case Ascii.openParenthesis: elements.append(try parenthesis(negated: false))
      case Ascii.exclamation:
        index += 1
        guard peek() == Ascii.openParenthesis else { throw Self.malformed }
        elements.append(try parenthesis(negated: true))
      default: elements.append(.byte(try maskedByte()))
      }
    }
    return BodyPattern(elements: elements)
  }

  func peek() -> UInt8? {
    index < text.endIndex ? text[index] : nil
  }

  /// `aa`, `a?`, `?a` or `??`.
  mutating func maskedByte() throws(UnusedReason) -> BodyPattern.MaskedByte {
    guard index + 1 < text.endIndex else { throw Self.malformed }
    var value: UInt8 = 0
    var mask: UInt8 = 0
    for _ in 0..<2 {
      value <<= 4
      mask <<= 4
      if text[index] != Ascii.question {
        guard let digit = text[index].hexadecimalValue else { throw Self.malformed }
        value |= digit
        mask |= 15
      }
      index += 1
    }
    return BodyPattern.MaskedByte(value: value, mask: mask)
  }

  /// `{n}`, `{n-}`, `{-n}`, `{n-m}`, `{-}` or `{}`.
  ///
  /// In ClamAV a longest length of 0 is the same as none, so that `{0}`, `{-0}` and `{0-0}` are `*`;
  /// clamscan finds a pattern there at any distance, and so it is read here.
  mutating func braces() throws(UnusedReason) -> BodyPattern.Element {
    index += 1
    let min = try number()
    if peek() == Ascii.closeBrace {
      index += 1
      let length = min ?? 0
      if !isAfterRange, (1...Self.skipBytesMax).contains(length) { return .skip(length) }
      isAfterRange = true
      return .gap(min: length, max: length == 0 ? nil : length)
    }
    guard peek() == Ascii.hyphen else { throw Self.malformed }
    index += 1
    let max = try number()
    guard peek() == Ascii.closeBrace else { throw Self.malformed }
    index += 1
    isAfterRange = true
    guard let max, max > 0 else { return .gap(min: min ?? 0, max: nil) }
    if max < min ?? 0 { throw Self.malformed }
    return .gap(min: min ?? 0, max: max)
  }

  /// `[n-m]`, or `[n]` for `[n-n]`.
  private mutating func brackets() throws(UnusedReason) -> BodyPattern.Element {
    index += 1
    guard let min = try number() else { throw Self.malformed }
    var max = min
    if peek() == Ascii.hyphen {
      index += 1
      max = try number() ?? min
    }
    guard peek() == Ascii.closeBracket, min <= max else { throw Self.malformed }
    index += 1
    return .bracket(min: min, max: max)
  }

  /// A number of bytes, as ClamAV reads it with `atoi`: cut to 32 bits, and malformed where that makes it
  /// negative; `nil` where there is none.
  private mutating func number() throws(UnusedReason) -> Int? {
    let start = index
    while let character = peek(), Ascii.digit(character) != nil { index += 1 }
    guard start < index else { return nil }
    let count = CNumber.prefix(text[start..<index])
    guard count >= 0 else { throw Self.malformed }
    return Int(count)
  }
}
