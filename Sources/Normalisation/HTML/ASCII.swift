/// Classes of bytes as C's `ctype.h` has them in the C locale.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0a
  static let carriageReturn: UInt8 = 0x0d
  static let space: UInt8 = 0x20

  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool { byte == space || byte &- tab < 5 }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  @inline(__always)
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

  @inline(__always)
  static func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  /// The value of a hexadecimal digit, -1 for another byte.
  @inline(__always)
  static func hexValue(_ byte: UInt8) -> Int {
    if isDigit(byte) { return Int(byte &- 0x30) }
    return (byte | 0x20) &- 0x61 < 6 ? Int((byte | 0x20) &- 0x61) + 10 : -1
  }
}
