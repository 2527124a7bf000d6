import Scanning
import Signatures

extension ContentGenerator {
  mutating func noise(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in letters.randomElement(using: &random)! }
  }

  private mutating func bytes(_ masked: [BodyPattern.MaskedByte]) -> [UInt8] {
    masked.map { $0.value | letters.randomElement(using: &random)! & ~$0.mask }
  }

  /// Bytes that a variant is found in; most boundaries are met by chance.
  mutating func instance(_ variant: PatternVariant) -> [UInt8] {
    var result: [UInt8] = []
    for (place, piece) in variant.pieces.enumerated() {
      if place > 0 {
        let most = piece.gapMax ?? piece.gapMin + 12
        result += noise(Int.random(in: piece.gapMin...most, using: &random))
      }
      if let edge = piece.edgeBefore {
        result += bytes([edge.byte]) + noise(Int.random(in: edge.distance, using: &random))
      } else if piece.before != nil {
        result.append([0x0a, 0x2e, 0x20].randomElement(using: &random)!)
      }
      for step in piece.steps {
        switch step {
        case .byte(let byte): result += bytes([byte])
        case .alternatives(let options): result += bytes(options.randomElement(using: &random)!)
        case .noneOf(let options): result += noise(options[0].count)
        case .boundary(_, negated: true): result.append(0x61)
        case .boundary(.line, _): result += Bool.random(using: &random) ? [0x0a] : [0x0d, 0x0a]
        case .boundary: result.append([0x2e, 0x20, 0x3d].randomElement(using: &random)!)
        }
      }
      if let edge = piece.edgeAfter {
        result += noise(Int.random(in: edge.distance, using: &random)) + bytes([edge.byte])
      } else if piece.after != nil {
        result.append([0x0a, 0x20, 0x61].randomElement(using: &random)!)
      }
    }
    return result
  }

  /// Noise with the parts of a signature in it, each up to some times, some of them changed in a byte.
  mutating func body(for signature: ContentSignature, bytes: Int) -> [UInt8] {
    var pieces: [[UInt8]] = []
    for case .pattern(let part) in signature.parts {
      guard let variants = try? PatternVariant.variants(of: part.pattern, part.modifiers) else {
        continue
      }
      for _ in 0..<[0, 1, 1, 1, 2, 3, 5].randomElement(using: &random)! {
        var piece = instance(variants.randomElement(using: &random)!)
        if Int.random(in: 0..<6, using: &random) == 0, !piece.isEmpty {
          let place = Int.random(in: 0..<piece.count, using: &random)
          piece[place] = letters.randomElement(using: &random)!
        }
        pieces.append(piece)
      }
    }
    pieces.shuffle(using: &random)
    // No known type of file, and not text.
    var body: [UInt8] = [0x8c, 0x91, 0x8c, 0x91]
    let margin = [UInt8](repeating: 0xfe, count: matchesEdges ? 0 : 40)
    body += margin
    for piece in pieces {
      body += noise([0, 0, 1, 3, 9, bytes].randomElement(using: &random)!) + piece
    }
    // clamscan does not look at less than five bytes.
    return body + noise(Int.random(in: 4...bytes / 2, using: &random)) + margin
  }
}

/// Finds literal expressions in the most obvious way.
struct LiteralMatcher: ExpressionMatcher {
  let tables: ContentTables

  func firstMatch(
    of expression: UInt32, in bytes: Span<UInt8>, _ wanted: ExpressionSearch,
    budget: inout EvaluationBudget
  ) -> ExpressionMatch {
    let record = tables.expressions[Int(expression)]
    let literal = (0..<Int(record.byteCount)).map { tables.bytes[Int(record.firstByte) + $0] }
    var place = wanted.start
    while place + literal.count <= bytes.count {
      if literal.indices.allSatisfy({ bytes[place + $0] == literal[$0] }) {
        return .found(place..<place + literal.count)
      }
      if wanted.isAnchored { break }
      place += 1
    }
    return .none
  }
}
