import Configuration
import HTTP
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import TLS
import Telemetry

extension Worker where Driver: ~Copyable {
  /// The limits that an exchange is held to; outside an exchange, the present ones.
  // Inlined, so that a use copies one limit and not all of them.
  @inline(__always)
  func limits(of slot: UInt32) -> Limits {
    let index = clients[slot].phase == .exchange ? clients[slot].exchange.snapshot : current
    return snapshots[index]!.limits
  }

  /// Starts an exchange, under the present snapshot.
  mutating func beginExchange(_ slot: UInt32) {
    var exchange = Exchange()
    exchange.snapshot = current
    exchange.id = ids.next()
    exchange.begunNanoseconds = now
    exchange.limits = ExchangeLimits(snapshots[current]!.limits)
    snapshots[current]!.users += 1
    exchanges += 1
    clients[slot].exchange = exchange
    clients[slot].phase = .exchange
    clients[slot].requests += 1
    clients[slot].deadlineNanoseconds = .max
  }

  /// A whole head is there: says where the request goes, and begins with it.
  ///
  /// `head` lies in the memory of the input or of the client's block, of which `consumed` bytes of
  /// input are to be dropped.
  mutating func handleHead(_ slot: UInt32, _ head: Span<UInt8>, consumed: Int) {
    if isPreface(slot, head) { return takePreface(slot, head, consumed: consumed) }
    beginExchange(slot)
    if let fault = requestHead.parse(head) { return refuse(slot, fault) }
    clients[slot].exchange.method = requestHead.method
    clients[slot].exchange.isHTTP10 = requestHead.minorVersion == 0
    clients[slot].exchange.keepsAlive = requestHead.keepsAlive && !isDraining
    clients[slot].exchange.framing = requestHead.framing
    if let accept = requestHead.value(of: .accept) {
      clients[slot].exchange.format = .negotiate(accept: accept.span(in: head))
    }
    startBody(slot)
    let place = listeners[clients[slot].listener]
    guard place.generation == clients[slot].listenerGeneration else { return refuseOverload(slot) }
    let purpose = place.socket.purpose
    guard case .frontend(let listener) = purpose else {
      let path = requestHead.pathRange.span(in: head)
      let isStranger = namesStranger(head)
      if !isStranger, answeredVerdict(slot, path, consumed: consumed) { return }
      let answer = isStranger ? AdminAnswer.misdirected : adminAnswer(path)
      memory.drop(consumed, &clients[slot].input)
      return answerAdmin(slot, answer)
    }
    guard exchanges <= snapshots[current]!.exchangesMax else {
      metrics.count(limit: .exchangesMax)
      return refuseOverload(slot)
    }
    noteOrigin(slot, head)
    guard route(slot, head, listener: listener) else {
      // The head has been answered: left in the input, it would be read as the next request.
      if clients.isInUse(slot), clients[slot].phase == .exchange {
        memory.drop(consumed, &clients[slot].input)
      }
      return
    }
    noteAffinity(slot, head)
    let expectsContinue = requestHead.expectsContinue
    guard keepCanonicalHead(slot, head) else {
      // What the proxy adds, of a long certificate or by the route, leaves less room for what the client says.
      let isLong = showsCertificate(slot) || edits(of: slot).request != nil
      return isLong ? refuse(slot, .headTooLarge) : refuseOverload(slot)
    }
    memory.drop(consumed, &clients[slot].input)
    clients[slot].scanner.reset()
    proceed(slot, expectsContinue: expectsContinue)
  }

  private mutating func startBody(_ slot: UInt32) {
    switch clients[slot].exchange.framing {
    case .none, .length(0), .untilClose: clients[slot].exchange.isBodyComplete = true
    case .length(let count): clients[slot].exchange.remaining = count
    case .chunked:
      clients[slot].exchange.decoder = ChunkedDecoder(
        limits: snapshots[clients[slot].exchange.snapshot]!.httpLimits)
    }
  }

  /// Finds the route and checks what can be checked before the body. False: it is answered.
  private mutating func route(_ slot: UInt32, _ head: Span<UInt8>, listener: Int) -> Bool {
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    let match = snapshot.routeTables[listener].match(
      host: requestHead.authorityRange.span(in: head), path: requestHead.pathRange.span(in: head),
      head: requestHead, in: head)
    switch match {
    case .none where requestHead.method == .connect: return refuseConnect(slot)
    case .none:
      answer(slot, status: 404, reason: "no_route", outcome: .noRoute)
      return false
    case .ambiguous:
      clients[slot].exchange.keepsAlive = false
      answer(slot, status: 400, reason: "ambiguous_path", outcome: .badRequest)
      return false
    case .route(let index):
      let terms = snapshot.terms[listener][index]
      clients[slot].exchange.listener = listener
      clients[slot].exchange.route = index
      clients[slot].exchange.hasRoute = true
      clients[slot].exchange.limits = terms.limits
      clients[slot].exchange.backend = terms.backend
      clients[slot].exchange.scan = terms.scan
      if terms.isRestricted, !isAdmitted(slot, by: snapshot.routes[listener][index].access) {
        return false
      }
      // A stream of HTTP/2 is no connection.
      let isAllowed = terms.allowsTunnels && !clients[slot].isStream
      guard askForTunnel(slot, head, isAllowed: isAllowed) else { return false }
      if terms.scan == .stream { holdFirstWindow(slot, terms.streamWindowBytes) }
      if terms.endsHere, answerRoute(slot, snapshot.routes[listener][index].end, head) {
        return false
      }
      let isRepeatable = requestHead.method.isIdempotent || terms.isRetryUnsafe
      clients[slot].exchange.isRetained =
        isRepeatable && (terms.scan != .off || clients[slot].exchange.isBodyComplete)
    }
    if case .length(let count) = clients[slot].exchange.framing,
      count > clients[slot].exchange.limits.bodyBytesMax
    {
      metrics.count(limit: .bodyBytesMax)
      answer(slot, status: 413, reason: "body_too_large", outcome: .limit)
      return false
    }
    return true
  }

  /// What every exchange asks of its route.
  func terms(of slot: UInt32) -> RouteTerms {
    let (listener, route) = (clients[slot].exchange.listener, clients[slot].exchange.route)
    return snapshots[clients[slot].exchange.snapshot]!.terms[listener][route]
  }

  /// What the route of an exchange changes in heads.
  func edits(of slot: UInt32) -> HeadEdits {
    let (listener, route) = (clients[slot].exchange.listener, clients[slot].exchange.route)
    return snapshots[clients[slot].exchange.snapshot]!.edits[listener][route]
  }

  /// Puts the canonical head, still without its framing fields, into the client's block.
  private mutating func keepCanonicalHead(_ slot: UInt32, _ head: Span<UInt8>) -> Bool {
    var count = 0
    do {
      let client = clients[slot].address.text
      let origin = address(of: slot).text
      let scratch = unsafe MutableSpan<UInt8>(_unsafeBytes: scratch.bytes)
      var writer = ByteWriter(scratch)
      // An HTTP/1.0 client may name no host: what it connected to stands for it.
      let host = snapshots[clients[slot].exchange.snapshot]!.names.listener(
        listeners[clients[slot].listener].socket.purpose)
      requestHead.emit(
        from: head, client: client.span, isSecure: clients[slot].isSecure,
        isHTTP2: clients[slot].isStream, defaultHost: host.span, edits: edits(of: slot).request,
        forwarded: forwardedUse(slot), origin: origin.span, into: &writer)
      appendClientCertificate(slot, to: &writer)
      appendUpgrade(slot, head, to: &writer)
      guard writer.isWhole else { return false }
      count = writer.count
    }
    // Room for the framing fields is left by the block's size.
    let room =
      ByteWriter.framingBytesMax + Self.verdictFieldsBytesMax + Self.canonicalFieldBytesMax
    guard count + room <= memory.blocks.bytes else { return false }
    if clients[slot].block == .max {
      guard let block = memory.blocks.take() else { return false }
      clients[slot].block = block
    }
    unsafe memory.blocks.memory(clients[slot].block).copyMemory(
      from: UnsafeRawBufferPointer(rebasing: scratch.bytes[0..<count]))
    clients[slot].exchange.headCount = count
    clients[slot].blockCount = count
    return true
  }

  /// The head is accepted: scan, hold or pass on.
  private mutating func proceed(_ slot: UInt32, expectsContinue: Bool) {
    if terms(of: slot).isScanAPI {
      guard acceptScan(slot) else { return }
    } else if clients[slot].exchange.isBodyComplete {
      clients[slot].exchange.receivedNanoseconds = now
      clients[slot].exchange.outcome = .passed
      return deliver(slot)
    } else if clients[slot].exchange.scan == .hold {
      guard beginScan(slot) else {
        return answer(slot, status: 503, reason: "no_database", outcome: .overloaded)
      }
    } else if clients[slot].input.isEmpty {
      deliver(slot)
    }
    guard clients.isInUse(slot), clients[slot].phase == .exchange,
      clients[slot].exchange.answering == .none
    else { return }
    preferSingleReceives(slot)
    if clients[slot].isStream {
      if expectsContinue { continueStream(slot) }
    } else if expectsContinue, clients[slot].input.isEmpty, clients[slot].isSecure {
      sealContinue(slot)
    } else if expectsContinue, clients[slot].input.isEmpty, !clients[slot].isSending {
      clients[slot].isSending = true
      clients[slot].sendingBytes = 0
      clients[slot].operations += 1
      unsafe driver.send(
        statics.continueAnswer, to: clients[slot].socket, flags: .all,
        token: Token(.clientSend, clientHandle(slot)))
    }
    guard clients.isInUse(slot) else { return }
    setClientDeadline(slot)
  }

  /// A body of several leases is received lease by lease from now on.
  private mutating func preferSingleReceives(_ slot: UInt32) {
    let isLong: Bool
    switch clients[slot].exchange.framing {
    case .length(let count): isLong = count > 16_384
    case .chunked: isLong = true
    case .none, .untilClose: isLong = false
    }
    // One long body is enough for its connection to be received from in turns.
    if clients[slot].isStream {
      if isLong { clients[clients[slot].stream.connection.slot].prefersMultishot = false }
    } else {
      clients[slot].prefersMultishot = !isLong
    }
  }

  private mutating func beginScan(_ slot: UInt32) -> Bool {
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    guard let session = snapshot.sessions?.take() else { return false }
    clients[slot].exchange.session = session
    var expected: UInt64?
    if case .length(let count) = clients[slot].exchange.framing { expected = count }
    let mayStream = clients[slot].exchange.stream.stage == .gathering
    snapshot.sessions!.withSession(session) { session, _ in
      if mayStream {
        session.beginPassing(bodyBytes: expected)
      } else {
        session.begin(bodyBytes: expected)
      }
    }
    return true
  }
}

extension Memory {
  /// Takes `count` bytes of input off, if there are any to take.
  mutating func drop(_ count: Int, _ queue: inout SegmentQueue) {
    if count > 0 { consume(count, from: &queue) }
  }
}
