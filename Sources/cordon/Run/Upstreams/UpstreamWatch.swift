import Configuration
import Glibc
import Logging
import Primitives
import Proxy
import Synchronization
import Telemetry

/// Looks after upstreams outside of the data path: asks them whether they are well, and tells of states that
/// have changed.
///
/// One thread of its own for all of them, so that an upstream is asked once and not by each worker. It is no
/// worker's ring: a worker that is busy with uploads would ask late, and find upstreams down that are not.
final class UpstreamWatch: Sendable {
  /// How many checks are under way at a time: each has a descriptor.
  static var checksMax: Int { HostCheck.checksMax }
  /// How late a change of state is told at most.
  private static let tickNanoseconds: UInt64 = 250_000_000

  private struct Shared: Sendable {
    /// What is to be looked after from now on, where that has changed.
    var next: [WatchedUpstream]?
    /// Checks by how they ended, by cell.
    var counts: [Int: (passed: UInt64, failed: UInt64)] = [:]
  }

  private let loads: UpstreamLoads
  private let log: Logger
  private let shared = Mutex(Shared())

  init(loads: UpstreamLoads, log: Logger) {
    self.loads = loads
    self.log = log
  }

  /// Looks after these from now on.
  func adopt(_ upstreams: [WatchedUpstream]) { shared.withLock { $0.next = upstreams } }

  /// How many checks of an upstream have passed and failed.
  func checks(ofCell cell: Int) -> (passed: UInt64, failed: UInt64) {
    shared.withLock { $0.counts[cell] ?? (0, 0) }
  }

  func start() throws(Errno) { try DetachedThread.start { [self] in run() } }

  private func run() {
    var round = WatchRound(loads: loads, log: log)
    while true {
      if let next = shared.withLock({ $0.next.take() }) { round.adopt(next) }
      let results = round.turn(tickNanoseconds: Self.tickNanoseconds, checksMax: Self.checksMax)
      guard !results.isEmpty else { continue }
      shared.withLock { shared in
        for (cell, isPassed) in results {
          if isPassed {
            shared.counts[cell, default: (0, 0)].passed += 1
          } else {
            shared.counts[cell, default: (0, 0)].failed += 1
          }
        }
      }
    }
  }
}
