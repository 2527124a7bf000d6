/// A part of a content signature.
package struct ContentPartRecord: BitwiseCopyable, Sendable {
  package enum Kind: UInt8, BitwiseCopyable, Sendable {
    /// `first` and `count` say which variants.
    case pattern
    /// `first` says which expression.
    case expression
    /// `first` says which comparison.
    case comparison
    /// `distance` is the hash, bit for bit.
    case image
    /// `first` and `count` say which macros; `distance` and `shift` are the least and the greatest
    /// distance from the part before.
    case macro
    case never
  }

  package enum OffsetKind: UInt8, BitwiseCopyable, Sendable {
    case any
    /// `distance` from the start.
    case absolute
    /// `distance` before the end.
    case fromEnd
    case fromEntryPoint
    case fromSection
    case withinSection
    case fromLastSection
    case versionInformation
    /// In a group of macros: nowhere by itself.
    case macroGroup
  }

  private var kindNumber = Kind.pattern.rawValue
  private var offsetKindNumber = OffsetKind.any.rawValue
  /// The number of the part that is evaluated in this record's turn: the cheapest first.
  package var turn: UInt8 = 0
  /// 1 where a byte comparison counts from its last match, so that all matches must be known.
  package var isReferred: UInt8 = 0
  /// From this count on, more matches make no difference to any logic.
  package var countMax: UInt32 = 1
  package var first: UInt32 = 0
  package var count: UInt32 = 0
  /// Which section the offset is counted from.
  package var section: UInt32 = 0
  private var reserved: UInt32 = 0
  package var distance: Int64 = 0
  package var shift: UInt64 = 0

  /// A pattern anywhere.
  init() {}

  /// What it is. A file in which it is none of these is not opened: see ``ContentTables/isValid``.
  package var kind: Kind {
    get { Kind(rawValue: kindNumber) ?? .pattern }
    set { kindNumber = newValue.rawValue }
  }

  /// What its offset is counted from; the same holds.
  package var offsetKind: OffsetKind {
    get { OffsetKind(rawValue: offsetKindNumber) ?? .macroGroup }
    set { offsetKindNumber = newValue.rawValue }
  }

  var isValid: Bool {
    Kind(rawValue: kindNumber) != nil && OffsetKind(rawValue: offsetKindNumber) != nil
  }
}

/// A regular expression with its trigger.
package struct ContentExpressionRecord: BitwiseCopyable, Sendable {
  package struct Flags: OptionSet, Hashable, BitwiseCopyable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    /// `g`: all matches count, not the first alone.
    package static let global = Flags(rawValue: 1)
    /// `r`: at an offset without shift, the match may begin after it.
    package static let rolling = Flags(rawValue: 2)
    /// `e`: the shift bounds the bytes that are looked at, not where a match begins.
    package static let encompass = Flags(rawValue: 4)
    /// `i`, `s`, `m`, `x`, `A`, `E`, `U`: PCRE's own.
    package static let caseless = Flags(rawValue: 0x100)
    package static let dotAll = Flags(rawValue: 0x200)
    package static let multiline = Flags(rawValue: 0x400)
    package static let extended = Flags(rawValue: 0x800)
    package static let anchored = Flags(rawValue: 0x1000)
    package static let dollarEndOnly = Flags(rawValue: 0x2000)
    package static let ungreedy = Flags(rawValue: 0x4000)

    /// The flags that letters stand for; others are passed over.
    package init(letters: String) {
      self = []
      for letter in letters.utf8 {
        switch letter {
        case UInt8(ascii: "g"): insert(.global)
        case UInt8(ascii: "r"): insert(.rolling)
        case UInt8(ascii: "e"): insert(.encompass)
        case UInt8(ascii: "i"): insert(.caseless)
        case UInt8(ascii: "s"): insert(.dotAll)
        case UInt8(ascii: "m"): insert(.multiline)
        case UInt8(ascii: "x"): insert(.extended)
        case UInt8(ascii: "A"): insert(.anchored)
        case UInt8(ascii: "E"): insert(.dollarEndOnly)
        case UInt8(ascii: "U"): insert(.ungreedy)
        default: break
        }
      }
    }
  }

  package var firstLogic: UInt32
  package var logicCount: UInt32
  /// The expression, in the table of bytes.
  package var firstByte: UInt32
  package var byteCount: UInt32
  package var flags: Flags
  /// Which of the ``ExpressionFilters`` is its; ``noFilter`` where PCRE2 alone runs it.
  package var filter: UInt32
}

/// A number beside another part's match, and what it must be.
package struct ContentComparisonRecord: BitwiseCopyable, Sendable {
  package var distance: Int64
  package var values: (UInt64, UInt64)
  private let relationNumbers: (UInt8, UInt8)
  private let baseNumber: UInt8
  package var isLittleEndian: UInt8
  package var isExact: UInt8
  package var part: UInt8
  package var byteCount: UInt16

  init(
    distance: Int64, values: (UInt64, UInt64),
    relations: (ContentLogicRecord.Relation, ContentLogicRecord.Relation),
    base: ByteComparison.Base, isLittleEndian: UInt8, isExact: UInt8, part: UInt8, byteCount: UInt16
  ) {
    self.distance = distance
    self.values = values
    relationNumbers = (relations.0.rawValue, relations.1.rawValue)
    baseNumber = base.rawValue
    self.isLittleEndian = isLittleEndian
    self.isExact = isExact
    self.part = part
    self.byteCount = byteCount
  }

  /// How the number is compared with each of the values. A file in which they are none of these is not opened:
  /// see ``ContentTables/isValid``.
  package var relations: (ContentLogicRecord.Relation, ContentLogicRecord.Relation) {
    (
      ContentLogicRecord.Relation(rawValue: relationNumbers.0) ?? .none,
      ContentLogicRecord.Relation(rawValue: relationNumbers.1) ?? .none
    )
  }

  /// How the number is written; the same holds.
  package var base: ByteComparison.Base { ByteComparison.Base(rawValue: baseNumber) ?? .binary }

  var isValid: Bool {
    ContentLogicRecord.Relation(rawValue: relationNumbers.0) != nil
      && ContentLogicRecord.Relation(rawValue: relationNumbers.1) != nil
      && ByteComparison.Base(rawValue: baseNumber) != nil
  }
}

/// The variants of a pattern in a group of macros.
package struct ContentMacroRecord: BitwiseCopyable, Sendable {
  package var group: UInt32
  package var firstVariant: UInt32
  package var variantCount: UInt16
  /// The number of the type that its signature is for.
  package var target: UInt8
  package var reserved: UInt8 = 0
}
