/// A body pattern as its signature writes it: the hexadecimal notation of ClamAV, read.
///
/// Source: ClamAV's documentation, "Body-based signature content format".
public struct BodyPattern: Hashable, Sendable {
  /// A byte of the body that must equal `value` in the bits of `mask`.
  ///
  /// `aa` has the mask 0xff, `a?` 0xf0, `?a` 0x0f and `??` 0. A letter of either case has 0xdf.
  public struct MaskedByte: Hashable, Sendable {
    /// The wanted bits; the others are 0.
    public var value: UInt8
    /// Which bits are compared.
    public var mask: UInt8

    /// A byte that is compared in the bits of a mask.
    public init(value: UInt8, mask: UInt8) {
      self.value = value & mask
      self.mask = mask
    }

    /// Any byte.
    public static let any = MaskedByte(value: 0, mask: 0)

    /// Whether all bits are compared.
    public var isFixed: Bool { mask == 0xff }

    /// Whether it is a known byte: fixed, or a letter of either case.
    var isKnown: Bool { mask | 0x20 == 0xff }
  }

  /// A class of characters, or a place between characters: `(B)`, `(L)`, `(W)`.
  ///
  /// At the edge of a piece it is a condition on what lies beside the piece; inside, and negated at
  /// a piece's start, it stands for a byte of its own.
  public enum Boundary: UInt8, Hashable, Sendable, BitwiseCopyable {
    /// `(B)`: the edge of the file, or one of the characters that surround words.
    case word = 0
    /// `(L)`: the edge of the file, or a line end.
    case line = 1
    /// `(W)`: the edge of the file, or no letter and no digit.
    case nonAlphanumeric = 2
  }

  /// A step of the pattern.
  public enum Element: Hashable, Sendable {
    /// One byte.
    case byte(MaskedByte)
    /// Exactly so many bytes of any value: `{n}` that is no gap. Unlike `??` they are not doubled
    /// where a pattern is wide.
    case skip(Int)
    /// Any bytes, `min` to `max` of them; without `max` any number from `min` on: `*`, `{n-m}`. It
    /// separates two pieces, which are found one after the other.
    case gap(min: Int, max: Int?)
    /// `[n-m]`: any bytes between a piece and a single byte at its edge, which is not counted as
    /// part of it.
    case bracket(min: Int, max: Int)
    /// One of several byte strings. Where `negated`, as many bytes as the strings have (all are of
    /// one length), which equal none of them.
    case alternatives([[MaskedByte]], negated: Bool)
    /// A boundary.
    case boundary(Boundary, negated: Bool)
  }

  /// The steps in order. The first and the last are no gaps.
  public var elements: [Element]

  /// A pattern of these steps.
  public init(elements: [Element]) { self.elements = elements }
}
