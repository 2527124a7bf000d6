import Signatures

/// Matches a pattern in the most obvious way: which positions can be reached, element by element.
enum ReferenceMatcher {
  static func matches(_ signature: BodySignature, _ body: [UInt8]) -> Bool {
    var reachable = starts(signature.offset, body.count)
    for element in signature.pattern.elements {
      var next = [Bool](repeating: false, count: body.count + 1)
      for position in 0...body.count where reachable[position] {
        switch element {
        case .byte(let byte):
          if equal([byte], body, position) { next[position + 1] = true }
        case .skip(let count):
          if position + count <= body.count { next[position + count] = true }
        case .bracket, .boundary: preconditionFailure("for the evaluator alone")
        case .gap(let min, let max):
          let low = position + min
          let high = Swift.min(max.map { position + $0 } ?? body.count, body.count)
          if low <= high { for target in low...high { next[target] = true } }
        case .alternatives(let options, let negated):
          if negated {
            let end = position + options[0].count
            if end <= body.count, !options.contains(where: { equal($0, body, position) }) {
              next[end] = true
            }
          } else {
            for option in options where equal(option, body, position) {
              next[position + option.count] = true
            }
          }
        }
      }
      reachable = next
    }
    return reachable.contains(true)
  }

  private static func starts(_ offset: SignatureOffset, _ count: Int) -> [Bool] {
    (0...count).map { position in
      switch offset {
      case .any: true
      case .absolute(let start, let shift):
        UInt64(position) >= start && UInt64(position) <= start + shift
      case .fromEnd(let back, let shift):
        back <= UInt64(count) && UInt64(position) >= UInt64(count) - back
          && UInt64(position) <= UInt64(count) - back + shift
      case .fromEntryPoint, .fromSection, .withinSection, .fromLastSection, .versionInformation,
        .macroGroup:
        false
      }
    }
  }

  private static func equal(
    _ wanted: [BodyPattern.MaskedByte], _ body: [UInt8], _ position: Int
  ) -> Bool {
    guard position + wanted.count <= body.count else { return false }
    return wanted.indices.allSatisfy { body[position + $0] & wanted[$0].mask == wanted[$0].value }
  }
}
