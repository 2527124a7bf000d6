/// Bytes that are looked at eight or sixteen at a time.
extension Span<UInt8> {
  /// The eight bytes from an offset on, the first of them lowest. Traps past the end.
  @inlinable
  @inline(__always)
  public func word(at offset: Int) -> UInt64 {
    // The load checks the bounds; every bit pattern is a valid integer.
    unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The sixteen bytes from an offset on. Traps past the end.
  @inlinable
  @inline(__always)
  public func block(at offset: Int) -> SIMD16<UInt8> {
    // The load checks the bounds; every bit pattern is sixteen valid bytes.
    unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
  }
}

extension SIMD16<UInt8> {
  /// The lesser of both at each place: the standard library's function for it is a call, and goes from byte to
  /// byte.
  @inlinable
  @inline(__always)
  public func lesser(_ other: Self) -> Self { replacing(with: other, where: other .< self) }

  /// Whether one of the bytes is zero.
  @inlinable
  @inline(__always)
  public var holdsZero: Bool {
    let marks = zeroMarks
    return marks[0] | marks[1] != 0
  }

  /// The place of the first byte that is zero; 16 where none is.
  @inlinable
  @inline(__always)
  public var firstZero: Int {
    let marks = zeroMarks
    if marks[0] != 0 { return marks[0].trailingZeroBitCount >> 3 }
    return marks[1] != 0 ? 8 + (marks[1].trailingZeroBitCount >> 3) : 16
  }

  /// The bytes as two integers, of which the lowest that is zero has its highest bit set. What lies above
  /// it may err; where none is zero, no bit is set.
  @inlinable
  @inline(__always)
  var zeroMarks: SIMD2<UInt64> {
    // Sixteen bytes are two integers of any value.
    let words = unsafe unsafeBitCast(self, to: SIMD2<UInt64>.self)
    return (words &- SIMD2(repeating: 0x0101_0101_0101_0101)) & ~words
      & SIMD2(repeating: 0x8080_8080_8080_8080)
  }
}
