import Synchronization

/// How many clients each worker has, so that a worker to which the kernel gives more than its share can
/// hand some on.
///
/// The kernel spreads connections over the workers' sockets by a hash: even over thousands, uneven
/// over dozens. Counted when a connection is accepted and when it ends, never in between; each count
/// has its own pair of cache lines. The one who hands a connection on counts it for the one who gets
/// it, so that several at once do not all choose the same.
@safe public final class ConnectionSpread: @unchecked Sendable {
  struct Cell: ~Copyable {
    let connections = Atomic<Int>(0)
    /// Exchanges that wait for an upstream.
    let waiting = Atomic<Int>(0)
    let padding:
      (
        UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64,
        UInt64, UInt64, UInt64
      ) = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  }

  /// How many workers there are.
  public let workers: Int
  private let cells: UnsafeMutablePointer<Cell>

  /// Nobody has a client yet.
  public init(workers: Int) {
    precondition(workers > 0 && MemoryLayout<Cell>.stride == 128)
    self.workers = workers
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: workers * MemoryLayout<Cell>.stride, alignment: 128)
    unsafe cells = raw.bindMemory(to: Cell.self, capacity: workers)
    for index in 0..<workers { unsafe (cells + index).initialize(to: Cell()) }
  }

  deinit {
    unsafe cells.deinitialize(count: workers)
    unsafe UnsafeMutableRawPointer(cells).deallocate()
  }

  /// How many clients a worker has.
  public func count(_ worker: Int) -> Int {
    precondition(worker >= 0 && worker < workers)
    return unsafe cells[worker].connections.load(ordering: .relaxed)
  }

  /// Counts a connection that `worker` has accepted, for the worker that is to have it: itself, or one
  /// that has at least two fewer.
  public func place(acceptedBy worker: Int) -> Int {
    precondition(worker >= 0 && worker < workers)
    var target = worker
    var least = count(worker) - 1
    for other in 0..<workers where other != worker && count(other) < least {
      target = other
      least = count(other)
    }
    enter(target)
    return target
  }

  /// Counts a connection for the worker that has accepted it, and is to have it.
  public func enter(_ worker: Int) {
    precondition(worker >= 0 && worker < workers)
    unsafe cells[worker].connections.add(1, ordering: .relaxed)
  }

  /// One more of a worker's exchanges waits for an upstream, or (-1) one fewer.
  public func countWaiting(_ worker: Int, _ change: Int) {
    precondition(worker >= 0 && worker < workers)
    unsafe cells[worker].waiting.add(change, ordering: .relaxed)
  }

  /// The next worker after one, around the end, some exchange of which waits for an upstream; `nil`: none.
  public func nextWaiting(after worker: Int) -> Int? {
    precondition(worker >= 0 && worker < workers)
    for step in 1..<max(1, workers) {
      let other = (worker + step) % workers
      if unsafe cells[other].waiting.load(ordering: .relaxed) > 0 { return other }
    }
    return nil
  }

  /// A worker's client has gone.
  public func leave(_ worker: Int) {
    precondition(worker >= 0 && worker < workers)
    let before = unsafe cells[worker].connections.subtract(1, ordering: .relaxed).oldValue
    precondition(before > 0, "a connection ends once")
  }
}
