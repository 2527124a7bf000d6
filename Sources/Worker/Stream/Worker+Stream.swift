import Configuration
import HTTP
import Inspection
import Policy
import Primitives
import Ring
import Scanning
import Telemetry

extension Worker where Driver: ~Copyable {
  /// From now on all of the body moves on but the last window: chooses the upstream for it.
  mutating func beginStream(_ slot: UInt32, _ type: ContentType, isUnscanned: Bool) {
    metrics.count(isUnscanned ? .streamsUnscanned : .streams)
    streamWindowBytes += clients[slot].exchange.stream.windowBytes
    clients[slot].exchange.scan = .stream
    clients[slot].exchange.stream.stage = .passing
    clients[slot].exchange.stream.isUnscanned = isUnscanned
    // What has moved on is not there to be sent again.
    clients[slot].exchange.isRetained = false
    var (held, window) = (clients[slot].exchange.hold, clients[slot].exchange.stream.window)
    memory.move(&held, to: &window)
    clients[slot].exchange.hold = held
    clients[slot].exchange.stream.window = window
    if isUnscanned || route(of: slot)?.hasVerdictHeaders ?? false { addStreamFields(slot, type) }
    advanceStream(slot)
    guard clients[slot].phase == .exchange, clients[slot].exchange.answering == .none else {
      return
    }
    deliver(slot)
  }

  /// Lets that part of the window go which is older than what has to stay back, as far as there is room for it
  /// in what waits for the upstream.
  mutating func advanceStream(_ slot: UInt32) {
    let stage = clients[slot].exchange.stream.stage
    guard stage == .passing || stage == .released else { return }
    let staysBack = stage == .released ? 0 : clients[slot].exchange.stream.windowBytes
    while let first = memory.segments.first(of: clients[slot].exchange.stream.window),
      clients[slot].exchange.stream.window.bytes - Int(first.count) >= staysBack,
      clients[slot].exchange.hold.count < Self.segmentsWaitingMax
    {
      guard moveOn(slot) else { return refuseOverload(slot) }
    }
    // What a dry run lets go on has its verdict before its end.
    if stage == .released, clients[slot].exchange.stream.window.isEmpty,
      clients[slot].exchange.isBodyComplete
    {
      clients[slot].exchange.stream.stage = .finished
      endChunks(slot)
    }
  }

  /// Lets go what may go, and sends it where there is a connection by now.
  mutating func moveStreamOn(_ slot: UInt32) {
    advanceStream(slot)
    if goesOn(slot) { pumpDelivery(slot) }
  }

  /// Puts the first part of the window behind what waits for the upstream. False: there is no room.
  private mutating func moveOn(_ slot: UInt32) -> Bool {
    guard let part = memory.segments.removeFirst(from: &clients[slot].exchange.stream.window) else {
      return true
    }
    holdBytes -= Int(part.count)
    let fits: Bool
    if clients[slot].exchange.framing == .chunked {
      var frames = clients[slot].exchange.frames
      fits = memory.appendChunk(part, to: &clients[slot].exchange.hold, frames: &frames)
      clients[slot].exchange.frames = frames
    } else {
      fits = memory.segments.append(part, to: &clients[slot].exchange.hold)
    }
    if !fits {
      metrics.count(limit: .leasesPerConnectionMax)
      memory.release(part)
    }
    return fits
  }

  /// Looks at what scanning the last bytes of a body has found that moves on. False: the exchange is answered.
  mutating func passes(_ slot: UInt32) -> Bool {
    let stage = clients[slot].exchange.stream.stage
    guard stage == .passing || stage == .suspected else { return true }
    let exchange = clients[slot].exchange
    let snapshot = snapshots[exchange.snapshot]!
    let (detection, isFinal, reason) = snapshot.sessions!.withSession(exchange.session) {
      session, _ in (session.detection, session.isDetectionFinal, session.unjudgedReason)
    }
    if let detection {
      clients[slot].exchange.stream.stage = .suspected
      // What a false-positive list may clear waits for the end, as long as there is room for it.
      if !isFinal, !isFull(slot, exchange.stream.window) { return true }
      judgedEarly(slot, .infected(detection))
    } else if let reason, isRefused(slot, for: reason) {
      // Nothing that is still to come makes up for what has gone.
      judgedEarly(slot, .unscannable(reason))
    } else {
      return true
    }
    return goesOn(slot)
  }

  /// Whether a body that moves on is refused where it cannot be judged for a reason.
  private func isRefused(_ slot: UInt32, for reason: UnscannableReason) -> Bool {
    guard let route = route(of: slot), route.wholeFile != .deliver || reason != .size else {
      return false
    }
    let policy = route.policy
    return !clients[slot].exchange.stream.isUnscanned && !policy.isDryRun
      && policy.refuses(.unscannable(UnjudgedReason(reason)))
  }

  /// Whether an exchange still takes its body.
  func goesOn(_ slot: UInt32) -> Bool {
    clients.isInUse(slot) && clients[slot].phase == .exchange
      && clients[slot].exchange.answering != .complete
  }

  /// Judges a body before its end, as what follows makes no difference.
  mutating func judgedEarly(_ slot: UInt32, _ verdict: Verdict) {
    judged(slot, sessionRecord(slot, verdict))
  }

  /// The last byte has come of a body of which all has moved on but the last window.
  mutating func judgeStream(_ slot: UInt32) {
    let exchange = clients[slot].exchange
    // What a dry run lets go on was judged before.
    guard exchange.session != .max else { return releaseStream(slot) }
    let snapshot = snapshots[exchange.snapshot]!
    let verdict = snapshot.sessions!.withSession(exchange.session) { session, scratch in
      session.finishPassing(scratch: &scratch)
    }
    if verdict == .clean, exchange.stream.isUnscanned || endsWithDirectory(slot) {
      return judged(slot, unjudged: .format)
    }
    if verdict == .unscannable(.size), route(of: slot)?.wholeFile == .deliver {
      clients[slot].exchange.stream.isUnscanned = true
    }
    judged(slot, sessionRecord(slot, verdict))
  }

  /// Whether what stayed back has what readers of ZIP archives look for at the end of a file, whatever that
  /// begins with.
  private func endsWithDirectory(_ slot: UInt32) -> Bool {
    let window = clients[slot].exchange.stream.window
    var skipped = max(0, window.bytes - DirectoryEndSearch.bytesMax)
    var search = DirectoryEndSearch()
    var cursor = memory.segments.cursor(of: window)
    while let segment = memory.segments.next(&cursor) {
      if skipped >= Int(segment.count) {
        skipped -= Int(segment.count)
        continue
      }
      let bytes = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(memory.bytes(segment)))
      search.take(bytes.extracting(skipped...))
      skipped = 0
    }
    return search.isFound
  }

  /// The verdict is there, and what stayed back is delivered.
  mutating func releaseStream(_ slot: UInt32) {
    clients[slot].exchange.stream.stage = .released
    moveStreamOn(slot)
  }

  /// Tells a backend before the body what is known by then: nothing but that the body does not end if it is not
  /// clean, or that it ends all the same.
  private mutating func addStreamFields(_ slot: UInt32, _ type: ContentType) {
    let isUnscanned = clients[slot].exchange.stream.isUnscanned
    let start = clients[slot].exchange.headCount
    let block = unsafe memory.blocks.memory(clients[slot].block)
    let span = unsafe MutableSpan<UInt8>(_unsafeBytes: block)
    var writer = ByteWriter(span, count: start)
    writer.append("X-Cordon-Verdict: ")
    writer.append(isUnscanned ? "unscannable; format" : "pending")
    writer.append("\r\n")
    if type != .unknown {
      let name = Array("\(type)".utf8)
      writer.appendField("X-Cordon-Type", name.span)
    }
    precondition(writer.isWhole, "a head leaves room for these fields")
    clients[slot].exchange.headCount = writer.count
    clients[slot].blockCount = writer.count
  }
}
