/// Enhanced DEFLATE, which some call Deflate64: DEFLATE whose copies come from as far as 64 KiB before and
/// have as many bytes. Zip programs of Windows choose it by themselves for large files.
///
/// There is no document but APPNOTE.TXT 6.3.10, section 5.5, and the programs: distances have the codes 30
/// and 31, with 14 bits more each, and the code 285 is a length of 3 with 16 bits more. All else is RFC 1951.
struct Deflate64: ~Copyable {
  private var bits = LowBits()
  private var output: DecodedOutput

  private init(bytesMax: Int) {
    output = DecodedOutput(firstBytes: 16 << 10, bytesMax: bytesMax)
  }

  static func decode(_ input: Span<UInt8>, bytesMax: Int) -> Decoded {
    var decoding = Deflate64(bytesMax: bytesMax)
    let end = decoding.run(input)
    let consumed = decoding.bits.consumedBytes
    return Decoded(bytes: decoding.output.finish(), consumedBytes: consumed, end: end)
  }

  /// Reads block after block.
  private mutating func run(_ input: Span<UInt8>) -> DecodingEnd {
    while true {
      guard let isLast = bits.take(1, input), let kind = bits.take(2, input) else {
        return .truncated
      }
      let end: DecodingEnd? =
        switch kind {
        case 0: copyStored(input)
        case 1: unpack(input, Self.fixed.lengths, Self.fixed.distances)
        case 2: unpackWithCodes(input)
        default: .damaged
        }
      if let end { return end }
      if isLast == 1 { return .complete }
    }
  }

  private mutating func copyStored(_ input: Span<UInt8>) -> DecodingEnd? {
    bits.align()
    guard let count = bits.take(16, input), let check = bits.take(16, input) else {
      return .truncated
    }
    guard count ^ check == 0xFFFF else { return .damaged }
    for _ in 0..<count {
      guard let byte = bits.take(8, input) else { return .truncated }
      guard output.put(UInt8(byte)) else { return .limit }
    }
    return nil
  }

  /// A block's data; `nil` where its end is reached.
  private mutating func unpack(
    _ input: Span<UInt8>, _ lengths: PrefixCode, _ distances: PrefixCode
  ) -> DecodingEnd? {
    while true {
      switch lengths.next(&bits, input) {
      case .truncated: return .truncated
      case .unknown: return .damaged
      case .value(256): return nil
      case .value(let byte) where byte < 256:
        guard output.put(UInt8(byte)) else { return .limit }
      case .value(let symbol):
        if let end = copy(input, symbol, distances) { return end }
      }
    }
  }

  private mutating func copy(
    _ input: Span<UInt8>, _ symbol: Int, _ distances: PrefixCode
  ) -> DecodingEnd? {
    guard symbol <= 285 else { return .damaged }
    let index = symbol - 257
    let (lengthBits, lengthBase) =
      symbol == 285
      ? (16, 3)
      : index < 8 ? (0, 3 + index) : (index / 4 - 1, (4 + index % 4) << (index / 4 - 1) + 3)
    guard let more = bits.take(lengthBits, input) else { return .truncated }
    switch distances.next(&bits, input) {
    case .truncated: return .truncated
    case .unknown: return .damaged
    case .value(let code):
      let (bitCount, base) =
        code < 2 ? (0, 1 + code) : (code / 2 - 1, (2 + code % 2) << (code / 2 - 1) + 1)
      guard let further = bits.take(bitCount, input) else { return .truncated }
      return output.repeatBytes(distance: base + further, byteCount: lengthBase + more)
    }
  }

  /// A block that brings its own codes: their lengths come in a code, too. Source: RFC 1951, section 3.2.7.
  private mutating func unpackWithCodes(_ input: Span<UInt8>) -> DecodingEnd? {
    guard let lengthCodes = bits.take(5, input), let distanceCodes = bits.take(5, input),
      let codeCodes = bits.take(4, input)
    else { return .truncated }
    var codeLengths = [UInt8](repeating: 0, count: 19)
    for index in 0..<codeCodes + 4 {
      guard let length = bits.take(3, input) else { return .truncated }
      codeLengths[Self.order[index]] = UInt8(length)
    }
    guard let code = PrefixCode(lengths: codeLengths[...]) else { return .damaged }
    let lengthCount = lengthCodes + 257
    var all = [UInt8](repeating: 0, count: lengthCount + distanceCodes + 1)
    if let end = readLengths(input, code, into: &all) { return end }
    guard let lengths = PrefixCode(lengths: all[..<lengthCount]),
      let distances = PrefixCode(lengths: all[lengthCount...])
    else { return .damaged }
    return unpack(input, lengths, distances)
  }

  /// The lengths of both codes' words, one after the other.
  private mutating func readLengths(
    _ input: Span<UInt8>, _ code: PrefixCode, into all: inout [UInt8]
  ) -> DecodingEnd? {
    var index = 0
    while index < all.count {
      let symbol: Int
      switch code.next(&bits, input) {
      case .truncated: return .truncated
      case .unknown: return .damaged
      case .value(let value): symbol = value
      }
      guard symbol >= 16 else {
        all[index] = UInt8(symbol)
        index += 1
        continue
      }
      let (base, bitCount) = symbol == 16 ? (3, 2) : symbol == 17 ? (3, 3) : (11, 7)
      guard let more = bits.take(bitCount, input) else { return .truncated }
      guard index + base + more <= all.count, symbol > 16 || index > 0 else { return .damaged }
      let length = symbol == 16 ? all[index - 1] : 0
      for place in index..<index + base + more { all[place] = length }
      index += base + more
    }
    return nil
  }

  /// In which order the lengths of the lengths' code come.
  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// The codes of a block that brings none. Source: RFC 1951, section 3.2.6.
  private static let fixed: (lengths: PrefixCode, distances: PrefixCode) = {
    let lengths =
      [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112)
      + [UInt8](repeating: 7, count: 24) + [UInt8](repeating: 8, count: 8)
    let distances = [UInt8](repeating: 5, count: 32)
    guard let lengths = PrefixCode(lengths: lengths[...]),
      let distances = PrefixCode(lengths: distances[...])
    else { preconditionFailure("codes that fill their room are codes") }
    return (lengths, distances)
  }()
}
