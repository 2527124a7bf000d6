internal import Signatures

/// How often the parts of a signature are found, as far as it is known, and what the logic says then.
struct PartCounts {
  /// What a logic is, with counts that are not all known.
  enum Truth: Equatable {
    case no
    case yes
    case undecided
  }

  /// A value of the logic: whether it holds, and the least and the greatest of what it counts.
  private struct Value {
    var truth: Truth
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// Parts that are among what is counted, for certain and possibly.
    var surely: UInt64 = 0
    var possibly: UInt64 = 0
  }

  /// Stands for any count in what is not known.
  private static let unknown = UInt64(UInt32.max)

  private var counts: [UInt32] = Array(repeating: 0, count: 64)
  private var known: UInt64 = 0
  private var stack: [Value] = []

  /// Forgets all counts.
  mutating func reset() { known = 0 }

  /// A part's count; `nil` where it is not known.
  subscript(part: Int) -> UInt32? {
    get { part < 64 && known >> UInt64(part) & 1 == 1 ? counts[part] : nil }
    set {
      guard part < 64, let newValue else { return }
      counts[part] = newValue
      known |= 1 << UInt64(part)
    }
  }

  /// What a logic says: steps in postfix order.
  mutating func truth(
    of logic: Table<ContentLogicRecord>, first: Int, count: Int
  ) -> Truth {
    stack.removeAll(keepingCapacity: true)
    for place in first..<first + count {
      let record = logic[place]
      if record.operation == .part {
        stack.append(value(of: record))
        continue
      }
      guard let right = stack.popLast(), let left = stack.popLast() else { return .no }
      stack.append(Self.join(left, right, record))
    }
    return stack.last?.truth ?? .no
  }

  private func value(of record: ContentLogicRecord) -> Value {
    let part = Int(record.part)
    guard part < 64 else { return Value(truth: .no) }
    var value = Value(truth: .yes, high: Self.unknown)
    if let count = self[part] { (value.low, value.high) = (UInt64(count), UInt64(count)) }
    value.possibly = 1 << UInt64(part)
    value.surely = value.possibly
    let relation = record.relation == .none ? .greater : record.relation
    let count = record.relation == .none ? 0 : record.count
    value.truth = Self.compare(value, relation, UInt64(count))
    return Self.settled(value)
  }

  private static func join(_ left: Value, _ right: Value, _ record: ContentLogicRecord) -> Value {
    var value = Value(
      truth: record.operation == .both
        ? both(left.truth, right.truth) : either(left.truth, right.truth),
      low: left.low + right.low, high: left.high + right.high, surely: left.surely | right.surely,
      possibly: left.possibly | right.possibly)
    value = settled(value)
    guard record.relation != .none else { return value }
    value.truth = compare(value, record.relation, UInt64(record.count))
    let partsMin = Int(record.partsMin)
    if value.possibly.nonzeroBitCount < partsMin {
      value.truth = .no
    } else if value.surely.nonzeroBitCount < partsMin {
      value.truth = both(value.truth, .undecided)
    }
    // As in ClamAV, the parts of a compared block do not count as parts of what it lies in.
    value.surely = 0
    value.possibly = 0
    return settled(value)
  }

  /// What does not hold counts nothing; what may not hold may count nothing.
  private static func settled(_ value: Value) -> Value {
    switch value.truth {
    case .yes: return value
    case .no: return Value(truth: .no)
    case .undecided:
      return Value(truth: .undecided, high: value.high, possibly: value.possibly)
    }
  }

  private static func compare(
    _ value: Value, _ relation: ContentLogicRecord.Relation, _ count: UInt64
  ) -> Truth {
    switch relation {
    case .none: value.truth
    case .equal:
      count < value.low || count > value.high ? .no : value.low == value.high ? .yes : .undecided
    case .less: value.high < count ? .yes : value.low >= count ? .no : .undecided
    case .greater: value.low > count ? .yes : value.high <= count ? .no : .undecided
    }
  }

  private static func both(_ left: Truth, _ right: Truth) -> Truth {
    if left == .no || right == .no { return .no }
    return left == .yes && right == .yes ? .yes : .undecided
  }

  private static func either(_ left: Truth, _ right: Truth) -> Truth {
    if left == .yes || right == .yes { return .yes }
    return left == .no && right == .no ? .no : .undecided
  }
}
