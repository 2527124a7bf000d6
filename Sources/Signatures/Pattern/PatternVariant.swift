/// A pattern as it is looked for: with its modifiers applied, taken apart into pieces.
///
/// A pattern with the modifiers `a` and `w` has two, of which each may be found.
package struct PatternVariant: Hashable, Sendable {
  /// The pieces, in order; one at least.
  package var pieces: [PatternPiece]
  /// Whether each byte is followed by a zero: what is a letter beside it is judged with two bytes.
  package var isWide: Bool
  /// Whether letters may be of either case.
  package var isCaseless: Bool

  /// The distance of `[n-m]` at most; ClamAV's limit.
  static let bracketBytesMax = 32

  /// The variants of a pattern; ClamAV refuses what is thrown for.
  package static func variants(
    of pattern: BodyPattern, _ modifiers: PatternPart.Modifiers
  ) throws(UnusedReason) -> [PatternVariant] {
    var elements = pattern.elements
    if modifiers.contains(.fullword) {
      let edge = BodyPattern.Element.boundary(.nonAlphanumeric, negated: false)
      elements = [edge] + bracketsAsGaps(elements) + [edge]
    }
    var variants: [PatternVariant] = []
    if modifiers.contains(.wide) {
      variants.append(
        try PatternVariant(bracketsAsGaps(elements).flatMap(widened), modifiers, isWide: true))
    }
    if !modifiers.contains(.wide) || modifiers.contains(.ascii) {
      variants.append(try PatternVariant(elements, modifiers, isWide: false))
    }
    return variants
  }

  private init(
    _ elements: [BodyPattern.Element], _ modifiers: PatternPart.Modifiers, isWide: Bool
  ) throws(UnusedReason) {
    self.isWide = isWide
    isCaseless = modifiers.contains(.caseless)
    pieces = []
    var gap: (min: Int, max: Int?) = (0, 0)
    var start = 0
    for (place, element) in elements.enumerated() {
      guard case .gap(let min, let max) = element else { continue }
      try append(elements[start..<place], gap, modifiers)
      gap = (min, max)
      start = place + 1
    }
    try append(elements[start...], gap, modifiers)
  }

  private mutating func append(
    _ elements: ArraySlice<BodyPattern.Element>, _ gap: (min: Int, max: Int?),
    _ modifiers: PatternPart.Modifiers
  ) throws(UnusedReason) {
    var piece = PatternPiece(gapMin: gap.min, gapMax: gap.max)
    var rest = Self.withoutSkips(elements)
    try piece.takeEdges(&rest, isCaseless: isCaseless)
    piece.takeBoundaries(&rest)
    piece.steps.reserveCapacity(rest.count)
    for element in rest {
      piece.steps.append(try Self.step(element, modifiers))
    }
    if isCaseless { piece.steps = piece.steps.map(Self.caseless) }
    guard piece.steps.count >= 2 else { throw BodyPatternParser.malformed }
    guard piece.anchor(isCaseless: isCaseless) != nil else { throw .noAnchor }
    pieces.append(piece)
  }

  /// The elements with each byte of a skip by itself.
  private static func withoutSkips(
    _ elements: ArraySlice<BodyPattern.Element>
  ) -> ArraySlice<BodyPattern.Element> {
    func isSkip(_ element: BodyPattern.Element) -> Bool {
      if case .skip = element { return true }
      return false
    }
    guard elements.contains(where: isSkip) else { return elements }
    return elements.flatMap { element -> [BodyPattern.Element] in
      if case .skip(let count) = element { return Array(repeating: .byte(.any), count: count) }
      return [element]
    }[...]
  }

  private static func step(
    _ element: BodyPattern.Element, _ modifiers: PatternPart.Modifiers
  ) throws(UnusedReason) -> PatternPiece.Step {
    switch element {
    case .byte(let byte): return .byte(byte)
    case .boundary(let boundary, let negated): return .boundary(boundary, negated: negated)
    case .alternatives(let options, let negated):
      // ClamAV compares lengths from the first string on that is not empty, and then has no strings
      // for those before it.
      let isFixed =
        modifiers.isEmpty && options.allSatisfy { $0.allSatisfy(\.isFixed) }
        && Set(options.drop { $0.isEmpty }.map(\.count)).count <= 1
      if isFixed ? options[0].isEmpty : negated { throw BodyPatternParser.malformed }
      return negated ? .noneOf(options) : .alternatives(options)
    case .skip, .gap, .bracket: throw BodyPatternParser.malformed
    }
  }

  /// `[n-m]` read as `{n-m}`: what modifiers add beside a piece leaves no single byte there.
  private static func bracketsAsGaps(
    _ elements: [BodyPattern.Element]
  ) -> [BodyPattern.Element] {
    var isAfterRange = false
    return elements.map { element in
      switch element {
      case .bracket(let min, let max):
        isAfterRange = true
        return .gap(min: min, max: max == 0 ? nil : max)
      case .skip(let count) where isAfterRange: return .gap(min: count, max: count)
      default: return element
      }
    }
  }

  private static func widened(_ element: BodyPattern.Element) -> [BodyPattern.Element] {
    let zero = BodyPattern.MaskedByte(value: 0, mask: 0xff)
    switch element {
    case .byte: return [element, .byte(zero)]
    case .alternatives(let options, let negated):
      return [.alternatives(options.map { $0.flatMap { [$0, zero] } }, negated: negated)]
    default: return [element]
    }
  }

  static func caseless(_ byte: BodyPattern.MaskedByte) -> BodyPattern.MaskedByte {
    let lower = byte.value | 0x20
    guard byte.isFixed, (0x61...0x7a).contains(lower) else { return byte }
    return BodyPattern.MaskedByte(value: byte.value, mask: 0xdf)
  }

  private static func caseless(_ step: PatternPiece.Step) -> PatternPiece.Step {
    switch step {
    case .byte(let byte): .byte(caseless(byte))
    case .alternatives(let options): .alternatives(options.map { $0.map(caseless) })
    default: step
    }
  }
}

extension PatternPiece {
  /// Takes `aa[n-m]` from the front and `[n-m]aa` from the back; brackets elsewhere are malformed.
  fileprivate mutating func takeEdges(
    _ rest: inout ArraySlice<BodyPattern.Element>, isCaseless: Bool
  ) throws(UnusedReason) {
    func edge(_ byte: BodyPattern.MaskedByte, _ min: Int, _ max: Int) throws(UnusedReason) -> Edge?
    {
      guard max <= PatternVariant.bracketBytesMax else { throw BodyPatternParser.malformed }
      // A byte of which only the upper half is given is not compared by ClamAV.
      guard byte.mask != 0, byte.mask != 0xf0 else { return nil }
      return Edge(byte: isCaseless ? PatternVariant.caseless(byte) : byte, distance: min...max)
    }
    var isFront = false
    if rest.count > 1, case .byte(let byte) = rest[rest.startIndex],
      case .bracket(let min, let max) = rest[rest.startIndex + 1]
    {
      edgeBefore = try edge(byte, min, max)
      rest = rest.dropFirst(2)
      isFront = true
    }
    if rest.count > 1, case .byte(let byte) = rest[rest.endIndex - 1],
      case .bracket(let min, let max) = rest[rest.endIndex - 2]
    {
      edgeAfter = try edge(byte, min, max)
      rest = rest.dropLast(2)
      if isFront, rest.count < 2 { throw BodyPatternParser.malformed }
    }
  }

  /// Takes a boundary from each end; a negated one at the front is a byte.
  fileprivate mutating func takeBoundaries(_ rest: inout ArraySlice<BodyPattern.Element>) {
    if case .boundary(let boundary, let negated) = rest.last {
      after = Beside(boundary: boundary, negated: negated)
      rest = rest.dropLast()
    }
    if case .boundary(let boundary, negated: false) = rest.first {
      before = Beside(boundary: boundary, negated: false)
      rest = rest.dropFirst()
    }
  }
}
