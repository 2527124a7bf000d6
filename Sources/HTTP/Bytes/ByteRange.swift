/// A half-open range of offsets into a head, 16 bits each: `HTTPLimits.headBytesCeiling` keeps every
/// offset below 65,536.
///
/// It is only meaningful with the bytes that were parsed.
public struct ByteRange: Hashable, Sendable {
  /// The first offset.
  public var lower: UInt16
  /// One past the last offset; never below `lower`.
  public var upper: UInt16

  /// Both ends. Traps where one does not fit 16 bits, which `parse` excludes before making any.
  @inlinable
  public init(_ lower: Int, _ upper: Int) {
    self.lower = UInt16(lower)
    self.upper = UInt16(upper)
  }

  /// The empty range, for what a head does not have.
  @inlinable
  public static var empty: ByteRange { ByteRange(0, 0) }

  /// The number of bytes.
  @inlinable
  public var count: Int { Int(upper) - Int(lower) }

  /// Whether there are no bytes.
  @inlinable
  public var isEmpty: Bool { lower == upper }

  /// The same as a range of `Int`.
  @inlinable
  public var range: Range<Int> { Int(lower)..<max(Int(lower), Int(upper)) }

  /// The bytes of the range in the head that was parsed. Traps where the head is shorter.
  @inlinable
  @_lifetime(copy bytes)
  public func span(in bytes: Span<UInt8>) -> Span<UInt8> { bytes.extracting(range) }
}
