/// How rare a literal is in real files: the cost, in half bits, of each byte after the one before it.
///
/// It is trained on executables and libraries of Linux, on those of Windows and on text, each alone, and
/// keeps the most pessimistic of the three: a literal is as common as it is in the content where it is
/// most common. Runs of zeros,
/// of 0xff and of spaces come out as the cheapest literals there are. See `RarityTable`.
package struct RarityModel: Sendable {
  /// The model that anchors are chosen by.
  package static let trained = RarityModel(text: RarityTable.text)

  /// The cost of a byte at the start of a literal, 256 of them; then the cost of each byte after each
  /// other byte, 256 for each first byte.
  private let costs: [UInt8]

  /// Reads the text form: a character for each cost, "0" for 0 and so on; line ends do not count.
  package init(text: StaticString) {
    precondition(text.hasPointerRepresentation)
    let characters = unsafe UnsafeBufferPointer(
      start: text.utf8Start, count: text.utf8CodeUnitCount)
    costs = unsafe characters.filter { $0 > 0x20 }.map { $0 - Self.zeroCharacter }
    precondition(costs.count == 257 * 256, "the rarity table is not whole")
  }

  /// Makes a model of counts: `single[b]` bytes b, and `pairs[a * 256 + b]` of them after an a.
  package init(single: [[UInt64]], pairs: [[UInt64]]) {
    precondition(single.allSatisfy { $0.count == 256 } && pairs.allSatisfy { $0.count == 65536 })
    var costs: [UInt8] = []
    for row in 0...256 {
      for byte in 0..<256 {
        let cost = single.indices.map { corpus in
          let counts = row == 0 ? single[corpus][...] : pairs[corpus][(row - 1) * 256..<row * 256]
          return Self.cost(of: counts[counts.startIndex + byte], in: counts.reduce(0, +))
        }.min()
        costs.append(cost ?? 0)
      }
    }
    self.costs = costs
  }

  /// The text form, in lines of 96 characters.
  package var text: String {
    var lines: [String] = []
    for start in stride(from: 0, to: costs.count, by: Self.lineCharacters) {
      let line = costs[start..<min(start + Self.lineCharacters, costs.count)]
      lines.append(String(decoding: line.map { $0 + Self.zeroCharacter }, as: UTF8.self))
    }
    return lines.joined(separator: "\n")
  }

  /// "0". Costs of 44 would be a backslash, so they stop before.
  private static let zeroCharacter: UInt8 = 0x30
  private static let costMax: UInt8 = 43
  private static let lineCharacters = 96

  /// Twice the negative binary logarithm of a probability, smoothed, rounded down.
  private static func cost(of count: UInt64, in total: UInt64) -> UInt8 {
    // Integers only, so that every machine gives the same table: how often can the total be divided
    // by the square root of two (408/577 is within 1e-6 of its inverse) and still exceed the count.
    var cost: UInt8 = 0
    var rest = (total + 256) << 8
    let wanted = (count + 1) << 8
    while cost < costMax, rest * 408 / 577 >= wanted {
      rest = rest * 408 / 577
      cost += 1
    }
    return cost
  }

  /// What a byte costs at most behind two of its own: whatever the byte, a run that has begun goes on as often
  /// as not. Pairs do not tell that: zeros in base64 are long runs of one letter.
  static let runCostMax = 2

  /// The cost of a byte at the start of a literal.
  package func cost(_ byte: UInt8) -> Int { Int(costs[Int(byte)]) }

  /// The cost of a byte after another.
  func cost(_ byte: UInt8, after last: UInt8) -> Int {
    Int(costs[(Int(last) + 1) << 8 | Int(byte)])
  }

  /// The cost of a literal, in half bits: the higher, the rarer. 0 for an empty one.
  package func cost(_ literal: some Sequence<UInt8>) -> Int {
    var row = 0
    var isDouble = false
    var sum = 0
    for byte in literal {
      let cost = Int(costs[row * 256 + Int(byte)])
      let isEqual = row == Int(byte) + 1
      sum += isEqual && isDouble ? min(cost, Self.runCostMax) : cost
      isDouble = isEqual
      row = Int(byte) + 1
    }
    return sum
  }
}
