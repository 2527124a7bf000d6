internal import Signatures

extension PieceVerifier {
  /// Whether what lies before a piece is as it asks.
  static func isLeft(
    _ piece: ContentPieceRecord, _ isWide: Bool, start: Int, _ bytes: Span<UInt8>,
    _ budget: inout EvaluationBudget
  ) -> Bool {
    if piece.before.boundary > 0 {
      guard let boundary = BodyPattern.Boundary(rawValue: piece.before.boundary - 1),
        begins(boundary, isWide, at: start, bytes)
      else { return false }
    }
    guard piece.edgeBefore.mask != 0 else { return true }
    let edge = piece.edgeBefore
    for distance in Int(edge.distanceMin)...Int(edge.distanceMax) {
      let place = start - 1 - distance
      guard place >= 0 else { return false }
      budget.spend(1)
      if bytes[place] & edge.mask == edge.value { return true }
    }
    return false
  }

  /// Whether what lies after a piece is as it asks.
  static func isRight(
    _ piece: ContentPieceRecord, _ isWide: Bool, end: Int, _ bytes: Span<UInt8>,
    _ budget: inout EvaluationBudget
  ) -> Bool {
    if piece.after.boundary > 0 {
      guard let boundary = BodyPattern.Boundary(rawValue: piece.after.boundary - 1),
        ends(boundary, isWide, at: end, bytes) == (piece.after.negated == 0)
      else { return false }
    }
    guard piece.edgeAfter.mask != 0 else { return true }
    let edge = piece.edgeAfter
    for distance in Int(edge.distanceMin)...Int(edge.distanceMax) {
      guard end + distance < bytes.count else { return false }
      budget.spend(1)
      if bytes[end + distance] & edge.mask == edge.value { return true }
    }
    return false
  }

  private static func begins(
    _ boundary: BodyPattern.Boundary, _ isWide: Bool, at start: Int, _ bytes: Span<UInt8>
  ) -> Bool {
    guard start > 0 else { return true }
    let last = bytes[start - 1]
    switch boundary {
    case .word: return WordBoundary(last).isBefore
    case .line: return last == 0x0a
    case .nonAlphanumeric:
      guard isWide else { return !isAlphanumeric(last) }
      return start == 1 || last != 0 || !isAlphanumeric(bytes[start - 2])
    }
  }

  private static func ends(
    _ boundary: BodyPattern.Boundary, _ isWide: Bool, at end: Int, _ bytes: Span<UInt8>
  ) -> Bool {
    guard end < bytes.count else { return true }
    let next = bytes[end]
    let hasSecond = end + 1 < bytes.count
    switch boundary {
    case .word: return WordBoundary(next).isAfter
    case .line: return next == 0x0a || next == 0x0d && hasSecond && bytes[end + 1] == 0x0a
    case .nonAlphanumeric:
      return !isAlphanumeric(next) || isWide && hasSecond && bytes[end + 1] != 0
    }
  }

  /// Goes over a boundary inside a piece: a byte of its class; two where a line end is.
  static func takeBoundary(
    _ step: ContentStepRecord, at position: Int, _ isForward: Bool, _ bytes: Span<UInt8>
  ) -> Int? {
    let place = isForward ? position : position - 1
    guard place >= 0, place < bytes.count else { return nil }
    let byte = bytes[place]
    var count = 0
    switch BodyPattern.Boundary(rawValue: UInt8(truncatingIfNeeded: step.first)) {
    case .word: count = WordBoundary(byte).isAny ? 1 : 0
    case .line:
      // Going back, ClamAV sees the first byte of two last, and then takes the one before it too.
      let isPair = byte == 0x0d && place + 1 < bytes.count && bytes[place + 1] == 0x0a
      count = byte == 0x0a ? 1 : isPair ? 2 : 0
    case .nonAlphanumeric: count = isAlphanumeric(byte) ? 0 : 1
    case nil: return nil
    }
    if step.kind == .notBoundary { count = count == 0 ? 1 : 0 }
    let moved = isForward ? position + count : position - count
    return count > 0 && moved >= 0 && moved <= bytes.count ? moved : nil
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: false
    }
  }
}

/// What `(B)` takes for the edge of a word: ClamAV's table of characters, which are those beside names
/// of hosts and addresses.
private struct WordBoundary {
  /// Whether a word may begin after the character.
  let isBefore: Bool
  /// Whether a word may end before it.
  let isAfter: Bool

  var isAny: Bool { isBefore || isAfter }

  init(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "_"):
      (isBefore, isAfter) = (true, true)
    case UInt8(ascii: "."), UInt8(ascii: "<"), UInt8(ascii: "@"):
      (isBefore, isAfter) = (true, false)
    case 0x0a, 0x0d, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: ">"):
      (isBefore, isAfter) = (false, true)
    default: (isBefore, isAfter) = (false, false)
    }
  }
}
