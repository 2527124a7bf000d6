/// How much verifying a body may cost: a count of steps that grows with its bytes.
///
/// A step is a comparison begun, or 32 bytes compared: a few nanoseconds. Real
/// files need fewer than one step for a hundred bytes. A body that needs more than the budget is
/// made to be slow: it is `unscannable`, never clean.
struct VerificationBudget {
  /// What any body may cost, however small: about 5 ms.
  static let stepsMin: UInt64 = 1 << 20
  /// What each byte adds: 8 steps, about 40 ms for a mebibyte.
  static let stepsPerByte: UInt64 = 8

  /// What a match of an anchor costs, that Hyperscan reports it included.
  static let stepsPerMatch = 3
  /// What looking at one candidate of an anchor costs.
  static let stepsPerCandidate = 1
  /// What it costs beside where it may be found: its records are scattered over memory.
  static let stepsPerPossible = 2

  /// What verifying within one lease may cost on a worker: about 1 ms. Past it the body is handed on.
  static let stepsPerLeaseMax: UInt64 = 200_000

  private(set) var spent: UInt64 = 0
  private var limit = Self.stepsMin
  private var stepsMax = UInt64.max
  private var leaseLimit = UInt64.max

  mutating func reset() {
    spent = 0
    limit = Self.stepsMin
    stepsMax = .max
    leaseLimit = .max
  }

  /// A lease is matched on a worker.
  mutating func beginLease() { leaseLimit = spent + Self.stepsPerLeaseMax }

  /// Bytes have arrived.
  mutating func extend(bytes: Int) { limit += UInt64(bytes) * Self.stepsPerByte }

  /// No more than so many steps may be taken, whatever arrives.
  mutating func bound(steps: UInt64) { stepsMax = steps }

  @inline(__always) mutating func spend(_ steps: Int) { spent += UInt64(steps) }

  var isExhausted: Bool { spent > min(limit, stepsMax) }

  /// Whether the current lease took more than its share.
  var isLeaseExhausted: Bool { spent > leaseLimit }
}
