/// Eight bytes that are looked at together, the first in the lowest bits.
///
/// A mark is the high bit of a byte. Marks that are said to be right up to the first may be wrong
/// behind it, where they are cheaper so.
struct ByteBlock {
  static let count = 8

  private(set) var bits: UInt64

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// The bytes from `start` on, all of which must be there.
  @inline(__always)
  init(_ bytes: borrowing MutableSpan<UInt8>, _ start: Int) {
    let raw = unsafe bytes.span.bytes
    let loaded = unsafe raw.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
    bits = UInt64(littleEndian: loaded)
  }

  /// How many bytes there are before the first mark.
  @inline(__always)
  static func countBefore(_ marks: UInt64) -> Int { marks.trailingZeroBitCount >> 3 }

  /// The bytes equal to one. Right up to the first.
  @inline(__always)
  func equal(to byte: UInt8) -> UInt64 {
    let difference = bits ^ Self.ones &* UInt64(byte)
    return (difference &- Self.ones) & ~difference & Self.highs
  }

  /// The bytes equal to one of ASCII. Right everywhere.
  @inline(__always)
  func exactlyEqual(to byte: UInt8) -> UInt64 {
    let difference = bits ^ Self.ones &* UInt64(byte)
    return ~((difference & ~Self.highs) &+ ~Self.highs | difference | ~Self.highs)
  }

  /// The bytes below `limit`, at most 0x80, and those from 0x80 on. Right up to the first.
  @inline(__always)
  func outside(from limit: UInt8) -> UInt64 {
    ((bits &- Self.ones &* UInt64(limit)) & ~bits | bits) & Self.highs
  }

  /// In lower case. Bytes beyond ASCII are left alone.
  @inline(__always)
  var lowercased: ByteBlock {
    let low = bits & ~Self.highs
    let isFromA = low &+ Self.ones &* (0x80 - 0x41)
    let isBeyondZ = low &+ Self.ones &* (0x7f - 0x5a)
    return ByteBlock(bits: bits | ((isFromA ^ isBeyondZ) & ~bits & Self.highs) >> 2)
  }

  /// With another value for the marked bytes, whose bits differ by `difference`.
  @inline(__always)
  func changing(_ marks: UInt64, by difference: UInt8) -> ByteBlock {
    ByteBlock(bits: bits ^ (marks >> 7) &* UInt64(difference))
  }

  /// The marks of bytes before which there is a mark of `followed`, and the last byte.
  @inline(__always)
  static func before(_ marks: UInt64) -> UInt64 { marks >> 8 | 1 << 63 }

  private init(bits: UInt64) { self.bits = bits }
}
