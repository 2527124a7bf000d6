import Configuration
import Glibc
import HTTP
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import Telemetry

extension Worker where Driver: ~Copyable {
  /// The most bytes of one send.
  static var sendBytesMax: Int { 524_288 }
  /// Up to here a send to a client completes whole. A longer one completes with what the client has taken,
  /// so that a slow reader that reads on is seen to.
  static var wholeSendBytesMax: Int { 16_384 }

  /// Sends what is queued for the client.
  mutating func pumpClient(_ slot: UInt32) {
    if clients[slot].isStream { return pumpStream(slot) }
    guard !clients[slot].isSending, !clients[slot].out.isEmpty,
      clients[slot].phase == .exchange || clients[slot].phase == .streams
    else { return }
    if clients[slot].isSecure { return pumpSecure(slot) }
    send(slot, clients[slot].out, isFollowed: false)
  }

  /// Sends as much of a client's queue as one send takes.
  ///
  /// - Parameter isFollowed: whether more will be queued behind all of it.
  mutating func send(_ slot: UInt32, _ queue: SegmentQueue, isFollowed: Bool) {
    runs.removeAll()
    var cursor = memory.segments.cursor(of: queue)
    while runs.room > 0, runs.bytes < Self.sendBytesMax, let segment = memory.segments.next(&cursor)
    {
      unsafe runs.append(UnsafeRawBufferPointer(memory.bytes(segment)))
    }
    clients[slot].isSending = true
    clients[slot].sendingBytes = runs.bytes
    clients[slot].operations += 1
    sendRuns(
      to: clients[slot].socket, isWhole: runs.bytes <= Self.wholeSendBytesMax,
      hasMore: isFollowed || runs.bytes < queue.bytes,
      token: Token(.clientSend, clientHandle(slot)))
    if clients[slot].phase == .streams {
      setFramesSendDeadline(slot)
    } else {
      setClientDeadline(slot)
    }
  }

  /// Submits the runs that were put together as one send.
  mutating func sendRuns(to socket: Descriptor, isWhole: Bool, hasMore: Bool, token: Token) {
    var flags: SendFlags = isWhole ? .all : []
    if hasMore { flags.insert(.more) }
    if let single = unsafe runs.single {
      unsafe driver.send(single, to: socket, flags: flags, token: token)
    } else {
      unsafe driver.send(runs: runs.all, to: socket, flags: flags, token: token)
    }
  }

  mutating func clientSent(_ slot: UInt32, _ completion: Completion) {
    clients[slot].operations -= 1
    clients[slot].isSending = false
    if clients[slot].phase == .closing { return finishClosing(slot) }
    if clients[slot].isSecure { return sealedSent(slot, completion) }
    let count = clients[slot].sendingBytes
    // The interim answer is not counted; if it was cut, the next send will fail.
    guard completion.result > 0 else {
      clients[slot].exchange.outcome = .clientAborted
      return closeClient(slot)
    }
    metrics.count(.bytesToClients, Int(completion.result))
    let sent = min(count, Int(completion.result))
    if clients[slot].phase == .streams {
      memory.drop(sent, &clients[slot].out)
      setFramesSendDeadline(slot)
      return pumpLater(slot)
    }
    clients[slot].exchange.responseBytes += UInt64(sent)
    memory.drop(sent, &clients[slot].out)
    setClientDeadline(slot)
    continueAnswer(slot)
  }

  /// Goes on with an answer of which a part has been sent.
  mutating func continueAnswer(_ slot: UInt32) {
    pumpClient(slot)
    guard clients.isInUse(slot), clients[slot].phase == .exchange else { return }
    let upstream = clients[slot].exchange.upstream
    if !upstream.isNone, clients[slot].exchange.answering != .none {
      readResponse(upstream.slot)
      if upstreams.contains(upstream) { openResponse(upstream.slot) }
      if upstreams.contains(upstream), upstreams[upstream.slot].phase == .busy {
        // While the client had too much to read, nothing was asked of the upstream.
        renewUpstreamDeadline(upstream.slot)
        receiveResponse(upstream.slot)
      }
    }
    if clients.isInUse(slot), clients[slot].exchange.tunnel.isOpen { tunnelMayEnd(slot) }
    exchangeMayEnd(slot)
  }

  // MARK: Own answers

  /// Refuses a request whose head or body is not HTTP.
  mutating func refuse(_ slot: UInt32, _ fault: HTTPFault) {
    metrics.count(glitch: Int(fault.rawValue))
    var outcome = RequestOutcome.limit
    switch fault {
    case .headTooLarge: metrics.count(limit: .headBytesMax)
    case .requestLineTooLong: metrics.count(limit: .targetBytesMax)
    case .tooManyFields: metrics.count(limit: .headFieldsMax)
    case .trailerTooLarge: metrics.count(limit: .trailerBytesMax)
    default: outcome = .badRequest
    }
    distrustRest(slot)
    answer(slot, status: fault.status, reason: fault.name, outcome: outcome)
  }

  /// Refuses because something that is limited is used up.
  mutating func refuseOverload(_ slot: UInt32) {
    distrustRest(slot)
    answer(slot, status: 503, reason: "overload", outcome: .overloaded)
  }

  /// Sees to it that what follows on the connection is never read as a request: it ends with the answer.
  mutating func distrustRest(_ slot: UInt32) {
    if clients[slot].phase != .exchange { beginExchange(slot) }
    clients[slot].exchange.keepsAlive = false
    clients[slot].exchange.isBodyComplete = false
  }

  /// Answers an exchange itself. What was held of it is given back.
  ///
  /// - Parameter lineBytes: how much of the scratch memory is lines of the answer's head.
  mutating func answer(
    _ slot: UInt32, status: UInt16, reason: StaticString, outcome: RequestOutcome,
    detail: AnswerDetail = .none, lineBytes: Int = 0
  ) {
    clients[slot].exchange.outcome = outcome
    // The answer has begun already: it cannot be taken back, only cut.
    guard clients[slot].exchange.answering == .none else { return closeClient(slot) }
    dropUpstream(slot)
    clients[slot].exchange.answering = .complete
    clients[slot].exchange.status = status
    _ = discardBody(slot)
    let answer = ownAnswer(slot, status)
    if let page = errorPage(slot, status),
      queuePage(
        slot, answer, page, reason: reason, lineBytes: lineBytes)
    {
      guard clients.isInUse(slot) else { return }
      pauseIfUnwanted(slot)
      return pumpClient(slot)
    }
    guard let block = memory.blocks.take() else { return closeClient(slot) }
    let count = write(
      slot, answer, reason: reason, detail: detail, lineBytes: lineBytes, block: block)
    guard
      memory.segments.append(
        Segment(memory: .block(block), offset: 0, count: count), to: &clients[slot].out)
    else {
      memory.blocks.release(block)
      return closeClient(slot)
    }
    pauseIfUnwanted(slot)
    pumpClient(slot)
  }

  /// Whether the client's connection stays after this exchange.
  func staysOpen(_ slot: UInt32) -> Bool {
    // Its session says when it ends.
    if clients[slot].isStream { return true }
    let exchange = clients[slot].exchange
    return exchange.keepsAlive && exchange.isBodyComplete && !isDraining
      // What was pipelined before the client ended its direction is still answered.
      && !(clients[slot].isInputEnded && clients[slot].input.isEmpty)
      && clients[slot].requests < limits(of: slot).requestsPerConnectionMax
  }

  private func ownAnswer(_ slot: UInt32, _ status: UInt16) -> OwnAnswer {
    let exchange = clients[slot].exchange
    return OwnAnswer(
      status: status, format: exchange.format, keepsAlive: staysOpen(slot),
      isHTTP10: exchange.isHTTP10, isHead: exchange.method == .head)
  }

  private mutating func write(
    _ slot: UInt32, _ answer: OwnAnswer, reason: StaticString, detail: AnswerDetail,
    lineBytes: Int, block: UInt32
  ) -> Int {
    let exchange = clients[slot].exchange
    let id = exchange.id.text
    let date = Self.dateNow()
    let words = reason.withUTF8Buffer { unsafe Array($0) }
    var name: [UInt8] = []
    switch detail {
    case .none: break
    case .name(let word): name = word.withUTF8Buffer { unsafe Array($0) }
    case .signature(let index):
      if let database = snapshots[exchange.snapshot]!.shared.database {
        name = Array(database.signatureName(index).utf8.prefix(256))
      }
    }
    let span = unsafe MutableSpan<UInt8>(_unsafeBytes: memory.blocks.memory(block))
    let lines = unsafe Span<UInt8>(
      _unsafeBytes: UnsafeRawBufferPointer(rebasing: scratch.bytes[0..<lineBytes]))
    var writer = ByteWriter(span)
    answer.write(
      date: date.span, reason: words.span, id: id.span, detail: name.span, lines: lines,
      into: &writer)
    precondition(writer.isWhole, "a block has room for an answer of Cordon's own")
    return writer.count
  }
}
