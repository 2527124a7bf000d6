import Configuration
import HTTP
import Primitives
import Proxy
import Ring
import Scanning
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Milliseconds of a limit as a deadline from now.
  func deadline(_ milliseconds: Int) -> UInt64 { now &+ UInt64(milliseconds) &* 1_000_000 }

  /// Looks at all deadlines. A sweep over a dense table costs less than keeping a heap in order on
  /// every event would.
  mutating func sweep() {
    nextSweep = now + Self.sweepNanoseconds
    for slot in 0..<UInt32(clients.highWater) where clients.isInUse(slot) {
      if clients[slot].deadlineNanoseconds <= now { clientTimedOut(slot) }
    }
    for slot in 0..<UInt32(upstreams.highWater) where upstreams.isInUse(slot) {
      if upstreams[slot].deadlineNanoseconds <= now { upstreamTimedOut(slot) }
    }
    sweepInspections()
    sweepQueues()
    adoptPending()
    resumeAccepting()
    if isDraining, now >= drainDeadline { stop() }
    publishGauges()
  }

  private mutating func clientTimedOut(_ slot: UInt32) {
    clients[slot].deadlineNanoseconds = .max
    switch clients[slot].phase {
    case .idle where clients[slot].awaitsProxyHeader:
      metrics.count(limit: .headTimeout)
      metrics.count(.proxyRefusalsTimeout)
      closeClient(slot)
    case .idle where isShakingHands(slot):
      metrics.count(limit: .handshakeTimeout)
      metrics.count(.tlsFailuresTimeout)
      closeClient(slot)
    case .idle:
      metrics.count(limit: .idleTimeout)
      retire(slot)
    case .head:
      metrics.count(limit: .headTimeout)
      beginExchange(slot)
      clients[slot].exchange.keepsAlive = false
      answer(slot, status: 408, reason: "head_timeout", outcome: .timedOut)
    case .exchange where clients[slot].exchange.isQueued:
      metrics.count(limit: .queueTimeout)
      answer(slot, status: 503, reason: "queue_timeout", outcome: .noUpstream)
    case .streams: framesTimedOut(slot)
    case .exchange where isIdleTunnel(slot):
      metrics.count(limit: .tunnelIdleTimeout)
      closeClient(slot)
    case .exchange:
      let isReader =
        clients[slot].isSending || clients[slot].exchange.answering == .complete
        || clients[slot].isStream && !clients[slot].out.isEmpty
      if isReader {
        metrics.count(limit: .sendTimeout)
        clients[slot].exchange.outcome = .clientAborted
        closeClient(slot)
      } else if clients[slot].exchange.isAsking {
        clients[slot].exchange.isAsking = false
        answer(slot, status: 503, reason: "worker", outcome: .overloaded)
      } else {
        metrics.count(limit: .bodyTimeout)
        answer(slot, status: 408, reason: "body_timeout", outcome: .timedOut)
      }
    case .lingering:
      metrics.count(limit: .lingerTimeout)
      closeClient(slot)
    case .closing: break
    }
  }

  private mutating func upstreamTimedOut(_ slot: UInt32) {
    upstreams[slot].deadlineNanoseconds = .max
    switch upstreams[slot].phase {
    case .connecting, .securing:
      metrics.count(limit: .connectTimeout)
      failUpstream(slot, .connectTimedOut)
    case .busy where isClientFull(slot):
      // The client is slow, not the upstream: the client's send timeout counts.
      renewUpstreamDeadline(slot)
    case .busy:
      metrics.count(limit: .upstreamTimeout)
      failUpstream(slot, .timedOut)
    case .idle:
      metrics.count(limit: .upstreamIdleTimeout)
      closeUpstream(slot)
    case .closing: break
    }
  }

  /// Gives an upstream that serves an exchange the whole time again.
  mutating func renewUpstreamDeadline(_ slot: UInt32) {
    let client = upstreams[slot].client.slot
    // Through a tunnel it may say nothing for as long as the client.
    let isSilent = clients[client].exchange.tunnel.isOpen && !upstreams[slot].isSending
    upstreams[slot].deadlineNanoseconds = isSilent ? .max : upstreamDeadline(client)
  }

  /// Sets when the client has waited, or kept waiting, too long.
  mutating func setClientDeadline(_ slot: UInt32) {
    switch clients[slot].phase {
    // How long it may wait has been set.
    case .exchange where clients[slot].exchange.isQueued: break
    case .exchange where clients[slot].isStream: setStreamDeadline(slot)
    case .exchange:
      if clients[slot].isSending {
        clients[slot].deadlineNanoseconds = deadline(limits(of: slot).sendTimeoutMilliseconds)
      } else if clients[slot].exchange.tunnel.isOpen {
        clients[slot].deadlineNanoseconds = deadline(
          limits(of: slot).tunnelIdleTimeoutMilliseconds)
      } else if !clients[slot].exchange.isBodyComplete, clients[slot].receiving != .none {
        clients[slot].deadlineNanoseconds = deadline(
          clients[slot].exchange.limits.bodyTimeoutMilliseconds)
      } else {
        clients[slot].deadlineNanoseconds = .max
      }
    case .streams: setFramesDeadline(slot)
    case .idle, .head, .lingering, .closing: break
    }
  }

  /// Copies levels to where the metrics are read.
  mutating func publishGauges() {
    metrics.count(.ringCompletionOverflows, Int(driver.overflows - overflowsCounted))
    overflowsCounted = driver.overflows
    metrics.set(.connections, to: clients.count - streams)
    metrics.set(.http2Streams, to: streams)
    metrics.set(
      .leases,
      to: memory.pool.capacity - memory.pool.freeCount - provided.uploads - provided.responses)
    metrics.set(.holdBytes, to: holdBytes)
    metrics.set(.spillFiles, to: spills.count - canonicals)
    metrics.set(.spillBytes, to: Int(spillBytes))
    metrics.set(.inspections, to: inspections.count - keepings)
    metrics.set(.exchanges, to: exchanges)
    metrics.set(.exchangesQueued, to: queued)
    metrics.set(.tunnels, to: tunnels)
    let idle = idleCounts.reduce(0) { $0 + Int($1) }
    metrics.set(.upstreamConnectionsIdle, to: idle)
    metrics.set(.upstreamConnectionsBusy, to: upstreams.count - idle)
  }
}
