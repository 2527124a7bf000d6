import Configuration
import HTTP
import HTTP2
import Primitives
import Proxy
import Ring
import Scanning
import Telemetry

extension Worker where Driver: ~Copyable {
  /// A client has begun a stream: it gets a slot, and is an exchange like any other from here on.
  mutating func openStream(
    _ connection: UInt32, _ session: HTTP2Session, _ number: Int32, _ fault: HTTPFault?
  ) {
    metrics.count(.http2Streams)
    var client = Client(
      socket: .none, listener: clients[connection].listener,
      listenerGeneration: clients[connection].listenerGeneration,
      scanner: HeadScanner(.request, limits: httpLimits), address: clients[connection].address)
    client.server = clients[connection].server
    client.isSecure = clients[connection].isSecure
    client.stream.number = number
    client.stream.connection = clientHandle(connection)
    guard streams < settings.streamsMax, let handle = clients.insert(client) else {
      metrics.count(limit: .exchangesMax)
      return session.cut(number, .refusedStream)
    }
    streams += 1
    session.tag(number, handle.slot)
    link(handle.slot, to: connection)
    countRequest(connection, session)
    if let fault {
      refuse(handle.slot, fault)
    } else {
      session.withText { head in handleHead(handle.slot, head, consumed: 0) }
    }
  }

  /// A connection that has had as many requests as it may have opens no more.
  private mutating func countRequest(_ connection: UInt32, _ session: HTTP2Session) {
    clients[connection].requests += 1
    guard clients[connection].requests == snapshots[current]!.limits.requestsPerConnectionMax else {
      return
    }
    metrics.count(limit: .requestsPerConnectionMax)
    session.goAway()
  }

  private mutating func link(_ slot: UInt32, to connection: UInt32) {
    let first = clients[connection].streams.first
    clients[slot].stream.next = first
    if first != .max { clients[first].stream.previous = slot }
    clients[connection].streams.first = slot
    clients[connection].streams.count += 1
  }

  private mutating func unlink(_ slot: UInt32, from connection: UInt32) {
    let (next, previous) = (clients[slot].stream.next, clients[slot].stream.previous)
    if previous == .max {
      clients[connection].streams.first = next
    } else {
      clients[previous].stream.next = next
    }
    if next != .max { clients[next].stream.previous = previous }
    clients[connection].streams.count -= 1
    guard clients[connection].streams.count == 0 else { return }
    clients[connection].prefersMultishot = true
    clients[connection].streams.idleDeadline = deadline(
      snapshots[current]!.limits.idleTimeoutMilliseconds)
    setFramesDeadline(connection)
  }

  // MARK: The body

  /// Takes a part of a stream's body, a range of what was received.
  mutating func streamBodyArrived(_ slot: UInt32, _ range: Range<Int>, of segment: Segment) {
    // What comes behind an answer is dropped, and its window not given back: it is not wanted.
    guard clients[slot].phase == .exchange, !clients[slot].exchange.isBodyComplete,
      clients[slot].exchange.answering != .complete
    else { return }
    clients[slot].stream.untakenBytes += range.count
    let part = Segment(
      memory: segment.memory, offset: Int(segment.offset) + range.lowerBound, count: range.count)
    if isPassedInChunks(slot) {
      stage(slot, part)
    } else {
      let held = placed(part, behind: clients[slot].exchange.hold)
      guard keep(slot, held) else { return }
      if clients[slot].exchange.scan == .hold { relieveHold(slot) } else { passOnward(slot) }
    }
    guard clients.isInUse(slot), clients[slot].phase == .exchange else { return }
    receive(slot)
  }

  /// Whether a body goes to its upstream chunk by chunk. Its crumbs are put together before they are chunks.
  private func isPassedInChunks(_ slot: UInt32) -> Bool {
    clients[slot].exchange.scan == .off && clients[slot].exchange.framing == .chunked
  }

  private mutating func stage(_ slot: UInt32, _ part: Segment) {
    let placed = placed(part, behind: clients[slot].input)
    if let last = memory.segments.last(of: clients[slot].input), last.memory == placed.memory,
      last.end == Int(placed.offset)
    {
      memory.segments.extendLast(of: &clients[slot].input, by: Int(placed.count))
      memory.release(placed)
    } else if !memory.segments.append(placed, to: &clients[slot].input) {
      memory.release(placed)
      metrics.count(limit: .leasesPerConnectionMax)
      return refuseOverload(slot)
    }
    readStaged(slot)
  }

  /// Makes chunks of what has come of a body, as many as may wait.
  mutating func readStaged(_ slot: UInt32) {
    while clients[slot].phase == .exchange, clients[slot].exchange.answering != .complete,
      clients[slot].exchange.hold.count < Self.segmentsWaitingMax,
      let part = memory.segments.removeFirst(from: &clients[slot].input)
    {
      // Has the lease once more, for what is held.
      let isPassed = passOn(slot, part)
      memory.release(part)
      guard isPassed, clients.isInUse(slot) else { return }
    }
    guard clients[slot].phase == .exchange, !clients[slot].exchange.isBodyComplete,
      clients[slot].exchange.answering != .complete
    else { return }
    if clients[slot].input.isEmpty, clients[slot].stream.isInputWhole {
      completeBody(slot)
    } else {
      passOnward(slot)
    }
  }

  /// Up to which size a part of a body is copied to the one before it. Frames of several streams lie beside
  /// each other in a lease: crumbs left where they came would keep it from everybody.
  static var crumbBytesMax: Int { 8192 }

  /// Where a part of a body stays, as a user of the lease that it lies in: where it was received, or where it
  /// is a crumb that others precede, behind the last of those or in a lease of the stream's own.
  private mutating func placed(_ part: Segment, behind queue: SegmentQueue) -> Segment {
    let count = Int(part.count)
    if count < Self.crumbBytesMax, let last = memory.segments.last(of: queue) {
      if let buffer = last.memory.buffer, memory.pool.userCount(buffer) == 1,
        last.end + count <= memory.pool.headroom + memory.pool.bytes
      {
        memory.pool.retain(buffer)
        return copied(part, to: Segment(memory: last.memory, offset: last.end, count: count))
      }
      if memory.pool.freeCount > reserve, let buffer = memory.pool.take() {
        let place = Segment(memory: .lease(buffer), offset: memory.pool.headroom, count: count)
        return copied(part, to: place)
      }
    }
    if let buffer = part.memory.buffer { memory.pool.retain(buffer) }
    return part
  }

  private func copied(_ part: Segment, to place: Segment) -> Segment {
    unsafe memory.bytes(place).copyMemory(from: UnsafeRawBufferPointer(memory.bytes(part)))
    metrics.count(.copiedBytes, Int(part.count))
    return place
  }

  /// A client has sent all of a request.
  mutating func streamBodyEnded(_ slot: UInt32) {
    guard clients[slot].phase == .exchange, !clients[slot].exchange.isBodyComplete,
      clients[slot].exchange.answering != .complete
    else { return }
    clients[slot].stream.isInputWhole = true
    if clients[slot].input.isEmpty { completeBody(slot) }
  }

  /// Gives a stream's client as much room again as was taken of its body, if more of that can be used.
  mutating func takeBody(_ slot: UInt32) {
    guard clients[slot].phase == .exchange else { return }
    guard wantsInput(slot) else { return relieveHold(slot) }
    let count = clients[slot].stream.untakenBytes
    if count > 0, let session = session(of: slot) {
      clients[slot].stream.untakenBytes = 0
      session.take(clients[slot].stream.number, count)
      pumpLater(clients[slot].stream.connection.slot)
    }
    setClientDeadline(slot)
  }

  /// Sets when a stream has waited, or kept waiting, too long: for its client to send, or to take.
  mutating func setStreamDeadline(_ slot: UInt32) {
    // Only what is taken puts it off.
    guard clients[slot].out.isEmpty else { return }
    if clients[slot].stream.isAnswerWhole {
      // The frame with its end may have no window.
      clients[slot].deadlineNanoseconds = deadline(limits(of: slot).sendTimeoutMilliseconds)
      return
    }
    let isAwaited =
      !clients[slot].exchange.isBodyComplete && clients[slot].exchange.answering != .complete
      && clients[slot].stream.untakenBytes == 0
    clients[slot].deadlineNanoseconds =
      isAwaited ? deadline(clients[slot].exchange.limits.bodyTimeoutMilliseconds) : .max
  }

  // MARK: The end

  /// A stream is no more: its answer is out, or one of the sides has cut it.
  mutating func streamClosed(_ slot: UInt32) {
    guard clients[slot].phase == .exchange else { return }
    let isAnswered =
      clients[slot].exchange.answering == .complete && clients[slot].out.isEmpty
      && clients[slot].stream.isAnswerWhole
    if !isAnswered { clients[slot].exchange.outcome = .clientAborted }
    closeStream(slot, .cancel)
  }

  /// Ends a stream, whatever is going on: what is in flight for it is joined, its connection goes on.
  mutating func closeStream(_ slot: UInt32, _ error: HTTP2Error) {
    guard clients[slot].phase != .closing else { return }
    if !clients[slot].stream.isAnswerWhole { metrics.count(.http2StreamsCut) }
    letGoOfExchange(slot)
    clients[slot].endsExchange = clients[slot].phase == .exchange
    clients[slot].phase = .closing
    clients[slot].deadlineNanoseconds = .max
    let connection = clients[slot].stream.connection
    if clients.contains(connection) {
      unlink(slot, from: connection.slot)
      if let session = sessions[Int(connection.slot)] {
        let number = clients[slot].stream.number
        session.tag(number, .max)
        session.cut(number, error)
        pumpLater(connection.slot)
      }
    }
    finishClosing(slot)
  }

  /// Ends all streams of a connection whose client is gone.
  mutating func closeStreams(_ connection: UInt32) {
    while clients[connection].streams.first != .max {
      let slot = clients[connection].streams.first
      if clients[slot].exchange.answering != .complete || !clients[slot].out.isEmpty {
        clients[slot].exchange.outcome = .clientAborted
      }
      closeStream(slot, .cancel)
    }
  }
}
