import Synchronization

/// What all workers know of each upstream: how busy it is, and how often it has failed.
///
/// The one thing that workers share and write, because balancing needs it: a worker that counted
/// only its own exchanges would herd with its neighbours onto the same upstream. Each upstream has
/// two cache lines of its own, so that counting for one never slows another. All operations are
/// relaxed: the counts steer, nothing is published through them.
///
/// A cell belongs to an upstream by its backend's name and its address, and survives reloads, so
/// that exchanges begun under an older configuration are still counted. Cells are never freed; there
/// are ``capacity`` of them.
@safe public final class UpstreamLoads: @unchecked Sendable {
  struct Cell: ~Copyable {
    let active = Atomic<Int>(0)
    let failures = Atomic<Int>(0)
    /// Monotonic nanoseconds; zero: not ejected.
    let ejectedUntil = Atomic<UInt64>(0)
    /// How often in a row it was ejected: the pause doubles each time.
    let ejections = Atomic<Int>(0)
    let delivered = Atomic<UInt64>(0)
    let ejectionsTotal = Atomic<UInt64>(0)
    /// One: a trial is under way, or has ended without telling anything.
    let trials = Atomic<Int>(0)
    /// Bytes of the requests that it has and has not answered, and ``requestBytes`` for each.
    let bytes = Atomic<Int>(0)
    /// Where it is in the round: grows with each turn by the more, the less its weight is.
    let turn = Atomic<Int>(0)
    /// An ``UpstreamMode``.
    let mode = Atomic<Int>(0)
    /// One: checks have found it down.
    let isDown = Atomic<Int>(0)
    /// Monotonic nanoseconds; zero: from the beginning.
    let upSince = Atomic<UInt64>(0)
    // 96 bytes so far; adjacent lines are prefetched in pairs, so a cell fills two.
    let padding: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  }

  /// How many upstreams there can be over the life of the process.
  public let capacity: Int
  let cells: UnsafeMutablePointer<Cell>

  /// Makes cells that nobody uses yet.
  public init(capacity: Int = 4096) {
    self.capacity = capacity
    precondition(MemoryLayout<Cell>.stride == 128)
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Cell>.stride, alignment: 128)
    unsafe cells = raw.bindMemory(to: Cell.self, capacity: capacity)
    for index in 0..<capacity { unsafe (cells + index).initialize(to: Cell()) }
  }

  deinit {
    unsafe cells.deinitialize(count: capacity)
    unsafe UnsafeMutableRawPointer(cells).deallocate()
  }

  /// What a request counts for beside its body where bytes are balanced: so that many small ones weigh
  /// something too.
  public static let requestBytes = 16_384

  /// How many exchanges have an upstream's place now.
  public func active(_ cell: Int) -> Int {
    precondition(cell >= 0 && cell < capacity)
    return unsafe cells[cell].active.load(ordering: .relaxed)
  }

  /// Takes a place if the count is still what the caller saw.
  func take(_ cell: Int, seen: Int) -> Bool {
    precondition(cell >= 0 && cell < capacity)
    return unsafe cells[cell].active.compareExchange(
      expected: seen, desired: seen + 1, ordering: .relaxed
    ).exchanged
  }

  /// Takes a place where fewer than `limit` are taken. Zero: any number may be.
  public func take(_ cell: Int, below limit: Int) -> Bool {
    precondition(cell >= 0 && cell < capacity)
    guard limit > 0 else {
      unsafe cells[cell].active.add(1, ordering: .relaxed)
      return true
    }
    var seen = active(cell)
    while seen < limit {
      let result = unsafe cells[cell].active.compareExchange(
        expected: seen, desired: seen + 1, ordering: .relaxed)
      if result.exchanged { return true }
      seen = result.original
    }
    return false
  }

  /// Gives a place back, of a request whose body has `bytes`.
  public func release(_ cell: Int, bytes: Int) {
    precondition(cell >= 0 && cell < capacity)
    unsafe cells[cell].bytes.subtract(bytes + Self.requestBytes, ordering: .relaxed)
    release(cell)
  }

  /// Gives a place back that was taken without bytes.
  public func release(_ cell: Int) {
    precondition(cell >= 0 && cell < capacity)
    let before = unsafe cells[cell].active.subtract(1, ordering: .relaxed).oldValue
    precondition(before > 0, "a place is given back once")
  }

  /// Bytes of the requests that it has and has not answered, and ``requestBytes`` for each.
  public func bytes(_ cell: Int) -> Int {
    precondition(cell >= 0 && cell < capacity)
    return unsafe cells[cell].bytes.load(ordering: .relaxed)
  }

  /// Counts a request's bytes if what there are is still what the caller saw; `nil`: whatever there are.
  func addBytes(_ cell: Int, _ bytes: Int, seen: Int?) -> Bool {
    precondition(cell >= 0 && cell < capacity)
    let added = bytes + Self.requestBytes
    guard let seen else {
      unsafe cells[cell].bytes.add(added, ordering: .relaxed)
      return true
    }
    return unsafe cells[cell].bytes.compareExchange(
      expected: seen, desired: seen + added, ordering: .relaxed
    ).exchanged
  }

  /// Takes a request's bytes off again.
  func removeBytes(_ cell: Int, _ bytes: Int) {
    precondition(cell >= 0 && cell < capacity)
    unsafe cells[cell].bytes.subtract(bytes + Self.requestBytes, ordering: .relaxed)
  }

  /// Where it is in the round.
  func turn(_ cell: Int) -> Int {
    precondition(cell >= 0 && cell < capacity)
    return unsafe cells[cell].turn.load(ordering: .relaxed)
  }

  /// Takes a turn if it is still the caller's to take.
  func takeTurn(_ cell: Int, seen: Int, next: Int) -> Bool {
    precondition(cell >= 0 && cell < capacity)
    return unsafe cells[cell].turn.compareExchange(
      expected: seen, desired: next, ordering: .relaxed
    ).exchanged
  }

  /// How many exchanges it has answered.
  public func delivered(_ cell: Int) -> UInt64 {
    precondition(cell >= 0 && cell < capacity)
    return unsafe cells[cell].delivered.load(ordering: .relaxed)
  }

  /// How often it was ejected.
  public func ejections(_ cell: Int) -> UInt64 {
    precondition(cell >= 0 && cell < capacity)
    return unsafe cells[cell].ejectionsTotal.load(ordering: .relaxed)
  }

  /// Whether nothing is sent to it at present.
  public func isEjected(_ cell: Int, nowNanoseconds now: UInt64) -> Bool {
    precondition(cell >= 0 && cell < capacity)
    return unsafe cells[cell].ejectedUntil.load(ordering: .relaxed) > now
  }

  /// Whether it was ejected and has not answered since, be the pause over or not.
  func needsTrial(_ cell: Int) -> Bool {
    precondition(cell >= 0 && cell < capacity)
    return unsafe cells[cell].ejectedUntil.load(ordering: .relaxed) != 0
  }

  /// Claims the one trial after an ejection's pause, and moves the end of the pause on, so that the
  /// others wait for how it went.
  func claimTrial(_ cell: Int, nowNanoseconds now: UInt64, policy: EjectionPolicy) -> Bool {
    precondition(cell >= 0 && cell < capacity)
    let until = unsafe cells[cell].ejectedUntil.load(ordering: .relaxed)
    guard until != 0, until <= now else { return false }
    let times = unsafe cells[cell].ejections.load(ordering: .relaxed)
    let isClaimed = unsafe cells[cell].ejectedUntil.compareExchange(
      expected: until, desired: now + policy.pauseNanoseconds(times), ordering: .relaxed
    ).exchanged
    if isClaimed { unsafe cells[cell].trials.store(1, ordering: .relaxed) }
    return isClaimed
  }

  /// The upstream answered: whatever it did before is forgotten.
  public func succeeded(_ cell: Int, nowNanoseconds now: UInt64) {
    precondition(cell >= 0 && cell < capacity)
    unsafe cells[cell].delivered.add(1, ordering: .relaxed)
    // Written only where something is to be forgotten: the line stays shared while all is well.
    if unsafe cells[cell].failures.load(ordering: .relaxed) != 0 {
      unsafe cells[cell].failures.store(0, ordering: .relaxed)
    }
    if unsafe cells[cell].ejectedUntil.load(ordering: .relaxed) != 0 {
      unsafe cells[cell].ejections.store(0, ordering: .relaxed)
      unsafe cells[cell].trials.store(0, ordering: .relaxed)
      cameUp(cell, nowNanoseconds: now)
      unsafe cells[cell].ejectedUntil.store(0, ordering: .relaxed)
    }
  }

  /// The upstream did not take a connection, or lost one. Returns whether that ejected it.
  ///
  /// While it is ejected only a trial's failure counts: the exchanges that were under way when it
  /// broke say nothing new, and many of them would make the pause the longest at once.
  ///
  /// - Parameter backend: where it belongs: of those together no more are ejected than the policy allows.
  ///   Workers that eject different ones in the same moment may exceed that by one each.
  @discardableResult
  public func failed(
    _ cell: Int, of backend: borrowing BalancedBackend, nowNanoseconds now: UInt64
  ) -> Bool {
    precondition(cell >= 0 && cell < capacity)
    let policy = backend.ejection
    let times = unsafe cells[cell].ejections.load(ordering: .relaxed)
    let until = now + policy.pauseNanoseconds(times)
    if needsTrial(cell) {
      guard unsafe cells[cell].trials.exchange(0, ordering: .relaxed) == 1 else { return false }
      unsafe cells[cell].ejectedUntil.store(until, ordering: .relaxed)
    } else {
      let failures = unsafe cells[cell].failures.add(1, ordering: .relaxed).newValue
      guard failures >= policy.maxFails, mayEject(oneOf: backend) else { return false }
      // Of several that fail at once, one ejects.
      guard
        unsafe cells[cell].ejectedUntil.compareExchange(
          expected: 0, desired: until, ordering: .relaxed
        ).exchanged
      else { return false }
    }
    unsafe cells[cell].ejections.add(1, ordering: .relaxed)
    unsafe cells[cell].ejectionsTotal.add(1, ordering: .relaxed)
    return true
  }

  private func mayEject(oneOf backend: borrowing BalancedBackend) -> Bool {
    guard backend.ejection.percentMax < 100 else { return true }
    let ejected = backend.upstreams.count { needsTrial($0.cell) }
    return backend.ejection.allowsOneMore(beside: ejected, of: backend.upstreams.count)
  }
}
