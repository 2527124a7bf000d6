import Configuration
import HTTP
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Takes the body out of what was received.
  mutating func readBody(_ slot: UInt32, _ segment: Segment) {
    if case .chunked = clients[slot].exchange.framing {
      readChunks(slot, segment)
    } else {
      let count = Int(min(clients[slot].exchange.remaining, UInt64(segment.count)))
      clients[slot].exchange.remaining -= UInt64(count)
      let part = memory.takeFront(count, of: &clients[slot].input)
      guard keep(slot, part) else { return }
      if clients[slot].exchange.remaining == 0 { return completeBody(slot) }
    }
    guard clients.isInUse(slot), clients[slot].phase == .exchange,
      clients[slot].exchange.answering != .complete, !clients[slot].exchange.isBodyComplete
    else { return }
    switch clients[slot].exchange.scan {
    case .hold:
      if isStreamDue(slot) { decideStream(slot) } else { relieveHold(slot) }
    case .stream: moveStreamOn(slot)
    case .off: passOnward(slot)
    }
  }

  /// Sends on what has come of a body that is not held. What came together with the head leaves
  /// together with it: the upstream is chosen here where it was not yet.
  mutating func passOnward(_ slot: UInt32) {
    if clients[slot].exchange.delivery == .none { deliver(slot) } else { pumpDelivery(slot) }
  }

  private mutating func readChunks(_ slot: UInt32, _ segment: Segment) {
    guard let buffer = segment.memory.buffer else { preconditionFailure("bodies lie in leases") }
    let isScanned = clients[slot].exchange.scan != .off
    var run: Segment?
    var offset = 0
    while true {
      let span = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(memory.bytes(segment)))
      switch clients[slot].exchange.decoder.next(in: span, from: &offset) {
      case .data(let range):
        guard !range.isEmpty else { continue }
        let part = Segment(
          memory: segment.memory, offset: Int(segment.offset) + range.lowerBound, count: range.count
        )
        if isScanned {
          memory.pool.retain(buffer)
          guard keep(slot, part) else { return }
        } else if let whole = memory.joined(run, part, copied: metrics) {
          run = whole
        } else {
          guard passOn(slot, run) else { return }
          run = part
        }
      case .consumed:
        guard passOn(slot, run) else { return }
        memory.drop(Int(segment.count), &clients[slot].input)
        return
      case .end(let consumed):
        guard passOn(slot, run) else { return }
        memory.drop(consumed, &clients[slot].input)
        return completeBody(slot)
      case .failed(let fault):
        return refuse(slot, fault)
      }
    }
  }

  /// Puts a run of a body that is not held behind what is to be sent, as a chunk.
  mutating func passOn(_ slot: UInt32, _ run: Segment?) -> Bool {
    guard let run, let buffer = run.memory.buffer else { return true }
    guard isWithinBodyLimit(slot, Int(run.count)) else { return false }
    memory.pool.retain(buffer)
    var frames = clients[slot].exchange.frames
    let fits = memory.appendChunk(run, to: &clients[slot].exchange.hold, frames: &frames)
    clients[slot].exchange.frames = frames
    if !fits {
      metrics.count(limit: .leasesPerConnectionMax)
      refuseOverload(slot)
    }
    return fits
  }

  /// Counts body bytes. False: there are too many, and the exchange is answered.
  private mutating func isWithinBodyLimit(_ slot: UInt32, _ count: Int) -> Bool {
    clients[slot].exchange.bodyBytes += UInt64(count)
    if clients[slot].exchange.tunnel.isOpen {
      metrics.count(.tunnelBytesIn, count)
      return true
    }
    if clients[slot].exchange.bodyBytes <= clients[slot].exchange.limits.bodyBytesMax {
      return true
    }
    metrics.count(limit: .bodyBytesMax)
    answer(slot, status: 413, reason: "body_too_large", outcome: .limit)
    return false
  }

  /// Scans a part of a body and puts it behind what is held. False: the exchange is answered.
  mutating func keep(_ slot: UInt32, _ part: Segment) -> Bool {
    let count = Int(part.count)
    guard isWithinBodyLimit(slot, count) else {
      memory.release(part)
      return false
    }
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    if clients[slot].exchange.session != .max {
      let bytes = unsafe UnsafeRawBufferPointer(memory.bytes(part))
      snapshot.sessions!.withSession(clients[slot].exchange.session) { session, scratch in
        unsafe session.scan(bytes, scratch: &scratch)
      }
      metrics.count(.scannedBytes, count)
    }
    var queue = clients[slot].exchange.kept
    let hasFrames = clients[slot].isStream
    let fits =
      mergesWithLast(part, in: &queue, hasFrames: hasFrames)
      || memory.segments.append(part, to: &queue)
    if clients[slot].exchange.scan == .stream {
      clients[slot].exchange.stream.window = queue
    } else {
      clients[slot].exchange.hold = queue
    }
    guard fits else {
      memory.release(part)
      metrics.count(limit: .leasesPerConnectionMax)
      refuseOverload(slot)
      return false
    }
    if clients[slot].exchange.scan != .off { holdBytes += count }
    return passes(slot)
  }

  /// Small parts close to the last one, by copying: a lease pinned by a crumb costs more.
  ///
  /// Chunks of one lease move together over the chunk lines between them; a lease less than half
  /// full moves into the free tail of the one before it.
  private mutating func mergesWithLast(
    _ part: Segment, in queue: inout SegmentQueue, hasFrames: Bool
  ) -> Bool {
    guard let last = memory.segments.last(of: queue),
      let buffer = part.memory.buffer, let lastBuffer = last.memory.buffer
    else { return false }
    let count = Int(part.count)
    if buffer == lastBuffer {
      if Int(part.offset) != last.end {
        // Between frames of a stream there may be those of others.
        guard !hasFrames else { return false }
        guard count <= Memory.chunkCopyBytesMax, Int(part.offset) > last.end else { return false }
        copy(part, behind: last)
      }
    } else {
      guard count < memory.pool.bytes / 2, memory.pool.userCount(buffer) <= 2,
        memory.pool.userCount(lastBuffer) == 1,
        last.end + count <= memory.pool.headroom + memory.pool.bytes
      else { return false }
      copy(part, behind: last)
    }
    memory.segments.extendLast(of: &queue, by: count)
    memory.pool.release(buffer)
    return true
  }

  private mutating func copy(_ part: Segment, behind last: Segment) {
    guard let buffer = last.memory.buffer else { return }
    unsafe memory.pool.slice(buffer, offset: last.end, count: Int(part.count)).copyMemory(
      from: UnsafeRawBufferPointer(memory.bytes(part)))
    metrics.count(.copiedBytes, Int(part.count))
  }

  mutating func completeBody(_ slot: UInt32) {
    clients[slot].exchange.isBodyComplete = true
    clients[slot].exchange.receivedNanoseconds = now
    clients[slot].deadlineNanoseconds = .max
    metrics.observe(.requestBody, bytes: clients[slot].exchange.bodyBytes)
    switch clients[slot].exchange.scan {
    case .hold:
      // Not longer than its window: all of it is there.
      clients[slot].exchange.stream.stage = .none
      judge(slot)
    case .stream: judgeStream(slot)
    case .off:
      clients[slot].exchange.outcome = .passed
      endChunks(slot)
      passOnward(slot)
    }
  }

  /// Puts the end of a body that is sent in chunks behind it.
  mutating func endChunks(_ slot: UInt32) {
    guard clients[slot].exchange.framing == .chunked else { return }
    var frames = clients[slot].exchange.frames
    let fits = memory.appendLastChunk(to: &clients[slot].exchange.hold, frames: &frames)
    clients[slot].exchange.frames = frames
    if !fits { refuseOverload(slot) }
  }
}
