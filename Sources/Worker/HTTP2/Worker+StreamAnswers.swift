import Configuration
import HTTP
import HTTP2
import Primitives
import Ring
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Tells a stream's session what there is of its answer: heads as text of HTTP/1.1, which the session takes
  /// apart, and how many bytes of the body may be sent.
  mutating func pumpStream(_ slot: UInt32) {
    guard clients[slot].phase == .exchange, let session = session(of: slot) else { return }
    while !clients[slot].stream.hasAnswerHead,
      let first = memory.segments.first(of: clients[slot].out)
    {
      guard giveHead(slot, session, first) else { return closeClient(slot) }
    }
    guard clients[slot].stream.hasAnswerHead else { return }
    let number = clients[slot].stream.number
    let waiting = clients[slot].out.bytes - clients[slot].stream.offeredBytes
    if waiting > 0 {
      if clients[slot].stream.offeredBytes == 0 {
        clients[slot].deadlineNanoseconds = deadline(limits(of: slot).sendTimeoutMilliseconds)
      }
      clients[slot].stream.offeredBytes += waiting
      session.offer(number, waiting)
    }
    if clients[slot].exchange.answering == .complete, !clients[slot].stream.isAnswerWhole {
      clients[slot].stream.isAnswerWhole = true
      if clients[slot].stream.hasAnswerBody {
        session.finish(number)
        setStreamDeadline(slot)
      }
      session.stopReceiving(number)
    }
    pumpLater(clients[slot].stream.connection.slot)
  }

  /// Gives the session the head that a queue begins with. False: it takes none.
  private mutating func giveHead(
    _ slot: UInt32, _ session: HTTP2Session, _ first: Segment
  ) -> Bool {
    let span = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(memory.bytes(first)))
    let count = Self.headEnd(span)
    guard count > Self.statusPlace else { return false }
    let isInterim = span[Self.statusPlace] == UInt8(ascii: "1")
    let isWhole =
      clients[slot].exchange.answering == .complete && clients[slot].out.bytes == count
    guard
      session.answer(
        clients[slot].stream.number, head: span.extracting(first: count), hasBody: !isWhole)
    else { return false }
    clients[slot].exchange.responseBytes += UInt64(count)
    memory.drop(count, &clients[slot].out)
    if !isInterim {
      clients[slot].stream.hasAnswerHead = true
      clients[slot].stream.hasAnswerBody = !isWhole
    }
    return true
  }

  /// Where in `HTTP/1.1 200 OK` the status begins.
  private static var statusPlace: Int { 9 }

  /// Where a head ends that is whole; 0 where there is none.
  private static func headEnd(_ span: Span<UInt8>) -> Int {
    var index = 3
    while index < span.count {
      if span[index] == 10, span[index - 1] == 13, span[index - 2] == 10, span[index - 3] == 13 {
        return index + 1
      }
      index += 1
    }
    return 0
  }

  /// Says that the body is awaited.
  mutating func continueStream(_ slot: UInt32) {
    guard let session = session(of: slot) else { return }
    let head = unsafe Span<UInt8>(_unsafeBytes: statics.continueAnswer)
    _ = session.answer(clients[slot].stream.number, head: head, hasBody: true)
    pumpLater(clients[slot].stream.connection.slot)
  }

  // MARK: Frames

  /// How many bytes of frames wait for the socket before no more are made: what a stream sends later is not to
  /// wait behind too much of another.
  private static var framesBytesMax: Int { 262_144 }

  /// Has the connection's frames made at the end of the turn.
  mutating func pumpLater(_ connection: UInt32) { framing.append(connection) }

  /// Makes the frames of all connections that have some to send.
  mutating func pumpFrames() {
    while let slot = framing.removeFirst() {
      if clients.isInUse(slot), clients[slot].phase == .streams { pumpFrames(slot) }
    }
  }

  private mutating func pumpFrames(_ slot: UInt32) {
    guard let session = session(of: slot) else { return }
    let handle = clientHandle(slot)
    var hasMore = true
    while hasMore {
      hasMore = makeFrames(slot, session)
      guard clients.contains(handle), clients[slot].phase == .streams else { return }
      noteSent(slot, session)
      guard clients.contains(handle), clients[slot].phase == .streams else { return }
    }
    noteRefusals(slot, session)
    pumpClient(slot)
    if clients.contains(handle) { framesMayEnd(slot) }
  }

  /// Makes frames up to the first with a part of a body. False: there are none, or no room for more.
  private mutating func makeFrames(_ slot: UInt32, _ session: HTTP2Session) -> Bool {
    guard clients[slot].out.bytes < Self.framesBytesMax,
      clients[slot].out.count < Self.segmentsWaitingMax, session.wantsToSend
    else { return false }
    var frames = clients[slot].frames
    let room = frames.room(&memory, clients[slot].out)
    clients[slot].frames = frames
    guard let room else { return false }
    switch unsafe session.produce(into: memory.bytes(room)) {
    case .idle(let written):
      _ = queueFrames(slot, room, written)
      return false
    case .full(let written):
      return queueFrames(slot, room, written) && written > 0
    case .body(let written, let stream, let tag, let count):
      guard queueFrames(slot, room, written) else { return false }
      // The header of a frame without its bytes would take the next frame for them.
      guard count == 0 || isStream(tag, stream, of: slot), moveBody(tag, count, to: slot) else {
        closeClient(slot)
        return false
      }
      return true
    }
  }

  /// Puts frames behind what waits for the socket. False: there is no room, and the connection is closed, as
  /// what was made is lost. Crumbs that clients send may take all links of the worker's table.
  private mutating func queueFrames(_ slot: UInt32, _ room: Segment, _ count: Int) -> Bool {
    guard count > 0 else { return true }
    clients[slot].frames.commit(room, count)
    let made = Segment(memory: room.memory, offset: Int(room.offset), count: count)
    if memory.segments.append(made, to: &clients[slot].out) { return true }
    metrics.count(limit: .leasesPerConnectionMax)
    closeClient(slot)
    return false
  }

  /// Puts so much of a stream's body behind its frame's header. False: there is no room.
  private mutating func moveBody(_ slot: UInt32, _ count: Int, to connection: UInt32) -> Bool {
    guard count > 0 else { return true }
    var left = count
    while left > 0 {
      guard let first = memory.segments.first(of: clients[slot].out) else { return false }
      let taken = min(left, Int(first.count))
      guard let part = takePart(taken, of: first, slot) else { return false }
      guard memory.segments.append(part, to: &clients[connection].out) else {
        memory.release(part)
        return false
      }
      left -= taken
    }
    clients[slot].stream.offeredBytes -= count
    clients[slot].exchange.responseBytes += UInt64(count)
    if clients[slot].out.isEmpty {
      setClientDeadline(slot)
    } else {
      clients[slot].deadlineNanoseconds = deadline(limits(of: slot).sendTimeoutMilliseconds)
    }
    continueAnswer(slot)
    return true
  }

  /// Takes bytes off a stream's queue. A block has one user, so a part of one is copied.
  private mutating func takePart(_ count: Int, of first: Segment, _ slot: UInt32) -> Segment? {
    guard case .block = first.memory, count < Int(first.count) else {
      return memory.takeFront(count, of: &clients[slot].out)
    }
    guard let block = memory.blocks.take() else { return nil }
    let part = Segment(memory: .block(block), offset: 0, count: count)
    unsafe memory.bytes(part).copyMemory(
      from: UnsafeRawBufferPointer(rebasing: memory.bytes(first)[0..<count]))
    memory.drop(count, &clients[slot].out)
    return part
  }

  /// Takes note of the streams that end with what was made to be sent.
  private mutating func noteSent(_ slot: UInt32, _ session: HTTP2Session) {
    let handle = clientHandle(slot)
    var offset = 0
    while true {
      let event = session.next(in: Span(), from: &offset, nowNanoseconds: now)
      if event == .needsInput { return }
      if event == .ended { return endFrames(slot) }
      happened(slot, session, event, nil)
      guard clients.contains(handle), clients[slot].phase == .streams else { return }
    }
  }
}
