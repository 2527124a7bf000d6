/// A name, its escapes resolved: ISO 32000-1, section 7.3.5.
///
/// Names of up to 15 bytes are kept as they are; of longer ones the first eight bytes and a sum are, which is
/// enough to tell those that mean something here from others.
public struct PDFName: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The first bytes, the first one lowest.
  private var low: UInt64 = 0
  /// The bytes from the ninth on; the highest byte is how many there are.
  private var high: UInt64 = 0
  /// The empty name.
  init() {}

  /// A name of the standard.
  public init(stringLiteral name: StaticString) {
    name.withUTF8Buffer { name in
      for index in 0..<name.count { append(unsafe name[index]) }
    }
  }

  private var count: UInt64 { high >> 56 }

  /// Puts a byte at the end.
  mutating func append(_ byte: UInt8) {
    let count = count
    switch count {
    case 0..<8: low |= UInt64(byte) << (8 * count)
    case 8..<15: high |= UInt64(byte) << (8 * (count - 8))
    default:
      // What comes after is mixed in, and the count says that it is no whole name.
      let sum = (high & 0x00FF_FFFF_FFFF_FFFF) ^ UInt64(byte)
      high = 0xFF << 56 | (sum &* 0x0100_0000_01B3) & 0x00FF_FFFF_FFFF_FFFF
      return
    }
    high += 1 << 56
  }
}
