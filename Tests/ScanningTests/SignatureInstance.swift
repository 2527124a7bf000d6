import Signatures

/// Bodies made to satisfy a signature, or to miss it by one byte.
struct SignatureInstance {
  enum Gaps: CaseIterable {
    case shortest
    case longest
    /// Each gap a byte shorter than it may be, and the place before the first.
    case tooShort
    /// Each gap a byte longer than it may be, and the place after the last.
    case tooLong

    /// A number between the least and the most; without `max` any number from `min` on.
    func choose(_ min: Int, _ max: Int?) -> Int {
      switch self {
      case .shortest: min
      case .longest: max ?? min + 500
      case .tooShort: Swift.max(min - 1, 0)
      case .tooLong: max.map { $0 + 1 } ?? min + 500
      }
    }
  }

  var random: Seeded

  /// A body with the pattern where the signature wants it; unbounded gaps get up to 500 bytes.
  mutating func body(for signature: BodySignature, gaps: Gaps) -> [UInt8] {
    var instance: [UInt8] = []
    for element in signature.pattern.elements {
      switch element {
      case .byte(let byte): instance.append(byte.value | filler() & ~byte.mask)
      case .skip(let count): instance += noise(count)
      case .bracket, .boundary: preconditionFailure("for the evaluator alone")
      case .gap(let min, let max):
        instance += noise(gaps.choose(min, max))
      case .alternatives(let options, let negated):
        if negated {
          instance += noise(options[0].count)
        } else {
          instance += options.randomElement(using: &random)!.map { $0.value | filler() & ~$0.mask }
        }
      }
    }
    let head = Self.magic(signature.target)
    switch signature.offset {
    case .any: return head + noise(Int.random(in: 40...600, using: &random)) + instance + noise(99)
    case .absolute(let start, let shift):
      let place = gaps.choose(Int(start), Int(start + shift))
      guard place >= head.count else { return noise(place) + instance + noise(99) }
      return head + noise(place - head.count) + instance + noise(99)
    case .fromEnd(let back, let shift):
      let tail = gaps.choose(Int(back) - Int(shift), Int(back)) - instance.count
      return head + noise(200) + instance + noise(max(tail, 0))
    default: return head + noise(200) + instance
    }
  }

  /// Bytes that begin no known file type and are in few signatures.
  private mutating func noise(_ count: Int) -> [UInt8] { (0..<count).map { _ in filler() } }

  private mutating func filler() -> UInt8 { UInt8.random(in: 0x80...0xfe, using: &random) }

  private static func magic(_ target: TargetType) -> [UInt8] {
    switch target {
    case .any, .other: [0x8c, 0x91, 0x8c, 0x91]
    case .portableExecutable: [0x4d, 0x5a]
    case .ole2: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
    case .elf: [0x7f, 0x45, 0x4c, 0x46]
    case .machO: [0xcf, 0xfa, 0xed, 0xfe]
    case .pdf: Array("%PDF-".utf8)
    case .flash: Array("FWS".utf8)
    case .java: [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0x34]
    case .html, .mail, .graphics, .text: []
    }
  }
}
