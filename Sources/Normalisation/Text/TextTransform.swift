internal import Primitives

/// What becomes of the bytes of text, without regard to chunks.
enum TextTransform {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// What each byte becomes: itself, a lower-case letter, a space for white space, 0 for nothing.
  private static let table: [UInt8] = (0..<256).map { value in
    switch UInt8(value) {
    case 9...13: UInt8(ascii: " ")
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(value) + 0x20
    case 0x20..<0x80: UInt8(value)
    default: 0
    }
  }

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
    let table = Self.table.span
    guard start >= 0, output.count - start >= bytes.count, table.count == 256 else { return start }
    var place = 0
    var end = start
    var afterSpace: UInt64 = isAfterSpace ? 0x80 : 0
    while place + 8 <= bytes.count {
      if let word = simple(bytes.word(at: place), &afterSpace) {
        output.setWord(word, at: end)
        end += 8
      } else {
        for offset in 0..<8 {
          put(table[Int(bytes[place + offset])], &output, &end, &afterSpace)
        }
      }
      place += 8
    }
    while place < bytes.count {
      put(table[Int(bytes[place])], &output, &end, &afterSpace)
      place += 1
    }
    isAfterSpace = afterSpace != 0
    return end
  }

  /// Writes a byte, unless it is 0 or a space after a space. No branches: they would be mispredicted.
  @inline(__always)
  private static func put(
    _ byte: UInt8, _ output: inout MutableSpan<UInt8>, _ end: inout Int, _ afterSpace: inout UInt64
  ) {
    let isSpace: UInt64 = byte == UInt8(ascii: " ") ? 0x80 : 0
    let isDropped: UInt64 = byte == 0 ? 0x80 : 0
    output[end] = byte
    end += isDropped | isSpace & afterSpace == 0 ? 1 : 0
    afterSpace = isDropped != 0 ? afterSpace : isSpace
  }

  /// Eight bytes of which each becomes one byte; `nil` if one is left out.
  ///
  /// Every comparison is exact in each lane: bytes above 0x7f are ruled out first.
  @inline(__always)
  private static func simple(_ word: UInt64, _ afterSpace: inout UInt64) -> UInt64? {
    guard word & tops == 0 else { return nil }
    let blank = atLeast(word, 9) & ~atLeast(word, 14)
    let spaces = blank | (tops & ~((word ^ (ones &* 0x20)) &+ (ones &* 0x7f)))
    let printable = atLeast(word, 0x20)
    let doubled = spaces & (spaces &<< 8 | afterSpace)
    guard printable | blank == tops, doubled == 0 else { return nil }
    afterSpace = spaces &>> 56
    let upper =
      atLeast(word, UInt64(UInt8(ascii: "A"))) & ~atLeast(word, UInt64(UInt8(ascii: "Z")) + 1)
    let blanks = (blank &>> 7) &* 0xff
    return (word | upper &>> 2) & ~blanks | (ones &* 0x20) & blanks
  }

  /// The top bit of each byte that is at least `value`; for bytes and values below 0x80.
  @inline(__always)
  private static func atLeast(_ word: UInt64, _ value: UInt64) -> UInt64 {
    ((word | tops) &- ones &* value) & tops
  }
}

extension MutableSpan<UInt8> {
  /// Writes eight bytes, the lowest first. Traps past the end.
  @inline(__always)
  fileprivate mutating func setWord(_ word: UInt64, at offset: Int) {
    // The store checks the bounds; every bit pattern is eight valid bytes.
    var bytes = unsafe mutableBytes
    bytes.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
  }
}
