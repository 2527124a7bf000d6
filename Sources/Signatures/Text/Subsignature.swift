/// One part of a content signature.
public enum Subsignature: Sendable {
  /// Bytes at an offset.
  case pattern(PatternPart)
  /// A regular expression, looked for once others are found: `Trigger/Expression/Flags`.
  case expression(ExpressionPart)
  /// A number read beside another part and compared: `0(>>26#ib2#>512)`.
  case byteComparison(ByteComparison)
  /// A perceptual hash of an image: `fuzzy_img#af2ad01ed42993c7#0`.
  case image(ImageHash)
  /// One of a group of patterns, near another part: `${6-7}12$`.
  case macro(MacroPart)
  /// What is never found: a byte comparison that ClamAV loads and cannot make.
  case never
}

/// A pattern with where it may begin and how it is to be read.
public struct PatternPart: Hashable, Sendable {
  /// The letters after `::`.
  public struct Modifiers: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `i`: letters of either case.
    public static let caseless = Modifiers(rawValue: 1)
    /// `w`: each byte followed by a zero.
    public static let wide = Modifiers(rawValue: 2)
    /// `a`: as it is written; said only together with `w`, to have both.
    public static let ascii = Modifiers(rawValue: 4)
    /// `f`: with no letter or digit before and after it.
    public static let fullword = Modifiers(rawValue: 8)
  }

  /// Where it may begin.
  public var offset: SignatureOffset
  /// The bytes, as written: modifiers are not applied to them.
  public var pattern: BodyPattern
  /// How the bytes are to be read.
  public var modifiers: Modifiers

  /// A pattern of these parts.
  public init(offset: SignatureOffset, pattern: BodyPattern, modifiers: Modifiers = []) {
    self.offset = offset
    self.pattern = pattern
    self.modifiers = modifiers
  }
}

/// A regular expression of the Perl kind.
public struct ExpressionPart: Hashable, Sendable {
  /// Which parts must be found before it is looked for.
  public var trigger: LogicExpression
  /// Where it may begin.
  public var offset: SignatureOffset
  /// The expression, in bytes.
  public var expression: [UInt8]
  /// The letters after the last slash: `g r e i s m x A E U` as ClamAV reads them.
  public var flags: String

  /// An expression of these parts.
  public init(trigger: LogicExpression, offset: SignatureOffset, expression: [UInt8], flags: String)
  {
    self.trigger = trigger
    self.offset = offset
    self.expression = expression
    self.flags = flags
  }
}

/// A number that is read at a distance from where another part was found.
public struct ByteComparison: Hashable, Sendable {
  /// How the number is written.
  public enum Base: UInt8, Hashable, Sendable, BitwiseCopyable {
    case hexadecimal, decimal, automatic, binary
  }

  /// A condition: `>512`.
  public struct Condition: Hashable, Sendable {
    public var relation: CountComparison.Relation
    public var value: UInt64

    /// The number compared with a value.
    public init(_ relation: CountComparison.Relation, _ value: UInt64) {
      self.relation = relation
      self.value = value
    }
  }

  /// The part whose first match the distance is counted from.
  public var part: Int
  /// Bytes from there; negative before it.
  public var distance: Int64
  /// How the number is written.
  public var base: Base
  /// Whether the least significant byte or digit pair comes first.
  public var isLittleEndian: Bool
  /// Whether exactly as many bytes must be digits.
  public var isExact: Bool
  /// How many bytes are read.
  public var byteCount: Int
  /// One or two conditions, all of which must hold.
  public var conditions: [Condition]

  /// A comparison of these parts.
  public init(
    part: Int, distance: Int64, base: Base, isLittleEndian: Bool, isExact: Bool, byteCount: Int,
    conditions: [Condition]
  ) {
    self.part = part
    self.distance = distance
    self.base = base
    self.isLittleEndian = isLittleEndian
    self.isExact = isExact
    self.byteCount = byteCount
    self.conditions = conditions
  }
}

/// A perceptual hash of an image, and how many of its bits may differ.
public struct ImageHash: Hashable, Sendable {
  /// The 64 bits, the first digit's the most significant.
  public var hash: UInt64
  /// How many bits may differ; ClamAV knows only 0.
  public var distanceMax: Int

  /// A hash with its tolerance.
  public init(hash: UInt64, distanceMax: Int) {
    self.hash = hash
    self.distanceMax = distanceMax
  }
}

/// One of the patterns of a macro group (`.ndb` lines with the offset `$group`), near the part before.
public struct MacroPart: Hashable, Sendable {
  /// Bytes from the start of the part before.
  public var distance: ClosedRange<UInt32>
  /// The group.
  public var group: UInt32

  /// A macro of these parts.
  public init(distance: ClosedRange<UInt32>, group: UInt32) {
    self.distance = distance
    self.group = group
  }
}
