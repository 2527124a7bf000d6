internal import Glibc
internal import Signatures

/// Decides whether a piece is found around an anchor, and where it begins and ends: in the way that
/// ClamAV finds first.
///
/// Where a choice has options that begin alike, they are tried in order, and what comes after decides.
/// A choice is tried once at each place at most, so that the cost is bounded by the product of the two.
struct PieceVerifier {
  /// A choice that was made and may be made otherwise.
  private struct Frame {
    var step: Int
    var position: Int
    var nextOption: Int
  }

  /// What a choice costs that is remembered, so as not to be made again.
  private static let stepsPerBranching = 8

  private let tables: ContentTables
  private var frames: [Frame] = []
  /// Choices that were made, by step and position.
  private var tried: Set<UInt64> = []

  init(_ tables: ContentTables) { self.tables = tables }

  /// Where the piece begins and ends whose anchor begins at a place; `nil` where it is not found.
  mutating func match(
    _ piece: ContentPieceRecord, isWide: Bool, anchor: Int, in bytes: Span<UInt8>,
    budget: inout EvaluationBudget
  ) -> Range<Int>? {
    guard
      let end = walk(piece, isWide, from: anchor, isForward: true, bytes, &budget),
      let start = walk(piece, isWide, from: anchor, isForward: false, bytes, &budget)
    else { return nil }
    return start..<end
  }

  /// Goes over the steps from the anchor to one end of the piece; gives where that is.
  private mutating func walk(
    _ piece: ContentPieceRecord, _ isWide: Bool, from anchor: Int, isForward: Bool,
    _ bytes: Span<UInt8>, _ budget: inout EvaluationBudget
  ) -> Int? {
    budget.spend(1)
    // Mostly there is nothing to remove, and finding that out costs more than the walk.
    if !frames.isEmpty { frames.removeAll(keepingCapacity: true) }
    if !tried.isEmpty { tried.removeAll(keepingCapacity: true) }
    let first = Int(piece.firstStep)
    let limit = isForward ? first + Int(piece.stepCount) : first
    var step = first + Int(piece.anchorStep)
    var position = anchor
    while !budget.isExhausted {
      if step == limit {
        let fits =
          isForward
          ? Self.isRight(piece, isWide, end: position, bytes, &budget)
          : Self.isLeft(piece, isWide, start: position, bytes, &budget)
        if fits { return position }
      } else {
        let index = isForward ? step : step - 1
        if let moved = take(index, at: position, isForward, bytes, &budget) {
          position = moved
          step += isForward ? 1 : -1
          continue
        }
      }
      guard let resumed = resume(isForward, bytes, &budget) else { return nil }
      position = resumed.position
      step = isForward ? resumed.step + 1 : resumed.step
    }
    return nil
  }

  /// Goes back to the last choice of which another option fits.
  private mutating func resume(
    _ isForward: Bool, _ bytes: Span<UInt8>, _ budget: inout EvaluationBudget
  ) -> (step: Int, position: Int)? {
    while let frame = frames.popLast() {
      if let position = choose(frame, isForward, bytes, &budget) {
        return (frame.step, position)
      }
    }
    return nil
  }

  /// Goes over a step; gives the position behind it, or before it where going back.
  private mutating func take(
    _ index: Int, at position: Int, _ isForward: Bool, _ bytes: Span<UInt8>,
    _ budget: inout EvaluationBudget
  ) -> Int? {
    let step = tables.steps[index]
    let count = Int(step.count)
    switch step.kind {
    case .literal, .masked, .skip:
      let start = isForward ? position : position - count
      guard start >= 0, count <= bytes.count - start,
        equal(step, bytes, at: start, &budget)
      else { return nil }
      return isForward ? start + count : start
    case .branching:
      budget.spend(Self.stepsPerBranching)
      guard
        tried.insert(UInt64(index) << 32 | UInt64(UInt32(truncatingIfNeeded: position))).inserted
      else { return nil }
      return choose(
        Frame(step: index, position: position, nextOption: 0), isForward, bytes, &budget)
    case .alternatives:
      return choose(
        Frame(step: index, position: position, nextOption: 0), isForward, bytes, &budget)
    case .noneOf:
      let length = Int(tables.options[Int(step.first)].count)
      let start = isForward ? position : position - length
      guard start >= 0, length <= bytes.count - start else { return nil }
      for place in 0..<count
      where equal(tables.options[Int(step.first) + place], bytes, at: start, &budget) {
        return nil
      }
      return isForward ? start + length : start
    case .boundary, .notBoundary:
      budget.spend(1)
      return Self.takeBoundary(step, at: position, isForward, bytes)
    }
  }

  /// The first option from `nextOption` on that fits; it is kept for ``resume`` where others may too.
  private mutating func choose(
    _ frame: Frame, _ isForward: Bool, _ bytes: Span<UInt8>, _ budget: inout EvaluationBudget
  ) -> Int? {
    let step = tables.steps[frame.step]
    for place in frame.nextOption..<Int(step.count) {
      let option = tables.options[Int(step.first) + place]
      let length = Int(option.count)
      let start = isForward ? frame.position : frame.position - length
      // ClamAV never finds an empty option going back, and gives up where it is the only one.
      guard start >= 0, length <= bytes.count - start, isForward || length > 0,
        equal(option, bytes, at: start, &budget)
      else { continue }
      if option.isUnique == 1 {
        return length > 0 ? (isForward ? start + length : start) : nil
      }
      frames.append(Frame(step: frame.step, position: frame.position, nextOption: place + 1))
      return isForward ? start + length : start
    }
    return nil
  }

  /// Whether bytes equal those of a step that lie in them whole.
  private func equal(
    _ step: ContentStepRecord, _ bytes: Span<UInt8>, at start: Int,
    _ budget: inout EvaluationBudget
  ) -> Bool {
    let count = Int(step.count)
    switch step.kind {
    case .skip:
      budget.spend(1)
      return true
    case .masked: return equal(first: Int(step.first), count, bytes, at: start, &budget)
    default:
      precondition(start >= 0 && count <= bytes.count - start)
      let wanted = unsafe tables.bytes.run(at: Int(step.first), count: count)
      let isEqual = unsafe bytes.withUnsafeBytes { memory in
        guard let base = memory.baseAddress, count > 0 else { return count == 0 }
        // Mostly the first byte says it.
        guard unsafe memory[start] == wanted[0] else { return false }
        budget.spend(count / MaskedBytes.bytesPerStep)
        return unsafe memcmp(base + start, wanted, count) == 0
      }
      budget.spend(1)
      return isEqual
    }
  }

  private func equal(
    _ option: ContentOptionRecord, _ bytes: Span<UInt8>, at start: Int,
    _ budget: inout EvaluationBudget
  ) -> Bool {
    equal(first: Int(option.first), Int(option.count), bytes, at: start, &budget)
  }

  /// Compares with values that their masks follow.
  private func equal(
    first: Int, _ count: Int, _ bytes: Span<UInt8>, at start: Int,
    _ budget: inout EvaluationBudget
  ) -> Bool {
    precondition(start >= 0 && count <= bytes.count - start)
    let wanted = unsafe tables.bytes.run(at: first, count: 2 * count)
    let equalCount = unsafe bytes.withUnsafeBytes { memory in
      guard let base = memory.baseAddress else { return 0 }
      return unsafe MaskedBytes.equalCount(
        base + start, UnsafeRawPointer(wanted), masks: UnsafeRawPointer(wanted + count), count)
    }
    budget.spend(1 + equalCount / MaskedBytes.bytesPerStep)
    return equalCount == count
  }
}
