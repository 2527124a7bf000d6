/// A prefix code as DEFLATE has it: given by the lengths of its words, of which those of one length follow
/// one another in the order of what they stand for. Source: RFC 1951, section 3.2.2.
///
/// Not all words need stand for something: what uses none of the others is read all the same.
struct PrefixCode {
  /// What comes next.
  enum Symbol {
    case value(Int)
    /// The input ends in a word.
    case truncated
    /// A word that stands for nothing.
    case unknown
  }

  static let lengthMax = 15
  /// Words of so many bits are looked up.
  private static let quickBits = 9

  /// For the next bits what they stand for and the length of its word, which is zero for longer ones.
  private var quick = [UInt16](repeating: 0, count: 1 << quickBits)
  /// How many words there are of each length.
  private var counts = [Int](repeating: 0, count: lengthMax + 1)
  /// What the words stand for, in their order.
  private var symbols: [UInt16]

  /// - Parameter lengths: of each word the bits, 15 at most; zero where there is none. `nil` where there are
  ///   more than there is room for.
  init?(lengths: ArraySlice<UInt8>) {
    symbols = [UInt16](repeating: 0, count: lengths.count)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var room = 1
    var starts = [Int](repeating: 0, count: Self.lengthMax + 2)
    var firsts = starts
    for length in 1...Self.lengthMax {
      room = room * 2 - counts[length]
      guard room >= 0 else { return nil }
      starts[length + 1] = starts[length] + counts[length]
      firsts[length + 1] = (firsts[length] + counts[length]) * 2
    }
    for (symbol, length) in zip(0..., lengths) where length > 0 {
      symbols[starts[Int(length)]] = UInt16(symbol)
      starts[Int(length)] += 1
      lookUp(symbol, word: firsts[Int(length)], length: Int(length))
      firsts[Int(length)] += 1
    }
  }

  /// Words come with their highest bit first.
  private mutating func lookUp(_ symbol: Int, word: Int, length: Int) {
    guard length <= Self.quickBits else { return }
    var place = 0
    for bit in 0..<length where word >> bit & 1 == 1 { place |= 1 << (length - 1 - bit) }
    while place < quick.count {
      quick[place] = UInt16(symbol) << 4 | UInt16(length)
      place += 1 << length
    }
  }

  /// Reads what comes next.
  func next(_ bits: inout LowBits, _ input: Span<UInt8>) -> Symbol {
    let (held, count) = bits.peek(input)
    let entry = quick[Int(held & (1 << UInt64(Self.quickBits) - 1))]
    let length = Int(entry & 15)
    if length > 0 {
      guard length <= count else { return .truncated }
      bits.use(length)
      return .value(Int(entry >> 4))
    }
    return walk(held, count, &bits)
  }

  private func walk(_ held: UInt64, _ count: Int, _ bits: inout LowBits) -> Symbol {
    var (word, first, start) = (0, 0, 0)
    for length in 1...Self.lengthMax {
      guard length <= count else { return .truncated }
      word = word << 1 | Int(held >> UInt64(length - 1) & 1)
      if word - first < counts[length] {
        bits.use(length)
        return .value(Int(symbols[start + word - first]))
      }
      start += counts[length]
      first = (first + counts[length]) << 1
    }
    return .unknown
  }
}
