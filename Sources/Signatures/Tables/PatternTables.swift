/// The patterns that are searched for, compiled: records that refer to each other by index.
///
/// A pattern is a chain of *fragments*; between two of them is a gap that is unbounded or long. A
/// fragment is a run of *segments* with bounded gaps between them, verified as one once its last
/// byte is there. A segment is bytes of one length, or one of several alternatives. Each fragment
/// has one *anchor*, a literal of one of its segments; Hyperscan reports an anchor's id, which leads
/// to the *candidates*: the fragments that have it.
package struct PatternTables: Sendable {
  package let patterns: Table<PatternRecord>
  package let fragments: Table<FragmentRecord>
  package let segments: Table<SegmentRecord>
  package let options: Table<OptionRecord>
  package let bytes: Table<UInt8>
  package let anchors: Table<AnchorRecord>
  package let candidates: Table<CandidateRecord>

  /// How many bytes before a fragment's verification its first byte may lie, at most.
  package let residentBytes: Int
  /// How many fragments keep positions for the next of their chain, or for the end.
  package let slotCount: Int

  /// The tables of an image, which must outlive them.
  package init(image: DatabaseImage) {
    patterns = image.table(.patternSignatures, of: PatternRecord.self)
    fragments = image.table(.patternFragments, of: FragmentRecord.self)
    segments = image.table(.patternSegments, of: SegmentRecord.self)
    options = image.table(.patternOptions, of: OptionRecord.self)
    bytes = image.table(.patternBytes, of: UInt8.self)
    anchors = image.table(.anchors, of: AnchorRecord.self)
    candidates = image.table(.anchorCandidates, of: CandidateRecord.self)
    let numbers = image.table(.patternNumbers, of: UInt64.self)
    residentBytes = numbers.count > 0 ? Int(numbers[0]) : 0
    slotCount = numbers.count > 1 ? Int(numbers[1]) : 0
  }
}

/// The same under construction.
struct PatternRecords {
  var patterns: [PatternRecord] = []
  var fragments: [FragmentRecord] = []
  var segments: [SegmentRecord] = []
  var options: [OptionRecord] = []
  var bytes: [UInt8] = []
  var anchors: [AnchorRecord] = []
  var candidates: [CandidateRecord] = []
  var residentBytes = 0
  var slotCount = 0

  func write(to writer: inout ImageWriter) {
    writer.add(.patternSignatures, patterns)
    writer.add(.patternFragments, fragments)
    writer.add(.patternSegments, segments)
    writer.add(.patternOptions, options)
    writer.add(.patternBytes, bytes)
    writer.add(.anchors, anchors)
    writer.add(.anchorCandidates, candidates)
    writer.add(.patternNumbers, [UInt64(residentBytes), UInt64(slotCount)])
  }
}

/// A pattern that is searched for.
///
/// As all records, it has no padding (fields in the order of their size, filled up to a multiple of the
/// largest) and no enumerations or Booleans, of which not every byte is a value: a record may come from a
/// file.
public struct PatternRecord: BitwiseCopyable, Sendable {
  /// Where the first fragment may begin.
  package enum OffsetKind: UInt8, Sendable {
    case any = 0
    /// From `offset` to `offset + shift`.
    case absolute = 1
    /// From `offset` before the end to `shift` after that.
    case fromEnd = 2
  }

  package var offset: UInt64
  package var shift: UInt64
  /// The content signature that it is of.
  package var signature: UInt32
  @usableFromInline var offsetKindValue: UInt8
  /// The number of the type that a body must have.
  package var target: UInt8
  @usableFromInline var flags: UInt8
  /// The number of the part that it is of.
  package var part: UInt8

  init(
    signature: UInt32, part: Int, target: TargetType, makesCandidate: Bool, hasSiblings: Bool,
    liesInFile: Bool, offset: SignatureOffset
  ) {
    self.signature = signature
    self.part = UInt8(clamping: part)
    self.target = target.rawValue
    flags = (makesCandidate ? 1 : 0) | (hasSiblings ? 2 : 0) | (liesInFile ? 4 : 0)
    self.offset = 0
    shift = 0
    switch offset {
    case .absolute(let start, let shift):
      offsetKindValue = OffsetKind.absolute.rawValue
      let isSomewhere = SignatureOffset.last(from: start, shift: shift) != nil
      self.offset = isSomewhere ? start : .max / 2
      self.shift = isSomewhere ? shift : 0
    case .fromEnd(let back, let shift):
      offsetKindValue = OffsetKind.fromEnd.rawValue
      self.offset = back
      self.shift = shift
    default: offsetKindValue = OffsetKind.any.rawValue
    }
  }

  package var offsetKind: OffsetKind { OffsetKind(rawValue: offsetKindValue) ?? .any }

  /// Whether the offset is ``OffsetKind/absolute``.
  @inlinable package var isAbsolute: Bool { offsetKindValue == 1 }

  /// Whether the offset is ``OffsetKind/fromEnd``.
  @inlinable package var isFromEnd: Bool { offsetKindValue == 2 }

  /// Whether a match makes its signature a candidate; else it is a detection.
  @inlinable package var makesCandidate: Bool { flags & 1 != 0 }

  /// Whether it makes a detection to which other parts of its signature may be added.
  @inlinable package var hasSiblings: Bool { flags & 2 != 0 }

  /// Whether its signature is for files that lie in others alone.
  @inlinable package var liesInFile: Bool { flags & 4 != 0 }

  /// The last offset at which its first fragment may begin; `UInt64.max` for any.
  var lastStart: UInt64 { isAbsolute ? offset + shift : .max }
}

/// A part of a pattern that is verified as one.
public struct FragmentRecord: BitwiseCopyable, Sendable {
  /// Bytes after a position's end from which on it cannot matter to the next fragment; `UInt64.max`
  /// where that gap is unbounded.
  package var slotReach: UInt64
  /// The gap to the fragment before it; `gapMax` is `UInt64.max` where it is unbounded.
  package var gapMin: UInt64
  package var gapMax: UInt64
  /// The pattern's place.
  package var pattern: UInt32
  package var firstSegment: UInt32
  /// Where its positions are kept for the next fragment, or for the end; -1 for none.
  package var slot: Int32
  /// The slot of the fragment before it; -1 for none.
  package var previousSlot: Int32
  /// Bytes from the first byte to the anchor's segment.
  package var prefixMin: UInt32
  package var prefixMax: UInt32
  /// Bytes from the anchor's segment to the end.
  package var suffixMin: UInt32
  package var suffixMax: UInt32
  /// How many bytes after its end it is verified, so that the fragment before it is known.
  package var delay: UInt32
  package var segmentCount: UInt16
  /// Which segment holds the anchor, counted from the first.
  package var anchorSegment: UInt16
  @usableFromInline package var flags: Flags
  private let reserved: UInt32 = 0

  @usableFromInline package struct Flags: OptionSet, BitwiseCopyable, Sendable {
    @usableFromInline package let rawValue: UInt32
    @usableFromInline package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let isFirst = Flags(rawValue: 1)
    package static let isLast = Flags(rawValue: 2)
    /// All positions must be kept, not the earliest alone: before a gap with a longest length, and where
    /// the offset is counted from the end.
    package static let slotKeepsAll = Flags(rawValue: 4)
  }

  // The bits of `Flags`, as its constants are not inlined elsewhere.
  @inlinable package var isFirst: Bool { flags.rawValue & 1 != 0 }
  @inlinable package var isLast: Bool { flags.rawValue & 2 != 0 }
  @inlinable package var slotKeepsAll: Bool { flags.rawValue & 4 != 0 }
}

/// Bytes of one length, or alternatives, after a gap.
public struct SegmentRecord: BitwiseCopyable, Sendable {
  package enum Kind: UInt32, Sendable {
    /// The bytes are compared as they are.
    case literal = 0
    /// The bytes are compared under a mask, which follows them in the table.
    case masked = 1
    /// One of the options.
    case alternatives = 2
    /// As many bytes as the options have, equal to none of them.
    case negated = 3
  }

  @usableFromInline var kindValue: UInt32
  /// The bytes, or the first option.
  package var first: UInt32
  /// Number of bytes, or of options.
  package var count: UInt32
  package var lengthMin: UInt32
  package var lengthMax: UInt32
  /// The gap to the segment before it in the fragment.
  package var gapMin: UInt32
  package var gapMax: UInt32

  package var kind: Kind { Kind(rawValue: kindValue) ?? .literal }

  /// Whether it is ``Kind/literal``, which is asked most often.
  @inlinable package var isLiteral: Bool { kindValue == 0 }

  init(_ kind: Kind, first: Int, count: Int, of segment: FragmentPlan.Segment, isFirst: Bool) {
    kindValue = kind.rawValue
    self.first = UInt32(first)
    self.count = UInt32(count)
    lengthMin = UInt32(segment.lengthMin)
    lengthMax = UInt32(segment.lengthMax)
    gapMin = isFirst ? 0 : UInt32(segment.gapMin)
    gapMax = isFirst ? 0 : UInt32(segment.gapMax ?? 0)
  }
}

/// One of several alternatives: bytes, then their mask.
package struct OptionRecord: BitwiseCopyable, Sendable {
  package var first: UInt32
  package var count: UInt32
}

/// The candidates of one anchor, in the order of their signatures.
package struct AnchorRecord: BitwiseCopyable, Sendable {
  package var firstCandidate: UInt32
  package var candidateCount: UInt32
}

/// A fragment that an anchor leads to.
package struct CandidateRecord: BitwiseCopyable, Sendable {
  package var fragment: UInt32
  /// Bytes from the start of the anchor's segment to the anchor's end.
  package var anchorEnd: UInt32
  /// The last offset at which the anchor may end, where there is one; `UInt32.max` for any.
  package var lastEnd: UInt32
  /// The place in the table of the anchor's next candidate of which that is greater, or behind its last:
  /// where the anchor ends behind this one's, there is nothing to look at before.
  package var next: UInt32
}
