/// How much verifying a body may cost: a count of steps that grows with its bytes.
///
/// A step is a candidate looked at, a comparison begun, or 32 bytes compared: a few nanoseconds. Real
/// files need fewer than one step for a hundred bytes. A body that needs more than the budget is
/// made to be slow: it is `unscannable`, never clean.
struct VerificationBudget {
  /// What any body may cost, however small: about 5 ms.
  static let stepsMin: UInt64 = 1 << 20
  /// What each byte adds: 8 steps, about 40 ms for a mebibyte.
  static let stepsPerByte: UInt64 = 8

  private(set) var spent: UInt64 = 0
  private var limit = Self.stepsMin

  mutating func reset() {
    spent = 0
    limit = Self.stepsMin
  }

  /// Bytes have arrived.
  mutating func extend(bytes: Int) { limit += UInt64(bytes) * Self.stepsPerByte }

  @inline(__always) mutating func spend(_ steps: Int) { spent += UInt64(steps) }

  var isExhausted: Bool { spent > limit }
}
