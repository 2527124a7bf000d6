/// HTML in UTF-16.
public enum WideHTML {
  /// Makes bytes of UTF-16 as ClamAV does before it normalises: of each pair, the first byte plus the
  /// second shifted by four. For ASCII in little-endian order that is the ASCII byte.
  ///
  /// - Returns: One byte for each pair; an odd byte at the end is left out.
  public static func narrowed(_ document: Span<UInt8>) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: document.count / 2) { buffer, count in
      for pair in 0..<document.count / 2 {
        unsafe buffer[pair] = document[2 * pair + 1] << 4 &+ document[2 * pair]
      }
      count = document.count / 2
    }
  }
}
