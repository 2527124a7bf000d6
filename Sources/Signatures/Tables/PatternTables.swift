/// The compiled body patterns: records that refer to each other by index.
///
/// A signature is a chain of *fragments*; between two of them is a gap that is unbounded or long. A
/// fragment is a run of *segments* with bounded gaps between them, verified as one once its last
/// byte is there. A segment is bytes of one length, or one of several alternatives. Each fragment
/// has one *anchor*, a literal of one of its segments; Hyperscan reports an anchor's id, which leads
/// to the *candidates*: the fragments that have it.
package struct PatternTables: Sendable {
  package var signatures: Table<PatternRecord>
  package var fragments: Table<FragmentRecord>
  package var segments: Table<SegmentRecord>
  package var options: Table<OptionRecord>
  package var bytes: Table<UInt8>
  package var anchors: Table<AnchorRecord>
  package var candidates: Table<CandidateRecord>

  /// How many bytes before a fragment's verification its first byte may lie, at most.
  package var residentBytes: Int
  /// How many fragments keep positions for the next of their chain, or for the end.
  package var slotCount: Int

  func deallocate() {
    signatures.deallocate()
    fragments.deallocate()
    segments.deallocate()
    options.deallocate()
    bytes.deallocate()
    anchors.deallocate()
    candidates.deallocate()
  }
}

/// A signature on content.
package struct PatternRecord: BitwiseCopyable, Sendable {
  /// Where the first fragment may begin.
  package enum OffsetKind: UInt8, BitwiseCopyable, Sendable {
    case any
    /// From `offset` to `offset + shift`.
    case absolute
    /// From `offset` before the end to `shift` after that.
    case fromEnd
  }

  package var target: TargetType
  package var offsetKind: OffsetKind
  package var offset: UInt64
  package var shift: UInt64
}

/// A part of a signature that is verified as one.
package struct FragmentRecord: BitwiseCopyable, Sendable {
  /// The signature's place in the database.
  package var signature: UInt32
  package var firstSegment: UInt32
  package var segmentCount: UInt16
  /// Which segment holds the anchor, counted from the first.
  package var anchorSegment: UInt16
  package var isFirst: Bool
  package var isLast: Bool
  /// Where its positions are kept for the next fragment, or for the end; -1 for none.
  package var slot: Int32
  /// Whether all positions must be kept, not the earliest alone: before a gap with a longest length,
  /// and where the offset is counted from the end.
  package var slotKeepsAll: Bool
  /// Bytes after a position's end from which on it cannot matter to the next fragment; `UInt64.max`
  /// where that gap is unbounded.
  package var slotReach: UInt64
  /// The slot of the fragment before it; -1 for none.
  package var previousSlot: Int32
  /// The gap to the fragment before it; `gapMax` is `UInt64.max` where it is unbounded.
  package var gapMin: UInt64
  package var gapMax: UInt64
  /// Bytes from the first byte to the anchor's segment.
  package var prefixMin: UInt32
  package var prefixMax: UInt32
  /// Bytes from the anchor's segment to the end.
  package var suffixMin: UInt32
  package var suffixMax: UInt32
  /// How many bytes after its end it is verified, so that the fragment before it is known.
  package var delay: UInt32
}

/// Bytes of one length, or alternatives, after a gap.
package struct SegmentRecord: BitwiseCopyable, Sendable {
  package enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// The bytes are compared as they are.
    case literal
    /// The bytes are compared under a mask, which follows them in the table.
    case masked
    /// One of the options.
    case alternatives
    /// As many bytes as the options have, equal to none of them.
    case negated
  }

  package var kind: Kind
  /// The bytes, or the first option.
  package var first: UInt32
  /// Number of bytes, or of options.
  package var count: UInt32
  package var lengthMin: UInt32
  package var lengthMax: UInt32
  /// The gap to the segment before it in the fragment.
  package var gapMin: UInt32
  package var gapMax: UInt32
}

/// One of several alternatives: bytes, then their mask.
package struct OptionRecord: BitwiseCopyable, Sendable {
  package var first: UInt32
  package var count: UInt32
}

/// The candidates of one anchor.
package struct AnchorRecord: BitwiseCopyable, Sendable {
  package var firstCandidate: UInt32
  package var candidateCount: UInt32
}

/// A fragment that an anchor leads to.
package struct CandidateRecord: BitwiseCopyable, Sendable {
  package var fragment: UInt32
  /// Bytes from the start of the anchor's segment to the anchor's end.
  package var anchorEnd: UInt32
}
