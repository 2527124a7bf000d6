/// Numbers in bytes that nothing is known of: `nil` where they are not all there.
extension Span where Element == UInt8 {
  func little16(_ offset: UInt64) -> UInt16? {
    guard let place = place(offset, 2) else { return nil }
    return UInt16(self[place]) | UInt16(self[place + 1]) << 8
  }

  func little32(_ offset: UInt64) -> UInt32? {
    guard let place = place(offset, 4) else { return nil }
    return UInt32(self[place]) | UInt32(self[place + 1]) << 8 | UInt32(self[place + 2]) << 16
      | UInt32(self[place + 3]) << 24
  }

  func little64(_ offset: UInt64) -> UInt64? {
    guard let low = little32(offset), let high = little32(offset &+ 4), offset < .max - 8 else {
      return nil
    }
    return UInt64(low) | UInt64(high) << 32
  }

  func word16(_ offset: UInt64, isBigEndian: Bool) -> UInt16? {
    little16(offset).map { isBigEndian ? $0.byteSwapped : $0 }
  }

  func word32(_ offset: UInt64, isBigEndian: Bool) -> UInt32? {
    little32(offset).map { isBigEndian ? $0.byteSwapped : $0 }
  }

  func word64(_ offset: UInt64, isBigEndian: Bool) -> UInt64? {
    little64(offset).map { isBigEndian ? $0.byteSwapped : $0 }
  }

  /// Whether bytes are there and are these.
  func has(_ wanted: [UInt8], at offset: UInt64) -> Bool {
    guard let place = place(offset, wanted.count) else { return false }
    for index in wanted.indices where self[place + index] != wanted[index] { return false }
    return true
  }

  /// The place of so many bytes, if all are there.
  func place(_ offset: UInt64, _ byteCount: Int) -> Int? {
    guard byteCount <= count, offset <= UInt64(count - byteCount) else { return nil }
    return Int(offset)
  }
}
