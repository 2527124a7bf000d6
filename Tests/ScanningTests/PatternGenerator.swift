import Signatures

/// Repeatable randomness (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}

/// Random patterns in the notation of databases, and bodies that may satisfy them.
struct PatternGenerator {
  var random: Seeded
  /// Few letters, so that near misses and overlaps are everywhere.
  var letters: [UInt8]
  /// The longest gap.
  var gapMax: Int

  private mutating func letter() -> String {
    let digits = String(letters.randomElement(using: &random)!, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }

  private mutating func element() -> String {
    switch Int.random(in: 0..<24, using: &random) {
    case 0: return "??"
    case 1: return String(letter().first!) + "?"
    case 2: return "?" + String(letter().last!)
    case 3: return "*"
    case 4: return "{\(Int.random(in: 0...gapMax, using: &random))}"
    case 5: return "{-\(Int.random(in: 0...gapMax, using: &random))}"
    case 6: return "{\(Int.random(in: 0...gapMax, using: &random))-}"
    case 7, 8:
      let low = Int.random(in: 0...gapMax, using: &random)
      return "{\(low)-\(Int.random(in: low...gapMax, using: &random))}"
    case 9:
      let low = Int.random(in: 0...3, using: &random)
      return "{\(low)-\(Int.random(in: low...8, using: &random))}"
    case 10: return "(\(letter())|\(letter()))"
    case 11: return "(\(letter())\(letter())|\(letter())|\(letter())??\(letter()))"
    case 12: return "!(\(letter())|\(letter()))"
    case 13: return String(repeating: "??", count: Int.random(in: 2...12, using: &random))
    default: return letter()
    }
  }

  mutating func pattern() -> String {
    var text = letter() + letter()
    for _ in 0..<Int.random(in: 0...10, using: &random) {
      let next = element()
      text += next
      // Gaps need something to be anchored by after them.
      if "*{".contains(next.first!) { text += letter() + letter() }
    }
    return text + letter()
  }

  mutating func offset(_ bodyBytes: Int) -> String {
    let near = Int.random(in: 0...bodyBytes, using: &random)
    let shift = Int.random(in: 0...bodyBytes / 4, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return "\(near)"
    case 1: return "\(near),\(shift)"
    case 2: return "EOF-\(near)"
    case 3: return "EOF-\(near),\(shift)"
    default: return "*"
    }
  }

  /// Random letters with an instance of the pattern somewhere, now and then with a letter changed.
  mutating func body(for pattern: BodyPattern, bytes: Int) -> [UInt8] {
    var body = noise(Int.random(in: 0...bytes, using: &random))
    for element in pattern.elements {
      switch element {
      case .byte(let byte):
        let other = letters.randomElement(using: &random)!
        body.append(byte.value | other & ~byte.mask)
      case .skip(let count): body += noise(count)
      case .bracket, .boundary: preconditionFailure("not generated")
      case .gap(let min, let max):
        body += noise(Int.random(in: min...(max ?? min + gapMax), using: &random))
      case .alternatives(let options, let negated):
        if negated {
          body += noise(options[0].count)
        } else {
          body += options.randomElement(using: &random)!.map(\.value)
        }
      }
    }
    body += noise(Int.random(in: 0...bytes, using: &random))
    if Bool.random(using: &random), !body.isEmpty {
      body[Int.random(in: 0..<body.count, using: &random)] = letters.randomElement(using: &random)!
    }
    return body
  }

  private mutating func noise(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in letters.randomElement(using: &random)! }
  }

  /// Cuts a body into leases of all sizes.
  mutating func leases(_ body: [UInt8]) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var start = 0
    let largest = [1, 7, 64, 5000, 100_000].randomElement(using: &random)!
    while start < body.count {
      let end = min(body.count, start + Int.random(in: 1...largest, using: &random))
      pieces.append(body[start..<end])
      start = end
    }
    return pieces
  }
}
