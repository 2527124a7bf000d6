internal import Primitives

/// A pattern of a type: parts of known length, with gaps between them.
struct MagicPattern: Hashable, Sendable {
  /// What one place of a part can be.
  enum Unit: Hashable, Sendable {
    /// A byte of which the bits of `mask` are `value`.
    case byte(value: UInt8, mask: UInt8)
    /// One of several strings of the same length.
    case alternatives([[UInt8]])

    /// How many bytes of the file it takes.
    var count: Int {
      switch self {
      case .byte: 1
      case .alternatives(let choices): choices[0].count
      }
    }

    /// The byte, where it is known whole.
    var fixed: UInt8? {
      guard case .byte(let value, 0xff) = self else { return nil }
      return value
    }
  }

  /// Bytes without a gap.
  struct Part: Hashable, Sendable {
    /// The bytes between the part before and this one: at least, and at most (`nil`: any number).
    var gapMin = 0
    var gapMax: Int?
    var units: [Unit] = []

    var count: Int { units.reduce(0) { $0 + $1.count } }
  }

  private(set) var parts: [Part] = [Part()]

  /// Reads the pattern in the language of body signatures.
  init(_ text: ArraySlice<UInt8>) throws(FileMagicFault) {
    var rest = text
    while let byte = rest.first {
      switch byte {
      case UInt8(ascii: "*"):
        rest.removeFirst()
        parts.append(Part())
      case UInt8(ascii: "{"): try appendGap(&rest)
      case UInt8(ascii: "("): try appendAlternatives(&rest)
      case UInt8(ascii: "!"), UInt8(ascii: "["): throw .unsupportedPattern
      default: try appendByte(&rest)
      }
    }
    guard parts.count <= FileMagicRule.partsMax,
      parts.allSatisfy({ $0.count <= FileMagicRule.patternBytesMax })
    else { throw .tooLong }
    guard parts.allSatisfy({ MagicAnchor($0) != nil }) else { throw .noAnchor }
  }

  /// Two digits, either of which may be `?`.
  private mutating func appendByte(_ rest: inout ArraySlice<UInt8>) throws(FileMagicFault) {
    guard let first = rest.popFirst(), let second = rest.popFirst() else { throw .pattern }
    var value: UInt8 = 0
    var mask: UInt8 = 0
    for (digit, shift) in [(first, UInt8(4)), (second, 0)] where digit != UInt8(ascii: "?") {
      guard let digit = digit.hexadecimalValue else { throw .pattern }
      value |= digit << shift
      mask |= 0xf << shift
    }
    parts[parts.count - 1].units.append(.byte(value: value, mask: mask))
  }

  /// `{n}`, `{n-m}`, `{-m}`, `{n-}`. A fixed gap of up to 127 bytes belongs to its part.
  private mutating func appendGap(_ rest: inout ArraySlice<UInt8>) throws(FileMagicFault) {
    rest.removeFirst()
    guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { throw .pattern }
    let bounds = rest[..<end].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    rest = rest[(end + 1)...]
    guard bounds.count <= 2, let low = Decimal.number(bounds[0]),
      let high = Decimal.number(bounds[bounds.count - 1])
    else { throw .pattern }
    if bounds.count == 1, low > 0, low < 128 {
      parts[parts.count - 1].units += Array(repeating: .byte(value: 0, mask: 0), count: low)
    } else {
      parts.append(Part(gapMin: low, gapMax: high == 0 ? nil : high))
    }
  }

  private mutating func appendAlternatives(_ rest: inout ArraySlice<UInt8>) throws(FileMagicFault) {
    rest.removeFirst()
    guard let end = rest.firstIndex(of: UInt8(ascii: ")")) else { throw .pattern }
    var choices: [[UInt8]] = []
    for text in rest[..<end].split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false) {
      guard let bytes = Hexadecimal.bytes(text), !bytes.isEmpty else { throw .unsupportedPattern }
      choices.append(bytes)
    }
    rest = rest[(end + 1)...]
    guard choices.allSatisfy({ $0.count == choices[0].count }) else { throw .unsupportedPattern }
    parts[parts.count - 1].units.append(.alternatives(choices))
  }
}
