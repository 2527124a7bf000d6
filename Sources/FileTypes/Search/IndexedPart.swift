/// A part of a pattern as the search needs it; indices into ``PatternIndex``.
struct IndexedPart: BitwiseCopyable {
  /// The part's first unit in the index, and how many there are.
  var unit: Int
  var unitCount: Int
  /// Bytes of the whole part, and those of them that precede the anchor.
  var count: Int
  var anchorOffset: Int
  /// The bytes that are looked for; the third only counts where there are three.
  var anchor: (UInt8, UInt8, UInt8)
  var anchorCount: Int
  /// The pattern, and the number of this part in it, from 0.
  var pattern: Int
  var number: Int
  /// The gap to the part before; a `gapMax` of -1 is any.
  var gapMin: Int
  var gapMax: Int
}

/// A pattern as the search needs it.
struct IndexedPattern: BitwiseCopyable {
  var type: FileType
  var requiredType: FileType
  var partCount: Int
  /// The first row of the pattern in ``PartTracks``; only patterns in parts have rows.
  var row: Int
  /// The number of the pattern among those in parts.
  var track: Int
}

/// One place of a part.
struct IndexedUnit: BitwiseCopyable {
  var value: UInt8
  var mask: UInt8
  /// Alternatives: their first byte in ``PatternIndex/alternatives``, how many, how long each.
  var alternatives: Int
  var alternativeCount: Int
  var alternativeBytes: Int
}
