import Configuration
import Primitives
import Ring
import TLS
import Telemetry

extension Worker where Driver: ~Copyable {
  /// What sessions with the upstreams of an exchange's backend are made of; `nil`: they are spoken to in the
  /// clear.
  func client(of exchange: Exchange) -> TLSClient? {
    let clients = snapshots[exchange.snapshot]!.shared.clients
    return exchange.backend < clients.count ? clients[exchange.backend] : nil
  }

  /// By what a connection is known that may serve an exchange: after a reload another certificate may be
  /// asked for.
  func security(of exchange: Exchange) -> ObjectIdentifier? {
    client(of: exchange).map { ObjectIdentifier($0) }
  }

  /// Begins the session of a connection that stands, within the time that connecting may take.
  mutating func beginSession(_ connection: UInt32) {
    let exchange = clients[upstreams[connection].client.slot].exchange
    let backend = snapshots[exchange.snapshot]!.shared.configuration.backends[exchange.backend]
    let address = backend.upstreams[exchange.upstreamIndex].address
    guard let client = client(of: exchange),
      upstreamSessions.begin(
        connection, client, name: backend.tls?.name,
        address: address.port == nil ? nil : address.host, number: exchange.upstreamIndex)
    else {
      metrics.count(.upstreamTLSFailures)
      return failUpstream(connection, .handshakeFailed)
    }
    upstreams[connection].phase = .securing
    // In the clear, and before the session's first words.
    let greeting = takeGreeting(connection)
    if let greeting, !queueSealedRequest(connection, greeting) { return }
    let handle = upstreamHandle(connection)
    openResponse(connection)
    if upstreams.contains(handle) { receiveResponse(connection) }
  }

  // MARK: Receiving

  /// Takes ciphertext that was received from an upstream.
  mutating func sealedResponseArrived(_ connection: UInt32, _ segment: Segment) {
    guard upstreams[connection].phase != .closing else { return memory.release(segment) }
    guard memory.segments.append(segment, to: &upstreams[connection].sealedInput) else {
      memory.release(segment)
      metrics.count(limit: .leasesPerConnectionMax)
      return failUpstream(connection, .lost)
    }
    openResponse(connection)
  }

  /// Opens the ciphertext that has come from an upstream, as far as its client takes it.
  mutating func openResponse(_ connection: UInt32) {
    guard upstreams[connection].isSecure, upstreams[connection].phase != .connecting else { return }
    let handle = upstreamHandle(connection)
    var hasMore = true
    while hasMore, upstreams.contains(handle), isOpening(connection) {
      guard let buffer = memory.pool.take() else { return starveUpstream(connection) }
      let room = Segment(
        memory: .lease(buffer), offset: memory.pool.headroom, count: memory.pool.bytes)
      hasMore = openResponse(connection, into: room)
    }
    guard upstreams.contains(handle), upstreams[connection].isInputEnded,
      upstreams[connection].sealedInput.isEmpty, !upstreams[connection].hasEnded
    else { return }
    upstreams[connection].isInputEnded = false
    upstreamEnded(connection, failure: .lost)
  }

  /// Whether plaintext would be used now, and what is answered to it has room.
  private func isOpening(_ connection: UInt32) -> Bool {
    guard upstreams[connection].sealedAnswers < Self.sealedAnswersMax else { return false }
    switch upstreams[connection].phase {
    case .connecting, .closing: return false
    case .securing, .idle: return true
    case .busy: return upstreams[connection].input.isEmpty && !isClientFull(connection)
    }
  }

  /// How many answers of a session may wait for an upstream before nothing more of it is opened. What is
  /// sealed of the request does not count: an upstream may read it only once its own words are taken.
  private static var sealedAnswersMax: Int { 2 }

  mutating func starveUpstream(_ connection: UInt32) {
    guard !upstreams[connection].isStarved else { return }
    upstreams[connection].isStarved = true
    starvedUpstreams.append(connection)
  }

  /// Opens one run of ciphertext. False: there is nothing more to be done now.
  private mutating func openResponse(_ connection: UInt32, into room: Segment) -> Bool {
    guard let block = memory.blocks.take() else {
      memory.release(room)
      failUpstream(connection, .lost)
      return false
    }
    let handle = upstreamHandle(connection)
    let wasEstablished = upstreamSessions[connection].isEstablished
    let first = memory.segments.first(of: upstreams[connection].sealedInput)
    let sealed = unsafe first.map { unsafe UnsafeRawBufferPointer(memory.bytes($0)) }
    let opened = unsafe upstreamSessions[connection].open(
      sealed ?? UnsafeRawBufferPointer(start: nil, count: 0), into: memory.bytes(room),
      answering: memory.blocks.memory(block))
    memory.drop(opened.consumed, &upstreams[connection].sealedInput)
    let answer = Segment(memory: .block(block), offset: 0, count: opened.answered)
    guard queueSealedRequest(connection, answer) else {
      memory.release(room)
      return false
    }
    if opened.answered > 0 { upstreams[connection].sealedAnswers += 1 }
    if !wasEstablished, upstreamSessions[connection].isEstablished { secured(connection) }
    use(
      connection, handle,
      Segment(memory: room.memory, offset: Int(room.offset), count: opened.produced))
    guard upstreams.contains(handle), upstreams[connection].phase != .closing else { return false }
    if case .failed = opened.outcome {
      sayWhy(connection)
    } else {
      sendSealedRequest(connection, isFollowed: false)
    }
    return goesOn(connection, opened)
  }

  /// Passes plaintext on where it was asked for.
  private mutating func use(_ connection: UInt32, _ handle: Handle, _ plain: Segment) {
    guard plain.count > 0, upstreams.contains(handle) else { return memory.release(plain) }
    if upstreams[connection].phase == .busy { return responseArrived(connection, plain) }
    memory.release(plain)
    if upstreams[connection].phase == .idle { closeUpstream(connection) }
  }

  private mutating func goesOn(_ connection: UInt32, _ opened: TLSSession.Opened) -> Bool {
    let hasMoved = opened.consumed + opened.produced + opened.answered > 0
    switch opened.outcome {
    case .needsInput where hasMoved || upstreams[connection].sealedInput.isEmpty:
      return !upstreams[connection].sealedInput.isEmpty
    case .needsAnswerRoom where hasMoved: return true
    case .needsRoom: return true
    case .needsInput, .needsAnswerRoom, .failed: sessionFailed(connection)
    case .ended: sessionEnded(connection)
    }
    return false
  }

  /// The handshake is done: the request goes with its last words.
  private mutating func secured(_ connection: UInt32) {
    metrics.count(
      upstreamSessions[connection].isResumed
        ? .upstreamHandshakesResumed : .upstreamHandshakesFull)
    isConnected(connection)
  }

  /// Whether more of an upstream's session can be opened, or waits to be used.
  func hasMoreToOpen(_ connection: UInt32) -> Bool {
    guard upstreams[connection].isSecure else { return false }
    return !upstreams[connection].sealedInput.isEmpty || upstreamSessions[connection].hasPlaintext
  }

  // MARK: Its end

  /// An upstream has said that it sends no more.
  private mutating func sessionEnded(_ connection: UInt32) {
    memory.releaseAll(&upstreams[connection].sealedInput)
    upstreamEnded(connection)
  }

  /// The connection has ended without that word: what ends with it may be a part of what was sent.
  mutating func sealedResponseEnded(_ connection: UInt32) {
    guard !upstreams[connection].hasEnded, !upstreams[connection].isHalfClosed else { return }
    guard upstreams[connection].sealedInput.isEmpty else {
      upstreams[connection].isInputEnded = true
      return
    }
    upstreamEnded(connection, failure: .lost)
  }

  /// Says that no more comes, where nothing is under way: else the upstream would take it for a part of that.
  mutating func sayEnd(_ connection: UInt32) {
    guard upstreams[connection].isSecure, !upstreams[connection].isSending,
      upstreams[connection].sealedOut.isEmpty, let block = memory.blocks.take()
    else { return }
    let bytes = unsafe memory.blocks.memory(block)
    let count = unsafe upstreamSessions[connection].finish(into: bytes)
    unsafe driver.sendLast(
      UnsafeRawBufferPointer(rebasing: bytes[..<count]), to: upstreams[connection].socket)
    memory.release(Segment(memory: .block(block), offset: 0, count: count))
  }

  /// Puts the word that no more is sent behind what is to be sent. False: there is none to be said.
  mutating func queueEnd(_ connection: UInt32) -> Bool {
    guard let block = memory.blocks.take() else { return false }
    let count = unsafe upstreamSessions[connection].finish(into: memory.blocks.memory(block))
    let isQueued = queueSealedRequest(
      connection, Segment(memory: .block(block), offset: 0, count: count))
    return isQueued && count > 0
  }

  /// Sends the alert of a session that has failed, for the upstream's log.
  private mutating func sayWhy(_ connection: UInt32) {
    guard !upstreams[connection].isSending else { return }
    var cursor = memory.segments.cursor(of: upstreams[connection].sealedOut)
    while let segment = memory.segments.next(&cursor) {
      unsafe driver.sendLast(
        UnsafeRawBufferPointer(memory.bytes(segment)), to: upstreams[connection].socket)
    }
  }

  private mutating func sessionFailed(_ connection: UInt32) {
    metrics.count(.upstreamTLSFailures)
    memory.releaseAll(&upstreams[connection].sealedInput)
    let client = upstreams[connection].client
    if clients.contains(client) {
      clients[client.slot].exchange.sessionFailure = upstreamSessions[connection].failureReason
    }
    upstreamEnded(connection, failure: .lost)
  }

  // MARK: Sending

  /// Puts ciphertext behind what is to be sent to an upstream. False: there is no room, and the connection
  /// ends.
  private mutating func queueSealedRequest(_ connection: UInt32, _ segment: Segment) -> Bool {
    guard segment.count > 0 else {
      memory.release(segment)
      return true
    }
    guard memory.segments.append(segment, to: &upstreams[connection].sealedOut) else {
      memory.release(segment)
      metrics.count(limit: .leasesPerConnectionMax)
      failUpstream(connection, .lost)
      return false
    }
    return true
  }

  /// Makes records of the runs that were put together: of all of the head, and of as much more as there is
  /// room for. How many bytes of them; `nil`: nothing is to be sent now.
  mutating func sealRequest(_ connection: UInt32, atLeast head: Int) -> Int? {
    var taken = 0
    repeat {
      guard let room = roomForCiphertext(runs.bytes - taken, leaving: 0) else {
        failUpstream(connection, .lost)
        return nil
      }
      var written = 0
      while taken < runs.bytes {
        let plain = unsafe plaintext(from: taken)
        let sealed = unsafe upstreamSessions[connection].seal(
          plain, into: UnsafeMutableRawBufferPointer(rebasing: memory.bytes(room)[written...]))
        guard sealed.failure == nil else {
          memory.release(room)
          sessionFailed(connection)
          return nil
        }
        written += sealed.written
        taken += sealed.consumed
        if sealed.consumed < plain.count { break }
      }
      let records = Segment(memory: room.memory, offset: Int(room.offset), count: written)
      guard queueSealedRequest(connection, records) else { return nil }
    } while taken < head
    upstreams[connection].sealsRequest = true
    return taken
  }

  /// What is sealed next of the runs: one of them, or short ones copied together for one record.
  private func plaintext(from place: Int) -> UnsafeRawBufferPointer {
    let first = unsafe runs.rest(from: place)
    guard first.count < TLSSession.recordBytesMax, place + first.count < runs.bytes else {
      return unsafe first
    }
    var count = 0
    while unsafe count < record.bytes.count, place + count < runs.bytes {
      let rest = unsafe runs.rest(from: place + count)
      let part = unsafe min(rest.count, record.bytes.count - count)
      unsafe (record.bytes.baseAddress! + count).copyMemory(
        from: rest.baseAddress!, byteCount: part)
      count += part
    }
    return unsafe UnsafeRawBufferPointer(rebasing: record.bytes[0..<count])
  }

  /// Sends what is sealed for an upstream.
  mutating func sendSealedRequest(_ connection: UInt32, isFollowed: Bool) {
    guard !upstreams[connection].isSending, !upstreams[connection].sealedOut.isEmpty,
      upstreams[connection].phase != .closing
    else { return }
    runs.removeAll()
    var cursor = memory.segments.cursor(of: upstreams[connection].sealedOut)
    while runs.room > 0, let segment = memory.segments.next(&cursor) {
      unsafe runs.append(UnsafeRawBufferPointer(memory.bytes(segment)))
    }
    let hasMore = isFollowed || runs.bytes < upstreams[connection].sealedOut.bytes
    upstreams[connection].sealedSendingBytes = runs.bytes
    sendRunsToUpstream(connection, hasMore: hasMore)
  }

  /// An upstream takes no more of its request. Why may have come before its end does: with TLS 1.3 it refuses a
  /// certificate only when the request is on its way.
  private mutating func sealedRequestRefused(_ connection: UInt32) {
    if clients[upstreams[connection].client.slot].exchange.tunnel.isOpen {
      return failUpstream(connection, .lost)
    }
    clients[upstreams[connection].client.slot].exchange.delivery = .cut
    upstreams[connection].sealsRequest = false
    upstreams[connection].sealedAnswers = 0
    let handle = upstreamHandle(connection)
    openResponse(connection)
    if upstreams.contains(handle) { receiveResponse(connection) }
  }

  /// Ciphertext is with an upstream, or was refused.
  mutating func sealedRequestSent(_ connection: UInt32, _ completion: Completion) {
    guard Int(completion.result) == upstreams[connection].sealedSendingBytes else {
      memory.releaseAll(&upstreams[connection].sealedOut)
      return upstreams[connection].phase == .busy
        ? sealedRequestRefused(connection) : upstreamEnded(connection, failure: .lost)
    }
    metrics.count(.bytesToUpstreams, Int(completion.result))
    memory.drop(Int(completion.result), &upstreams[connection].sealedOut)
    guard upstreams[connection].sealedOut.isEmpty else {
      return sendSealedRequest(connection, isFollowed: false)
    }
    upstreams[connection].sealedAnswers = 0
    let handle = upstreamHandle(connection)
    if upstreams[connection].sealsRequest {
      upstreams[connection].sealsRequest = false
      if upstreams[connection].phase == .busy { requestPartSent(connection) }
    } else {
      pumpUpstream(connection)
    }
    // What waited for room to answer goes on.
    if upstreams.contains(handle), hasMoreToOpen(connection) { openResponse(connection) }
    if upstreams.contains(handle) { receiveResponse(connection) }
  }
}
