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
  /// The handle of an upstream connection's slot in use.
  func upstreamHandle(_ slot: UInt32) -> Handle {
    Handle(slot: slot, generation: upstreams.generation(slot))
  }

  /// Opens a new connection to the chosen upstream.
  mutating func connect(_ slot: UInt32) {
    let exchange = clients[slot].exchange
    let snapshot = snapshots[exchange.snapshot]!
    let address = snapshot.shared.configuration.backends[exchange.backend]
      .upstreams[exchange.upstreamIndex].address
    guard let socket = try? driver.socket(family: address.family) else {
      return refuseOverload(slot)
    }
    var connection = UpstreamConnection(
      socket: socket, cell: exchange.cell,
      scanner: HeadScanner(.response, limits: snapshot.httpLimits))
    connection.security = security(of: exchange)
    connection.operations = 1
    connection.deadlineNanoseconds = deadline(snapshot.limits.connectTimeoutMilliseconds)
    connection.begunNanoseconds = now
    guard writeGreeting(slot, &connection) else {
      driver.close(socket)
      return refuseOverload(slot)
    }
    guard let handle = upstreams.insert(connection) else {
      memory.releaseBlock(&connection.greetingBlock)
      driver.close(socket)
      metrics.count(limit: .upstreamConnectionsMax)
      return refuseOverload(slot)
    }
    metrics.count(.upstreamConnects)
    attach(handle.slot, to: slot)
    driver.connect(socket, to: address, token: Token(.upstreamConnect, handle))
  }

  mutating func attach(_ connection: UInt32, to slot: UInt32) {
    upstreams[connection].client = clientHandle(slot)
    clients[slot].exchange.upstream = upstreamHandle(connection)
  }

  mutating func upstreamConnected(_ connection: UInt32, _ completion: Completion) {
    upstreams[connection].operations -= 1
    if upstreams[connection].phase == .closing { return finishUpstreamClosing(connection) }
    guard completion.result >= 0 else { return failUpstream(connection, .connectFailed) }
    if upstreams[connection].isSecure { return beginSession(connection) }
    isConnected(connection)
  }

  /// All is there for requests to be sent.
  mutating func isConnected(_ connection: UInt32) {
    metrics.observe(
      .upstreamConnect, nanoseconds: now &- upstreams[connection].begunNanoseconds)
    beginSending(connection)
  }

  mutating func beginSending(_ connection: UInt32) {
    let slot = upstreams[connection].client.slot
    upstreams[connection].phase = .busy
    upstreams[connection].hasHead = false
    upstreams[connection].hasResponded = false
    upstreams[connection].interims = 0
    upstreams[connection].scanner.reset()
    upstreams[connection].begunNanoseconds = now
    clients[slot].exchange.delivery = .sending
    receiveResponse(connection)
    pumpUpstream(connection)
  }

  /// Sends on what there is of a body to the upstream, if there is a connection by now.
  mutating func pumpDelivery(_ slot: UInt32) {
    let upstream = clients[slot].exchange.upstream
    if upstreams.contains(upstream) { pumpUpstream(upstream.slot) }
  }

  /// Sends the head, and as much of the body as one send takes.
  mutating func pumpUpstream(_ connection: UInt32) {
    guard upstreams[connection].phase == .busy, !upstreams[connection].isSending,
      clients.contains(upstreams[connection].client)
    else { return }
    let slot = upstreams[connection].client.slot
    // An upstream may begin to answer before it has read all: only a whole answer ends the sending.
    guard clients[slot].exchange.delivery == .sending, clients[slot].exchange.answering != .complete
    else { return }
    runs.removeAll()
    let sendsHead = !clients[slot].exchange.isHeadSent
    var head = appendGreeting(connection)
    var hasMore = false
    upstreams[connection].sendsReadBack = false
    if isReadingBack(slot) {
      guard !spills[clients[slot].exchange.spill].isWriting else { return }
      if sendsHead { head += appendHead(slot, before: nil) }
      upstreams[connection].sendsReadBack = appendReadBack(connection, slot)
      hasMore = hasMoreToReadBack(slot, beyond: runs.bytes - head)
      if !sendsHead, runs.isEmpty { return }
    } else {
      if sendsHead {
        head += appendHead(slot, before: memory.segments.first(of: clients[slot].exchange.hold))
      }
      hasMore = appendHeld(slot)
    }
    guard !runs.isEmpty else { return requestMayBeSent(connection, slot) }
    let isSecure = upstreams[connection].isSecure
    guard let bytes = isSecure ? sealRequest(connection, atLeast: head) : runs.bytes else { return }
    upstreams[connection].sendsHead = sendsHead
    upstreams[connection].sendingBytes = bytes - head
    upstreams[connection].sendingHeadBytes = head
    upstreams[connection].deadlineNanoseconds = upstreamDeadline(slot)
    if sendsHead, clients[slot].exchange.isBodyComplete {
      metrics.observe(
        .delivery,
        nanoseconds: driver.clockNanoseconds &- clients[slot].exchange.receivedNanoseconds)
    }
    if isSecure {
      return sendSealedRequest(connection, isFollowed: hasMore || bytes < runs.bytes)
    }
    sendRunsToUpstream(connection, hasMore: hasMore)
  }

  /// Submits the runs that were put together as one send to an upstream.
  mutating func sendRunsToUpstream(_ connection: UInt32, hasMore: Bool) {
    upstreams[connection].isSending = true
    upstreams[connection].operations += 1
    sendRuns(
      to: upstreams[connection].socket, isWhole: true, hasMore: hasMore,
      token: Token(.upstreamSend, upstreamHandle(connection)))
  }

  /// Whether what is to be sent next comes from disk.
  private func isReadingBack(_ slot: UInt32) -> Bool {
    let index = clients[slot].exchange.spill
    guard index != .max else { return false }
    return isSpillBusy(index) || spills[index].readOffset < spills[index].fileBytes
      || !spills[index].readBack.isEmpty
  }

  /// Whether more follows a send of so many bytes from disk: a last one that says so would wait in the
  /// kernel for what never comes.
  private func hasMoreToReadBack(_ slot: UInt32, beyond count: Int) -> Bool {
    let index = clients[slot].exchange.spill
    return isSpillBusy(index) || spills[index].readOffset < spills[index].fileBytes
      || spills[index].readBack.bytes > count || !clients[slot].exchange.hold.isEmpty
  }

  /// Adds what has been read back, and reads ahead. False: nothing is there yet.
  private mutating func appendReadBack(_ connection: UInt32, _ slot: UInt32) -> Bool {
    let index = clients[slot].exchange.spill
    if spills[index].readBack.bytes < 2 * memory.pool.bytes, !readBack(index),
      spills[index].readBack.isEmpty
    {
      upstreams[connection].isStarved = true
      starvedUpstreams.append(connection)
    }
    let before = runs.bytes
    var cursor = memory.segments.cursor(of: spills[index].readBack)
    while runs.room > 0, let segment = memory.segments.next(&cursor) {
      unsafe runs.append(UnsafeRawBufferPointer(memory.bytes(segment)))
    }
    return runs.bytes > before
  }

  /// Adds held bytes. True: there are more than one send takes.
  private mutating func appendHeld(_ slot: UInt32) -> Bool {
    var skipped = clients[slot].exchange.retainedBytes
    var cursor = memory.segments.cursor(of: clients[slot].exchange.hold)
    while runs.room > 0, runs.bytes < Self.sendBytesMax, let segment = memory.segments.next(&cursor)
    {
      if skipped >= Int(segment.count) {
        skipped -= Int(segment.count)
        continue
      }
      unsafe runs.append(UnsafeRawBufferPointer(rebasing: memory.bytes(segment)[skipped...]))
      skipped = 0
    }
    return memory.segments.next(&cursor) != nil
  }

  /// Finishes the head with its framing fields and adds it: in front of the body in its lease where
  /// there is room, so that both are one run. Returns its length.
  private mutating func appendHead(_ slot: UInt32, before body: Segment?) -> Int {
    let exchange = clients[slot].exchange
    let block = unsafe memory.blocks.memory(clients[slot].block)
    var count = 0
    do {
      let span = unsafe MutableSpan<UInt8>(_unsafeBytes: block)
      var writer = ByteWriter(span, count: exchange.headCount)
      switch exchange.framing {
      case .none, .untilClose: break
      case .length(let length): writer.writeLength(exchange.canonicalBytes ?? length)
      case .chunked:
        if exchange.scan == .hold {
          writer.writeLength(exchange.canonicalBytes ?? exchange.bodyBytes)
        } else {
          writer.writeChunked()
        }
      }
      if upstreams[exchange.upstream.slot].isPersonal, exchange.tunnel.stage == .none {
        writer.writeConnectionClose()
      }
      writer.finish()
      count = writer.count
    }
    if let body, let buffer = body.memory.buffer, Int(body.offset) >= count,
      memory.pool.userCount(buffer) == 1
    {
      let place = unsafe memory.pool.slice(
        buffer, offset: Int(body.offset) - count, count: count)
      unsafe place.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[0..<count]))
      unsafe runs.append(UnsafeRawBufferPointer(place))
    } else {
      unsafe runs.append(UnsafeRawBufferPointer(rebasing: block[0..<count]))
    }
    return count
  }

  /// Nothing is left to send: either all of the request is with the kernel, or the client owes more.
  private mutating func requestMayBeSent(_ connection: UInt32, _ slot: UInt32) {
    guard clients[slot].exchange.isBodyReleased else {
      // Not the upstream's fault if it takes long: the client's deadline counts.
      upstreams[connection].deadlineNanoseconds = .max
      return
    }
    if clients[slot].exchange.tunnel.isOpen { return endTunnelRequest(connection, slot) }
    clients[slot].exchange.delivery = .sent
    upstreams[connection].deadlineNanoseconds = upstreamDeadline(slot)
    upstreams[connection].begunNanoseconds = now
  }

  mutating func upstreamSent(_ connection: UInt32, _ completion: Completion) {
    upstreams[connection].operations -= 1
    upstreams[connection].isSending = false
    if upstreams[connection].phase == .closing { return finishUpstreamClosing(connection) }
    if upstreams[connection].isSecure { return sealedRequestSent(connection, completion) }
    let count = upstreams[connection].sendingBytes + upstreams[connection].sendingHeadBytes
    guard Int(completion.result) == count else { return requestRefused(connection) }
    metrics.count(.bytesToUpstreams, count)
    requestPartSent(connection)
  }

  /// An upstream takes no more of its request.
  mutating func requestRefused(_ connection: UInt32) {
    let slot = upstreams[connection].client.slot
    guard clients[slot].exchange.answering == .begun, !clients[slot].exchange.tunnel.isOpen else {
      return failUpstream(connection, .lost)
    }
    // It has refused the rest; the rest of its answer still counts.
    clients[slot].exchange.delivery = .cut
  }

  /// What was taken of the request is with the upstream: it is given back, or kept for another.
  mutating func requestPartSent(_ connection: UInt32) {
    let count = upstreams[connection].sendingBytes
    let slot = upstreams[connection].client.slot
    if upstreams[connection].sendsHead {
      clients[slot].exchange.isHeadSent = true
      memory.releaseBlock(&upstreams[connection].greetingBlock)
    }
    if upstreams[connection].sendsReadBack {
      memory.drop(count, &spills[clients[slot].exchange.spill].readBack)
    } else if clients[slot].exchange.isRetained {
      clients[slot].exchange.retainedBytes += count
    } else {
      if clients[slot].exchange.scan == .hold { holdBytes -= count }
      memory.drop(count, &clients[slot].exchange.hold)
    }
    if clients[slot].exchange.scan == .stream {
      advanceStream(slot)
      guard goesOn(slot) else { return }
    }
    pumpUpstream(connection)
    guard clients.isInUse(slot), clients[slot].phase == .exchange,
      clients[slot].exchange.answering != .complete, !clients[slot].exchange.isBodyComplete
    else { return }
    readInput(slot)
    if clients.isInUse(slot) { receive(slot) }
  }
}
