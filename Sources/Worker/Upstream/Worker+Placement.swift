import Configuration
import HTTP
import Primitives
import Proxy
import Ring
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Chooses an upstream and a connection to it, one from the pool or a new one, or lets the exchange wait
  /// for one.
  mutating func deliver(_ slot: UInt32) {
    clients[slot].exchange.delivery = .connecting
    let exchange = clients[slot].exchange
    let queue = snapshots[exchange.snapshot]!.shared.queueCells[exchange.backend]
    // Who has come before goes before.
    if queues[queue].count == 0, place(slot) { return }
    enqueue(slot, queue)
  }

  /// False: each upstream that could have it has as many exchanges as it may have.
  mutating func place(_ slot: UInt32) -> Bool {
    let exchange = clients[slot].exchange
    let snapshot = snapshots[exchange.snapshot]!
    let key = BalanceKey(
      bound: exchange.bound, hash: exchange.hash, bytes: Self.bytesToDeliver(exchange))
    let placement = balancer.take(
      from: snapshot.backends[exchange.backend], for: key, tried: exchange.tried,
      nowNanoseconds: now)
    switch placement {
    case .full: return false
    case .none: answerUndeliverable(slot)
    case .taken(let choice):
      clients[slot].exchange.cell = snapshot.backends[exchange.backend].upstreams[choice].cell
      clients[slot].exchange.cellBytes = key.bytes
      clients[slot].exchange.upstreamIndex = choice
      clients[slot].exchange.attempts += 1
      if exchange.isQueued {
        leaveQueue(slot)
        setClientDeadline(slot)
      }
      begin(slot)
    }
    return true
  }

  private mutating func begin(_ slot: UInt32) {
    let exchange = clients[slot].exchange
    let isPersonal = snapshots[exchange.snapshot]!.proxyVersions[exchange.backend] != nil
    if exchange.wantsFreshConnection == false, !isPersonal,
      let connection = takeIdle(exchange.cell, security(of: exchange))
    {
      metrics.count(.upstreamReuses)
      upstreams[connection].isReused = true
      clients[slot].exchange.isReused = true
      attach(connection, to: slot)
      return beginSending(connection)
    }
    clients[slot].exchange.isReused = false
    connect(slot)
  }

  /// How much an upstream will have to take: what is said or has come of it.
  private static func bytesToDeliver(_ exchange: Exchange) -> Int {
    var bytes = exchange.canonicalBytes ?? exchange.bodyBytes
    if exchange.scan != .hold, case .length(let length) = exchange.framing { bytes = length }
    return Int(min(bytes, 1 << 40))
  }

  private mutating func answerUndeliverable(_ slot: UInt32) {
    if clients[slot].exchange.attempts == 0 {
      answer(slot, status: 503, reason: "no_upstream", outcome: .noUpstream)
    } else if clients[slot].exchange.hasMoved {
      answer(slot, status: 502, reason: "upstream_lost", outcome: .upstreamFailed)
    } else if clients[slot].exchange.hasTimedOut {
      answer(slot, status: 504, reason: "upstream_timeout", outcome: .upstreamTimedOut)
    } else {
      answer(slot, status: 502, reason: "upstream_unreachable", outcome: .upstreamFailed)
    }
  }

  // MARK: Waiting

  /// How many bound clients at the head of a queue may keep waiting for their upstream before those behind
  /// them are left for the next time.
  private static var waitersPassedMax: Int { 4 }

  private mutating func enqueue(_ slot: UInt32, _ queue: Int) {
    let exchange = clients[slot].exchange
    let affinity = snapshots[exchange.snapshot]!.affinities[exchange.backend]
    guard affinity.queueMax > 0, loads.take(queue, below: affinity.queueMax) else {
      metrics.count(limit: .queueMax)
      return answer(slot, status: 503, reason: "queue_full", outcome: .noUpstream)
    }
    metrics.count(.upstreamQueued)
    queued += 1
    colleagues.spread.countWaiting(settings.index, 1)
    let last = queues[queue].last
    clients[slot].exchange.isQueued = true
    clients[slot].exchange.previousQueued = last
    clients[slot].exchange.nextQueued = .max
    if last == .max {
      queues[queue].first = slot
    } else {
      clients[last].exchange.nextQueued = slot
    }
    queues[queue].last = slot
    queues[queue].count += 1
    clients[slot].deadlineNanoseconds = deadline(affinity.queueMilliseconds)
    // A place that another worker gave back before this one was seen to wait is looked for once more.
    freedQueues.append(UInt32(queue))
  }

  /// Takes an exchange out of its queue, if it is in one.
  mutating func leaveQueue(_ slot: UInt32) {
    let exchange = clients[slot].exchange
    guard exchange.isQueued else { return }
    let queue = snapshots[exchange.snapshot]!.shared.queueCells[exchange.backend]
    let (next, previous) = (exchange.nextQueued, exchange.previousQueued)
    if previous == .max {
      queues[queue].first = next
    } else {
      clients[previous].exchange.nextQueued = next
    }
    if next == .max {
      queues[queue].last = previous
    } else {
      clients[next].exchange.previousQueued = previous
    }
    queues[queue].count -= 1
    queued -= 1
    colleagues.spread.countWaiting(settings.index, -1)
    loads.release(queue)
    clients[slot].exchange.isQueued = false
    clients[slot].deadlineNanoseconds = .max
  }

  /// A place of a backend has become free: whoever waits longest is to have it, here or with a colleague.
  mutating func tellWaiting(_ exchange: Exchange) {
    let snapshot = snapshots[exchange.snapshot]!
    guard snapshot.affinities[exchange.backend].hasLimits else { return }
    let queue = snapshot.shared.queueCells[exchange.backend]
    let waiting = loads.active(queue)
    guard waiting > 0 else { return }
    // Each worker serves its own as often as it has a share of those that wait.
    let own = queues[queue].count
    if own < waiting, Int(balancer.draw(below: UInt64(waiting))) >= own,
      let other = colleagues.spread.nextWaiting(after: settings.index)
    {
      return colleagues.mailboxes[other].send(.placeFree(queue))
    }
    freedQueues.append(UInt32(queue))
  }

  /// Lets those go on who wait for a place that has become free.
  mutating func serveQueues() {
    while let queue = freedQueues.removeFirst() { serveQueue(Int(queue)) }
  }

  private mutating func serveQueue(_ queue: Int) {
    var slot = queues[queue].first
    var passed = 0
    while slot != .max, passed < Self.waitersPassedMax {
      let next = clients[slot].exchange.nextQueued
      if !place(slot) {
        // Nobody else gets what one cannot have that takes any; one that is bound waits for its own.
        guard clients[slot].exchange.bound >= 0 else { return }
        passed += 1
      }
      slot = next
    }
  }

  /// Looks at all who wait: states change by themselves, as ejections end.
  mutating func sweepQueues() {
    guard queued > 0 else { return }
    for queue in queues.indices where queues[queue].count > 0 { freedQueues.append(UInt32(queue)) }
    serveQueues()
  }
}
