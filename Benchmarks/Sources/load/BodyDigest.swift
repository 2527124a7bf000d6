/// FNV-1a over a body, so that a sink can tell the client what arrived.
///
/// It finds bytes that a proxy lost, doubled or changed by mistake; it is no protection against anyone.
struct BodyDigest {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// How many digits `writeHexadecimal` writes.
  static let hexadecimalDigits = 16

  /// Takes in the next bytes of the body.
  mutating func update(_ bytes: Span<UInt8>) {
    var value = value
    for position in bytes.indices {
      value = (value ^ UInt64(bytes[position])) &* 0x100_0000_01b3
    }
    self.value = value
  }

  /// Digit `position` of the value in hexadecimal, the most significant first.
  func hexadecimalDigit(at position: Int) -> UInt8 {
    let nibble = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * position)) & 15
    return nibble < 10 ? 48 + nibble : 87 + nibble
  }
}
