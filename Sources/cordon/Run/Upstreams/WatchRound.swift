import Configuration
import Glibc
import Logging
import Primitives
import Proxy

/// What the watch's thread knows, and one round of its work.
struct WatchRound: ~Copyable {
  private let loads: UpstreamLoads
  private let log: Logger
  private var upstreams: [WatchedUpstream] = []
  private var probes: [CheckedProbe] = []
  /// What was told last of each, by cell.
  private var told: [Int: (state: UpstreamState, ejections: UInt64)] = [:]

  /// A probe in a place that can be changed where it is.
  private final class CheckedProbe {
    var probe: UpstreamProbe
    init(_ probe: consuming UpstreamProbe) { self.probe = probe }
  }

  init(loads: UpstreamLoads, log: Logger) {
    self.loads = loads
    self.log = log
  }

  /// Looks after these from now on. Checks that stay as they are go on; those of others are over, and with
  /// them what they have found.
  mutating func adopt(_ next: [WatchedUpstream]) {
    let now = Clock.monotonicNanoseconds()
    var kept: [Int: CheckedProbe] = [:]
    for checked in probes { kept[checked.probe.upstream.cell] = checked }
    let checked = next.filter { $0.check != nil }
    probes = checked.enumerated().compactMap { index, upstream in
      guard let check = upstream.check else { return nil }
      if let old = kept[upstream.cell], old.probe.check == check,
        (old.probe.upstream.client == nil) == (upstream.client == nil)
      {
        kept[upstream.cell] = nil
        // What it has found stays, whatever certificates are asked for from now on.
        old.probe.upstream = upstream
        return old
      }
      // Spread over the first of them, a second at most, so that not all ask at once for ever.
      let spread = min(UInt64(check.intervalMilliseconds), 1000) * 1_000_000
      let due = now + spread * UInt64(index) / UInt64(checked.count)
      loads.setDown(false, of: upstream.cell, nowNanoseconds: now)
      return CheckedProbe(UpstreamProbe(upstream, check, dueNanoseconds: due))
    }
    let stillChecked = Set(checked.map(\.cell))
    for cell in kept.keys where !stillChecked.contains(cell) {
      loads.setDown(false, of: cell, nowNanoseconds: now)
    }
    upstreams = next
    tellChanges()
  }

  /// Goes on with all checks until one ends or a tick is over. Returns those that have ended, by cell.
  mutating func turn(tickNanoseconds: UInt64, checksMax: Int) -> [(cell: Int, isPassed: Bool)] {
    var results: [(cell: Int, isPassed: Bool)] = []
    let now = Clock.monotonicNanoseconds()
    var underWay = probes.count { $0.probe.socket >= 0 }
    for checked in probes
    where checked.probe.socket < 0 && checked.probe.dueNanoseconds <= now {
      guard underWay < checksMax else { break }
      underWay += 1
      if let result = checked.probe.begin(now) { note(result, checked, &results) }
    }
    wait(until: now + tickNanoseconds, &results)
    let after = Clock.monotonicNanoseconds()
    for checked in probes {
      if let result = checked.probe.expire(after) { note(result, checked, &results) }
    }
    tellChanges()
    return results
  }

  private func wait(until end: UInt64, _ results: inout [(cell: Int, isPassed: Bool)]) {
    let asked = probes.filter { $0.probe.socket >= 0 }
    var polled = asked.map { pollfd(fd: $0.probe.socket, events: $0.probe.events, revents: 0) }
    let now = Clock.monotonicNanoseconds()
    // One that is due, and has not begun, waits for another to end.
    let next = probes.reduce(end) { next, checked in
      let isLate = checked.probe.socket < 0 && checked.probe.dueNanoseconds <= now
      return isLate ? next : min(next, checked.probe.nextNanoseconds)
    }
    // Rounded up: a wait that ends too early would be followed by many.
    let milliseconds = next > now ? Int32((next - now) / 1_000_000 + 1) : 1
    guard unsafe poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return }
    for (checked, entry) in zip(asked, polled) where entry.revents != 0 {
      if let result = checked.probe.go() { note(result, checked, &results) }
    }
  }

  private func note(
    _ result: CheckResult, _ checked: CheckedProbe,
    _ results: inout [(cell: Int, isPassed: Bool)]
  ) {
    let cell = checked.probe.upstream.cell
    results.append((cell, result == .passed))
    guard checked.probe.count(result) else { return }
    loads.setDown(
      !checked.probe.tally.isUp, of: cell, nowNanoseconds: Clock.monotonicNanoseconds())
  }

  // MARK: What has changed

  private mutating func tellChanges() {
    for upstream in upstreams {
      let state = loads.state(upstream.cell)
      let ejections = loads.ejections(upstream.cell)
      let before = told[upstream.cell] ?? (.up, 0)
      told[upstream.cell] = (state, ejections)
      // One that was ejected and is up again by now has changed, too.
      guard state != before.state || state == .up && ejections > before.ejections else { continue }
      tell(upstream, state, before: state == before.state ? .ejected : before.state)
    }
  }

  private func tell(
    _ upstream: WatchedUpstream, _ state: UpstreamState, before: UpstreamState
  ) {
    var metadata: Logger.Metadata = [
      "backend": "\(upstream.backend)", "upstream": "\(upstream.address)", "state": "\(state.word)",
      "before": "\(before.word)",
    ]
    if state == .down,
      let checked = probes.first(where: { $0.probe.upstream.cell == upstream.cell })
    {
      metadata["check"] = "\(checked.probe.last)"
    }
    let isBad = state == .down || state == .ejected
    log.log(level: isBad ? .warning : .info, "upstream", metadata: metadata)
  }
}
