/// A body pattern as its signature writes it: the hexadecimal notation of ClamAV, read.
///
/// Source: ClamAV's documentation, "Body-based signature content format".
public struct BodyPattern: Hashable, Sendable {
  /// A byte of the body that must equal `value` in the bits of `mask`.
  ///
  /// `aa` has the mask 0xff, `a?` 0xf0, `?a` 0x0f and `??` 0.
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

    /// Whether all bits are compared.
    public var isFixed: Bool { mask == 0xff }
  }

  /// A step of the pattern.
  public enum Element: Hashable, Sendable {
    /// One byte.
    case byte(MaskedByte)
    /// Any bytes, `min` to `max` of them; without `max` any number from `min` on.
    case gap(min: Int, max: Int?)
    /// One of several byte strings. Where `negated`, as many bytes as the strings have (all are of
    /// one length), which equal none of them.
    case alternatives([[MaskedByte]], negated: Bool)
  }

  /// The steps in order. The first and the last are no gaps.
  public var elements: [Element]

  /// A pattern of these steps.
  public init(elements: [Element]) { self.elements = elements }
}
