/// How far the matches of each part of a signature must be counted.
///
/// A logic compares counts with numbers: one more than the greatest number that a part's count can
/// be compared with, by itself or in a sum, says as much as any higher count.
struct CountLimits {
  private(set) var countMax: [UInt32]
  /// Which parts a byte comparison or a macro is counted from.
  private(set) var isReferred: [Bool]

  init(_ signature: ContentSignature) {
    countMax = Array(repeating: 1, count: signature.parts.count)
    isReferred = Array(repeating: false, count: signature.parts.count)
    visit(signature.logic, enclosing: 0)
    for (place, part) in signature.parts.enumerated() {
      switch part {
      case .expression(let part): visit(part.trigger, enclosing: 0)
      case .byteComparison(let comparison) where isReferred.indices.contains(comparison.part):
        isReferred[comparison.part] = true
      case .macro where place > 0: isReferred[place - 1] = true
      default: break
      }
    }
  }

  private mutating func visit(_ logic: LogicExpression, enclosing: UInt32) {
    func limit(_ comparison: CountComparison?) -> UInt32 {
      guard let comparison else { return enclosing }
      return max(enclosing, comparison.count == .max ? .max : comparison.count + 1)
    }
    switch logic {
    case .part(let part, let comparison):
      guard countMax.indices.contains(part) else { return }
      countMax[part] = max(countMax[part], limit(comparison))
    case .both(let left, let right, let comparison), .either(let left, let right, let comparison):
      visit(left, enclosing: limit(comparison))
      visit(right, enclosing: limit(comparison))
    }
  }
}
