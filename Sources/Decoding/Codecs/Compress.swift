/// LZW as `compress` writes it: codes of 9 to 16 bits, the lowest bit first, in groups of eight.
///
/// There is no document but the programs: a header of three bytes (0x1F 0x9D, then the largest code's bits
/// and whether codes are cleared), codes that grow by a bit when the table is full for their width, and,
/// whenever the width changes, a skip to the end of the group of eight codes that was begun.
struct Compress: ~Copyable {
  private static let clear = 256
  /// For each code the one before its last byte.
  private var prefixes: [UInt16]
  private var lasts: [UInt8]
  private let bitsMax: Int
  private let isClearing: Bool

  /// - Parameter flags: the header's third byte.
  private init?(flags: UInt8) {
    bitsMax = Int(flags & 0x1F)
    isClearing = flags & 0x80 != 0
    // The two bits between have never had a meaning.
    guard flags & 0x60 == 0, (9...16).contains(bitsMax) else { return nil }
    prefixes = [UInt16](repeating: 0, count: 1 << bitsMax)
    lasts = [UInt8](repeating: 0, count: 1 << bitsMax)
    for code in 0..<256 { lasts[code] = UInt8(code) }
  }

  /// Codes that tell whether bytes are likely to be such a file.
  private static let likelyCodes = 8

  /// Whether the first codes, which have nine bits each, are such as there can be.
  static func isLikely(_ input: Span<UInt8>) -> Bool {
    guard input.count >= 3, input[0] == 0x1F, input[1] == 0x9D, input[2] & 0x60 == 0,
      (9...16).contains(input[2] & 0x1F)
    else { return false }
    var codes = CompressCodes(place: 3)
    for index in 0..<likelyCodes {
      guard let code = codes.next(input) else { return index > 0 }
      // The first stands for a byte; each later one may be one more than the one before.
      guard index > 0 ? code <= clear + index : code < clear else { return false }
      if code == clear { return true }
    }
    return true
  }

  static func decode(_ input: Span<UInt8>, bytesMax: Int) -> Decoded {
    guard input.count >= 3 else { return Decoded(end: .truncated) }
    guard input[0] == 0x1F, input[1] == 0x9D, var table = Compress(flags: input[2]) else {
      return Decoded(end: .damaged)
    }
    var bytes: [UInt8] = []
    var codes = CompressCodes(place: 3)
    let end = table.run(input, &codes, &bytes, bytesMax: bytesMax)
    let consumed = end == .complete ? input.count : min(codes.place, input.count)
    return Decoded(bytes: bytes, consumedBytes: consumed, end: end)
  }

  private mutating func run(
    _ input: Span<UInt8>, _ codes: inout CompressCodes, _ output: inout [UInt8], bytesMax: Int
  ) -> DecodingEnd {
    let first = isClearing ? Self.clear + 1 : Self.clear
    var next = first
    var previous: Int?
    while let code = codes.next(input) {
      if isClearing, code == Self.clear {
        next = first
        previous = nil
        codes.change(bits: 9)
        continue
      }
      guard let before = previous else {
        guard code < 256 else { return .damaged }
        guard output.count < bytesMax else { return .limit }
        output.append(UInt8(code))
        previous = code
        continue
      }
      guard code < next || code == next && next < 1 << bitsMax else { return .damaged }
      let count = put(code, before, next, &output, bytesMax: bytesMax)
      guard let first = count else { return .limit }
      if next < 1 << bitsMax {
        prefixes[next] = UInt16(before)
        lasts[next] = first
        next += 1
        if next == 1 << codes.bits, codes.bits < bitsMax { codes.change(bits: codes.bits + 1) }
      }
      previous = code
    }
    return .complete
  }

  /// Puts out what a code stands for, and gives its first byte; nil where that is too much. The code after
  /// the last known stands for the code before it and that one's first byte.
  private func put(
    _ code: Int, _ before: Int, _ next: Int, _ output: inout [UInt8], bytesMax: Int
  ) -> UInt8? {
    var place = code == next ? before : code
    let start = output.count
    // Each code's prefix is an older code, so this ends.
    while place >= 256 {
      output.append(lasts[place])
      place = Int(prefixes[place])
    }
    let first = UInt8(place)
    output.append(first)
    output[start...].reverse()
    if code == next { output.append(first) }
    if output.count > bytesMax {
      output.removeLast(output.count - bytesMax)
      return nil
    }
    return first
  }
}

/// Codes in groups of eight.
private struct CompressCodes {
  private(set) var bits = 9
  /// The first byte of the current group, and how many of its codes were read.
  private var group: Int
  private var index = 0

  init(place: Int) { group = place }

  /// Where the next code begins.
  var place: Int { group + index * bits / 8 }

  /// The next code; nil at the end of the input.
  mutating func next(_ input: Span<UInt8>) -> Int? {
    if index == 8 {
      group += bits
      index = 0
    }
    let bit = index * bits
    let place = group + bit / 8
    let shift = bit % 8
    guard place + (shift + bits + 7) / 8 <= input.count else { return nil }
    var value = 0
    for offset in 0..<(shift + bits + 7) / 8 { value |= Int(input[place + offset]) << (8 * offset) }
    index += 1
    return value >> shift & (1 << bits - 1)
  }

  /// Goes on with another width, at the end of the group.
  mutating func change(bits: Int) {
    if index > 0 { group += self.bits }
    index = 0
    self.bits = bits
  }
}
