/// A variant of a pattern: pieces with gaps between them.
package struct ContentVariantRecord: BitwiseCopyable, Sendable {
  package var firstPiece: UInt32
  package var pieceCount: UInt16
  /// 1 where each byte is followed by a zero.
  package var isWide: UInt8
  package var reserved: UInt8 = 0
}

/// A piece: steps around an anchor. See ``PatternPiece``.
package struct ContentPieceRecord: BitwiseCopyable, Sendable {
  /// A condition on what lies beside the piece.
  package struct Beside: BitwiseCopyable, Sendable {
    /// The boundary's number and 1; 0 for none.
    package var boundary: UInt8
    package var negated: UInt8
  }

  /// A byte at a distance from the piece; the mask is 0 where there is none.
  package struct Edge: BitwiseCopyable, Sendable {
    package var value: UInt8
    package var mask: UInt8
    package var distanceMin: UInt8
    package var distanceMax: UInt8
  }

  package var firstStep: UInt32
  package var stepCount: UInt32
  /// The step that begins with ClamAV's anchor, counted from the first.
  package var anchorStep: UInt32
  /// The gap to the piece before; `gapMax` is `UInt32.max` where it is unbounded.
  package var gapMin: UInt32
  package var gapMax: UInt32
  /// Bytes before the anchor, at least and at most.
  package var prefixMin: UInt32
  package var prefixMax: UInt32
  /// From the anchor's first byte to the pair of bytes that is searched for.
  package var pairOffset: Int32
  /// The pair, as a mask and a value each.
  package var pairValue: (UInt8, UInt8)
  package var pairMask: (UInt8, UInt8)
  /// How many bytes of the anchor ClamAV keeps in its trie: 2 or 3.
  package var anchorCount: UInt8
  package var reserved: UInt8 = 0
  package var before: Beside
  package var after: Beside
  package var reserved2: UInt16 = 0
  package var edgeBefore: Edge
  package var edgeAfter: Edge
}

/// A step of a piece.
package struct ContentStepRecord: BitwiseCopyable, Sendable {
  package enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// `count` bytes, from `first` on in the table of bytes.
    case literal
    /// `count` values and then as many masks.
    case masked
    /// `count` bytes of any value.
    case skip
    /// One of `count` options, from `first` on.
    case alternatives
    /// The same, where one of the options can be given up for a later one.
    case branching
    /// As many bytes as the options have, equal to none.
    case noneOf
    /// A byte of a class; `first` is the boundary's number.
    case boundary
    case notBoundary
  }

  private let kindNumber: UInt8
  private let reserved: (UInt8, UInt8, UInt8) = (0, 0, 0)
  package let first: UInt32
  package let count: UInt32

  init(kind: Kind, first: UInt32, count: UInt32) {
    kindNumber = kind.rawValue
    self.first = first
    self.count = count
  }

  /// What it is. A file in which it is none of these is not opened: see ``ContentTables/isValid``.
  package var kind: Kind { Kind(rawValue: kindNumber) ?? .skip }

  var isValid: Bool { Kind(rawValue: kindNumber) != nil }
}

/// An option of a choice: values and then as many masks.
package struct ContentOptionRecord: BitwiseCopyable, Sendable {
  package var first: UInt32
  package var count: UInt32
  /// 1 where, once it fits, no later one is tried.
  package var isUnique: UInt32
}
