public import Primitives

/// What goes wrong in a simulated world, and how often: probabilities from 0 to 1, sizes and times.
///
/// ``none`` is a kernel that only reorders and delays; ``random(using:)`` draws a plan for one seed.
public struct FaultPlan: Sendable {
  /// An operation or an actor that could go on is passed over for this turn (reorders everything).
  public var passOver = 0.25
  /// An operation is not tried before some time has passed.
  public var late = 0.0
  /// How late at most.
  public var lateNanosecondsMax: UInt64 = 1_000_000
  /// A receive takes fewer bytes than there are, or than fit.
  public var shortReceive = 0.0
  /// A send takes fewer bytes than the socket has room for.
  public var shortSend = 0.0
  /// A read or a write of a file does less than it was asked for.
  public var shortFile = 0.0
  /// A receive fails and the connection with it.
  public var receiveError = 0.0
  /// A send fails and the connection with it.
  public var sendError = 0.0
  /// An accept fails (`ECONNABORTED`, `EMFILE`), which ends a multishot one.
  public var acceptError = 0.0
  /// A multishot operation ends with a success instead of an error: the kernel may do that.
  public var multishotEnd = 0.0
  /// A connect is refused.
  public var connectRefused = 0.0
  /// A connect ends in `ETIMEDOUT`.
  public var connectTimeout = 0.0
  /// A connect never ends.
  public var connectStall = 0.0
  /// A file cannot be opened (`ENOSPC`, `EMFILE`, `EIO`).
  public var openError = 0.0
  /// A read or a write of a file fails with `EIO`.
  public var fileError = 0.0
  /// What all files together may hold; writes past it get `ENOSPC`.
  public var diskBytesMax = Int.max
  /// `socket(2)` fails with `EMFILE`.
  public var socketError = 0.0
  /// A connection's other address cannot be told, as if it were gone.
  public var remoteAddressGone = 0.0
  /// The clock leaps while something waits.
  public var clockJump = 0.0
  /// How far it leaps at most.
  public var clockJumpNanosecondsMax: UInt64 = 2_000_000_000
  /// A wait ends with nothing to show, as if interrupted.
  public var spuriousWakeup = 0.0
  /// A cancellation comes too late for what it was to cancel, if that can complete.
  public var cancelLoses = 0.3
  /// The submission queue: one more submission hands all of them over first.
  public var submissionsMax = 1_024
  /// The completion queue: what does not fit is kept back and counted as an overflow.
  public var completionsMax = 8_192
  /// What a socket holds in each direction, at least and at most.
  public var socketBytes: ClosedRange<Int> = 4_096...262_144

  /// Nothing fails; order and time are still random.
  public static var none: FaultPlan { FaultPlan() }

  /// A plan of its own for each seed: each fault is absent in about half of all plans, so that some
  /// runs show one fault alone, and rare enough in the others that most exchanges succeed.
  public static func random(using random: inout SeededRandom) -> FaultPlan {
    var plan = FaultPlan()
    func some(_ most: Double) -> Double {
      random.below(2) == 0 ? 0 : most * Double(random.below(1_000)) / 1_000
    }
    plan.passOver = 0.6 * Double(random.below(1_000)) / 1_000
    plan.late = some(0.3)
    plan.lateNanosecondsMax = 1 + random.below(50_000_000)
    plan.shortReceive = some(1)
    plan.shortSend = some(1)
    plan.shortFile = some(0.5)
    plan.receiveError = some(0.01)
    plan.sendError = some(0.01)
    plan.acceptError = some(0.05)
    plan.multishotEnd = some(0.2)
    plan.connectRefused = some(0.3)
    plan.connectTimeout = some(0.1)
    plan.connectStall = some(0.1)
    plan.openError = some(0.2)
    plan.fileError = some(0.05)
    if random.below(4) == 0 { plan.diskBytesMax = Int(random.below(65_536)) }
    plan.socketError = some(0.05)
    plan.remoteAddressGone = some(0.05)
    plan.clockJump = some(0.01)
    plan.spuriousWakeup = some(0.1)
    plan.cancelLoses = Double(random.below(1_000)) / 1_000
    plan.submissionsMax = 1 << (2 + Int(random.below(9)))
    plan.completionsMax = plan.submissionsMax * 8
    let least = 1 << (6 + Int(random.below(10)))
    plan.socketBytes = least...(least * (1 + Int(random.below(16))))
    return plan
  }
}
