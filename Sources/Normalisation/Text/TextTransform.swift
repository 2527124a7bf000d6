internal import Primitives

/// What becomes of the bytes of text, without regard to chunks.
enum TextTransform {
  /// Normalises bytes and appends them.
  ///
  /// - Parameter isAfterSpace: whether white space that follows is left out.
  static func append(_ bytes: Span<UInt8>, to text: inout [UInt8], isAfterSpace: inout Bool) {
    let start = text.count
    // Room for all; what stays empty is taken back.
    text.append(contentsOf: repeatElement(0, count: bytes.count))
    var output = text.mutableSpan
    let end = transform(bytes, &output, from: start, &isAfterSpace)
    text.removeLast(start + bytes.count - end)
  }

  /// Writes what becomes of bytes from `start` on, and tells where that ends: at most as many bytes
  /// behind as are given.
  private static func transform(
    _ bytes: Span<UInt8>, _ output: inout MutableSpan<UInt8>, from start: Int,
    _ isAfterSpace: inout Bool
  ) -> Int {
    guard start >= 0, output.count - start >= bytes.count else { return start }
    var place = 0
    var end = start
    // A byte of ones after white space.
    var afterSpace: UInt64 = isAfterSpace ? 0xff : 0
    while place + TextBlock.count <= bytes.count {
      let block = TextBlock(bytes.block(at: place))
      // What lies behind the bytes that are kept is overwritten, or taken back.
      output.setBlock(block.normal, at: end)
      let kept = block.keptCount(afterSpace)
      end += kept
      place += kept
      if kept > 0 { afterSpace = block.space(at: kept - 1) }
      if kept < TextBlock.count { place += block.leftOutCount(from: kept, afterSpace) }
    }
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      let isSpace = ASCII.isSpace(byte)
      if byte >= 0x80 || byte < ASCII.space && !isSpace { continue }
      if !isSpace || afterSpace == 0 {
        output[end] = isSpace ? ASCII.space : ASCII.lowercased(byte)
        end += 1
      }
      afterSpace = isSpace ? 0xff : 0
    }
    isAfterSpace = afterSpace != 0
    return end
  }
}

/// Sixteen bytes of text that are looked at together.
private struct TextBlock {
  static let count = 16

  /// What each becomes, if it is not left out.
  let normal: SIMD16<UInt8>
  /// White space, and what is left out wherever it stands; a byte of ones for each.
  private let spaces: SIMD2<UInt64>
  private let dropped: SIMD2<UInt64>

  @inline(__always)
  init(_ bytes: SIMD16<UInt8>) {
    typealias Block = SIMD16<UInt8>
    let ones = Block(repeating: 0xff)
    let blank = Block.zero.replacing(
      with: ones, where: (bytes &- Block(repeating: ASCII.tab)) .< Block(repeating: 5))
    let space = Block.zero.replacing(with: ones, where: bytes .== Block(repeating: ASCII.space))
    // Bytes of 0x80 and above are negative.
    let low = Block.zero.replacing(
      with: ones,
      where: SIMD16<Int8>(truncatingIfNeeded: bytes) .< SIMD16<Int8>(repeating: 0x20))
    let upper = (bytes &- Block(repeating: 0x41)) .< Block(repeating: 26)
    let lowering = Block.zero.replacing(with: Block(repeating: 0x20), where: upper)
    normal = ((bytes | lowering) & ~blank) | (blank & Block(repeating: ASCII.space))
    // Sixteen bytes are two integers of any value.
    unsafe spaces = unsafeBitCast(blank | space, to: SIMD2<UInt64>.self)
    unsafe dropped = unsafeBitCast(low & ~blank, to: SIMD2<UInt64>.self)
  }

  /// How many bytes there are before the first that is left out.
  @inline(__always)
  func keptCount(_ afterSpace: UInt64) -> Int {
    let low = dropped[0] | spaces[0] & (spaces[0] &<< 8 | afterSpace)
    let high = dropped[1] | spaces[1] & (spaces[1] &<< 8 | spaces[0] &>> 56)
    if low | high == 0 { return Self.count }
    return Self.firstMark(low, high)
  }

  /// How many bytes from a place on are left out, none of them being kept.
  @inline(__always)
  func leftOutCount(from place: Int, _ afterSpace: UInt64) -> Int {
    // White space is, where it follows white space.
    let counted: UInt64 = afterSpace != 0 ? .max : 0
    var low = ~(dropped[0] | spaces[0] & counted)
    var high = ~(dropped[1] | spaces[1] & counted)
    if place < 8 {
      low &= .max &<< UInt64(8 * place)
    } else {
      low = 0
      high &= .max &<< UInt64(8 * (place - 8))
    }
    return (low | high == 0 ? Self.count : Self.firstMark(low, high)) - place
  }

  /// A byte of ones where there is white space, else 0.
  @inline(__always)
  func space(at place: Int) -> UInt64 {
    (place < 8 ? spaces[0] : spaces[1]) &>> UInt64(8 * (place & 7)) & 0xff
  }

  @inline(__always)
  private static func firstMark(_ low: UInt64, _ high: UInt64) -> Int {
    low != 0 ? low.trailingZeroBitCount >> 3 : 8 + (high.trailingZeroBitCount >> 3)
  }
}

extension MutableSpan<UInt8> {
  /// Writes sixteen bytes. Traps past the end.
  @inline(__always)
  fileprivate mutating func setBlock(_ block: SIMD16<UInt8>, at offset: Int) {
    // The store checks the bounds; every bit pattern is sixteen valid bytes.
    var bytes = unsafe mutableBytes
    bytes.storeBytes(of: block, toByteOffset: offset, as: SIMD16<UInt8>.self)
  }
}
