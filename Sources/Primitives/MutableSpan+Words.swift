/// Bytes that are written eight at a time.
extension MutableSpan<UInt8> {
  /// Writes eight bytes from an offset on, the lowest first. Traps past the end.
  @inlinable
  @inline(__always)
  public mutating func store(_ word: UInt64, at offset: Int) {
    var bytes = unsafe mutableBytes
    // The store checks the bounds; eight bytes of any value are an integer.
    bytes.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
  }
}
