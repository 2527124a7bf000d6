/// A table of Huffman codes. Source: ITU-T T.81, annexes C and F.
final class JPEGCodes: Sendable {
  /// How many bits are looked up at once.
  static let shortBits = 9
  /// In an entry of `short`: no code is that short.
  private static let tooLong = UInt16(shortBits + 1) << 8

  /// For each value of the next nine bits the code that they begin with: its length above eight bits,
  /// its symbol below.
  let short: [UInt16]
  /// For each value of the next nine bits the coefficient that they hold whole: its value above eight
  /// bits, the zeroes before it in four, the bits that it takes in four. 0 where there is none.
  let whole: [Int16]
  /// For each length of codes how large 16 bits that begin with one are at most, plus 1.
  let ends: [Int32]
  /// For each length where a code's symbol is, less the code.
  let offsets: [Int32]
  /// The symbols, 256 of them.
  let symbols: [UInt8]

  /// A table; `nil` where it is not valid.
  ///
  /// - Parameters:
  ///   - counts: how many codes there are of each length, from one bit to 16; 256 in all at most.
  ///   - symbols: what they stand for.
  ///   - isForDC: for the first coefficient of a block, of 15 bits at most; else for the others.
  init?(counts: [UInt8], symbols: [UInt8], isForDC: Bool) {
    if isForDC, symbols.contains(where: { $0 > 15 }) { return nil }
    var short = [UInt16](repeating: Self.tooLong, count: 1 << Self.shortBits)
    var whole = [Int16](repeating: 0, count: isForDC ? 0 : 1 << Self.shortBits)
    var ends = [Int32](repeating: -1, count: 17)
    var offsets = [Int32](repeating: 0, count: 17)
    var code = 0
    var index = 0
    for (place, count) in counts.enumerated() {
      let length = place + 1
      // No code is all ones.
      guard code + Int(count) < 1 << length else { return nil }
      if count > 0 {
        offsets[length] = Int32(index - code)
        ends[length] = Int32((code + Int(count)) << (16 - length))
      }
      for _ in 0..<count {
        if length <= Self.shortBits {
          let rest = Self.shortBits - length
          for bits in (code << rest)..<((code + 1) << rest) {
            short[bits] = UInt16(length) << 8 | UInt16(symbols[index])
            // The 256th symbol is never taken whole: it makes a difference to damaged files.
            if !isForDC, index < 255 { whole[bits] = Self.whole(bits, length, symbols[index]) }
          }
        }
        code += 1
        index += 1
      }
      code <<= 1
    }
    (self.short, self.whole, self.ends, self.offsets) = (short, whole, ends, offsets)
    self.symbols = symbols + [UInt8](repeating: 0, count: 256 - symbols.count)
  }

  /// The entry of `whole` for nine bits that begin with a code; 0 where they do not hold the value, or it
  /// has no room.
  private static func whole(_ bits: Int, _ length: Int, _ symbol: UInt8) -> Int16 {
    let size = Int(symbol & 15)
    let rest = shortBits - length
    guard size > 0, size <= rest else { return 0 }
    let value = JPEGBits.extended(Int32(bits >> (rest - size) & (1 << size - 1)), size)
    guard (-128...127).contains(value) else { return 0 }
    return Int16(value << 8 | Int32(symbol >> 4) << 4 | Int32(length + size))
  }
}
