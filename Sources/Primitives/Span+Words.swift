/// Bytes that are looked at eight at a time.
extension Span<UInt8> {
  /// The eight bytes from an offset on, the first of them lowest. Traps past the end.
  @inlinable
  @inline(__always)
  public func word(at offset: Int) -> UInt64 {
    // The load checks the bounds; every bit pattern is a valid integer.
    unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
