import Synchronization
internal import Telemetry

/// How a request with a file ended, for who counts by keys.
public enum ScanOutcome: Int, CaseIterable, Sendable {
  /// Clean, by what its client allows.
  case clean
  /// A signature was found.
  case infected
  /// The file is of a class or type that its client does not want.
  case forbidden
  /// It could not be judged.
  case unscannable
  /// The body had no file to speak of, or was too large (400, 413).
  case refused
  /// The request ended otherwise: its client left or was too slow, or something failed.
  case ended
  /// The key had no call left this month (402).
  case overMonth
  /// The key had no call left this second (429).
  case overSecond

  /// The word that metrics use.
  public var word: StaticString {
    switch self {
    case .clean: "clean"
    case .infected: "infected"
    case .forbidden: "forbidden"
    case .unscannable: "unscannable"
    case .refused: "refused"
    case .ended: "ended"
    case .overMonth: "over_month"
    case .overSecond: "over_second"
    }
  }
}

/// Whether a key has a call left.
public enum KeyCharge: Sendable {
  /// One was taken.
  case taken
  /// None this month.
  case monthUsed
  /// None this second.
  case secondUsed
}

/// How many calls each key of the scan API has had.
///
/// Written by all workers, since a quota is one over all of them; each key has two cache lines of its own. A
/// call is taken by compare-and-exchange of a count together with the month or second that it is of, so that
/// no worker sees a count of one with the time of another. All operations are relaxed: nothing is published
/// through them.
///
/// A cell belongs to a key by its digest, and survives reloads. Cells are never freed; there are ``capacity``
/// of them.
@safe public final class KeyLedger: @unchecked Sendable {
  struct Cell: ~Copyable {
    /// Months since year 0, and in the low ``countBits`` the calls of that month.
    let month = Atomic<UInt64>(0)
    /// Seconds of the monotonic clock, and likewise the calls of that second.
    let second = Atomic<UInt64>(0)
    let clean = Atomic<UInt64>(0)
    let infected = Atomic<UInt64>(0)
    let forbidden = Atomic<UInt64>(0)
    let unscannable = Atomic<UInt64>(0)
    let refused = Atomic<UInt64>(0)
    let ended = Atomic<UInt64>(0)
    let overMonth = Atomic<UInt64>(0)
    let overSecond = Atomic<UInt64>(0)
    // 80 bytes so far; adjacent lines are prefetched in pairs, so a cell fills two.
    let padding: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)
  }

  /// Keys that there can be over the life of the process.
  public static let capacity = 2048
  /// Bits of a count: a key's calls in a month and a second are at most ``callsMax``.
  static let countBits: UInt64 = 28
  /// The largest quota.
  public static let callsMax = 1 << 28 - 1

  let cells: UnsafeMutablePointer<Cell>

  /// Makes cells of which no call was taken.
  public init() {
    precondition(MemoryLayout<Cell>.stride == 128)
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: Self.capacity * MemoryLayout<Cell>.stride, alignment: 128)
    unsafe cells = raw.bindMemory(to: Cell.self, capacity: Self.capacity)
    for index in 0..<Self.capacity { unsafe (cells + index).initialize(to: Cell()) }
  }

  deinit {
    unsafe cells.deinitialize(count: Self.capacity)
    unsafe UnsafeMutableRawPointer(cells).deallocate()
  }

  /// Months since year 0, of a time in UTC.
  public static func month(unixSeconds: UInt64) -> UInt64 {
    let time = CivilTime(unixSeconds: unixSeconds)
    return UInt64(time.year * 12 + time.month - 1)
  }

  /// Takes a call of a key, if its quotas leave one.
  ///
  /// - Parameters:
  ///   - monthMax: calls in a month, at most ``callsMax``; `nil`: any number.
  ///   - secondMax: calls in a second, likewise.
  ///   - unixSeconds: the time, for the month.
  ///   - monotonicSeconds: the time by a clock that nobody sets, for the second.
  public func take(
    _ cell: Int, monthMax: Int?, secondMax: Int?, unixSeconds: UInt64, monotonicSeconds: UInt64
  ) -> KeyCharge {
    precondition(cell >= 0 && cell < Self.capacity)
    let month = Self.month(unixSeconds: unixSeconds)
    // A call that the month does not have is not one of the second.
    if let monthMax, used(cell, month: month) >= monthMax { return .monthUsed }
    if let secondMax, unsafe !Self.add(cells[cell].second, monotonicSeconds, max: secondMax) {
      return .secondUsed
    }
    let isTaken = unsafe Self.add(cells[cell].month, month, max: monthMax ?? Self.callsMax)
    return isTaken || monthMax == nil ? .taken : .monthUsed
  }

  private static func add(_ word: borrowing Atomic<UInt64>, _ period: UInt64, max: Int) -> Bool {
    var seen = word.load(ordering: .relaxed)
    while true {
      // A worker whose clock was read before another one's counts in that one's period. A clock that was
      // wrong by more and is set back begins anew.
      let current = seen >> countBits == period &+ 1 ? period &+ 1 : period
      let count = seen >> countBits == current ? seen & (1 << countBits - 1) : 0
      guard count < UInt64(max) else { return false }
      let (isDone, now) = word.compareExchange(
        expected: seen, desired: current << countBits | (count + 1), ordering: .relaxed)
      if isDone { return true }
      seen = now
    }
  }

  /// How many calls of a month a key has had.
  public func used(_ cell: Int, month: UInt64) -> Int {
    precondition(cell >= 0 && cell < Self.capacity)
    let word = unsafe cells[cell].month.load(ordering: .relaxed)
    return word >> Self.countBits == month ? Int(word & (1 << Self.countBits - 1)) : 0
  }

  /// Sets what is known of a key from before the process began. Not while workers serve it.
  public func restore(_ cell: Int, month: UInt64, used: Int) {
    precondition(cell >= 0 && cell < Self.capacity && used >= 0 && used <= Self.callsMax)
    precondition(month < 1 << (64 - Self.countBits))
    unsafe cells[cell].month.store(month << Self.countBits | UInt64(used), ordering: .relaxed)
  }

  /// Counts how a request of a key ended.
  public func count(_ cell: Int, _ outcome: ScanOutcome) {
    precondition(cell >= 0 && cell < Self.capacity)
    switch outcome {
    case .clean: unsafe cells[cell].clean.add(1, ordering: .relaxed)
    case .infected: unsafe cells[cell].infected.add(1, ordering: .relaxed)
    case .forbidden: unsafe cells[cell].forbidden.add(1, ordering: .relaxed)
    case .unscannable: unsafe cells[cell].unscannable.add(1, ordering: .relaxed)
    case .refused: unsafe cells[cell].refused.add(1, ordering: .relaxed)
    case .ended: unsafe cells[cell].ended.add(1, ordering: .relaxed)
    case .overMonth: unsafe cells[cell].overMonth.add(1, ordering: .relaxed)
    case .overSecond: unsafe cells[cell].overSecond.add(1, ordering: .relaxed)
    }
  }

  /// How many requests of a key ended so.
  public func counted(_ cell: Int, _ outcome: ScanOutcome) -> UInt64 {
    precondition(cell >= 0 && cell < Self.capacity)
    return switch outcome {
    case .clean: unsafe cells[cell].clean.load(ordering: .relaxed)
    case .infected: unsafe cells[cell].infected.load(ordering: .relaxed)
    case .forbidden: unsafe cells[cell].forbidden.load(ordering: .relaxed)
    case .unscannable: unsafe cells[cell].unscannable.load(ordering: .relaxed)
    case .refused: unsafe cells[cell].refused.load(ordering: .relaxed)
    case .ended: unsafe cells[cell].ended.load(ordering: .relaxed)
    case .overMonth: unsafe cells[cell].overMonth.load(ordering: .relaxed)
    case .overSecond: unsafe cells[cell].overSecond.load(ordering: .relaxed)
    }
  }
}
