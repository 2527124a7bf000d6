/// The patterns of all rules, laid out for the search.
final class PatternIndex: Sendable {
  /// The most patterns in parts: their progress has a fixed place on the stack.
  static let tracksMax = 32

  let patterns: [IndexedPattern]
  let parts: [IndexedPart]
  let units: [IndexedUnit]
  let alternatives: [UInt8]
  let offsets: [MagicOffset]
  /// Looks for all parts.
  let headFilter: AnchorFilter
  /// Looks for the parts that can be anywhere in a file.
  let bodyFilter: AnchorFilter
  /// Behind this many bytes of a file, no part is left that only ``headFilter`` looks for.
  let headBytes: Int
  /// Whether every pattern of HTML begins with `<`.
  let htmlBeginsWithTag: Bool

  /// Lays out the rules that have patterns.
  ///
  /// - Throws: `tooLong` for more than ``tracksMax`` patterns in parts.
  init(_ rules: [FileMagicRule]) throws(FileMagicFault) {
    var patterns: [IndexedPattern] = []
    var offsets: [MagicOffset] = []
    var reaches: [Int?] = []
    var tracks = 0
    var rows = 0
    var htmlBeginsWithTag = true
    for rule in rules {
      guard case .pattern(let offset, let pattern) = rule.kind else { continue }
      let inParts = pattern.parts.count > 1
      reaches.append(Self.reach(offset, pattern))
      offsets.append(offset)
      patterns.append(
        IndexedPattern(
          type: rule.type, requiredType: rule.requiredType, partCount: pattern.parts.count,
          row: rows, track: tracks))
      if inParts {
        tracks += 1
        rows += pattern.parts.count
      }
      if rule.type == .html, pattern.parts[0].units[0].fixed != UInt8(ascii: "<") {
        htmlBeginsWithTag = false
      }
    }
    guard tracks <= Self.tracksMax, rows <= PartTracks.rowsMax else { throw .tooLong }
    self.htmlBeginsWithTag = htmlBeginsWithTag
    self.patterns = patterns
    self.offsets = offsets
    let layout = PartLayout(rules)
    parts = layout.parts
    units = layout.units
    alternatives = layout.alternatives
    headBytes = reaches.reduce(0) { max($0, $1 ?? 0) }
    headFilter = AnchorFilter(layout.parts) { _ in true }
    bodyFilter = AnchorFilter(layout.parts) { reaches[$0.pattern] == nil }
  }

  /// The bytes of a file within which a pattern lies; `nil` for any.
  private static func reach(_ offset: MagicOffset, _ pattern: MagicPattern) -> Int? {
    guard case .absolute(let first, let shift) = offset else { return nil }
    var reach = first + shift
    for (number, part) in pattern.parts.enumerated() {
      if number > 0 {
        guard let gap = part.gapMax else { return nil }
        reach += gap
      }
      reach += part.count
    }
    return reach
  }
}

/// The parts of all patterns, flat.
private struct PartLayout {
  var parts: [IndexedPart] = []
  var units: [IndexedUnit] = []
  var alternatives: [UInt8] = []

  init(_ rules: [FileMagicRule]) {
    var index = 0
    for rule in rules {
      guard case .pattern(_, let pattern) = rule.kind else { continue }
      for (number, part) in pattern.parts.enumerated() { append(part, number, pattern: index) }
      index += 1
    }
  }

  private mutating func append(_ part: MagicPattern.Part, _ number: Int, pattern: Int) {
    guard let anchor = MagicAnchor(part) else { return }
    parts.append(
      IndexedPart(
        unit: units.count, unitCount: part.units.count, count: part.count,
        anchorOffset: anchor.offset,
        anchor: (anchor.bytes[0], anchor.bytes[1], anchor.bytes.count > 2 ? anchor.bytes[2] : 0),
        anchorCount: anchor.bytes.count, pattern: pattern, number: number, gapMin: part.gapMin,
        gapMax: part.gapMax ?? -1))
    for unit in part.units {
      switch unit {
      case .byte(let value, let mask):
        units.append(
          IndexedUnit(
            value: value, mask: mask, alternatives: 0, alternativeCount: 0, alternativeBytes: 0))
      case .alternatives(let choices):
        units.append(
          IndexedUnit(
            value: 0, mask: 0, alternatives: alternatives.count, alternativeCount: choices.count,
            alternativeBytes: choices[0].count))
        for choice in choices { alternatives += choice }
      }
    }
  }
}
