public import Primitives
public import TLS

/// A client of the worker under test.
public final class ClientActor: Actor {
  /// How its connection ended.
  public enum End: Sendable, Equatable {
    /// Not yet.
    case none
    /// The connect was refused.
    case refused
    /// It closed or reset the connection itself.
    case byItself
    /// The other side closed in order.
    case closed
    /// The connection was reset.
    case reset
    /// It gave up waiting.
    case outOfPatience
  }

  /// Its place among the clients of the world.
  public let number: Int
  public let plan: ClientPlan
  /// The final responses, in order.
  public private(set) var responses: [ReceivedMessage] = []
  /// Interim responses.
  public private(set) var interimCount = 0
  /// What had arrived of a response when the connection ended.
  public private(set) var partialResponse: ReceivedMessage?
  /// Why what it received is not HTTP/1.1.
  public private(set) var error: String?
  public private(set) var end = End.none
  /// How many bytes it has sent, and received.
  public private(set) var sentCount = 0
  public private(set) var receivedCount = 0
  /// How many requests it has sent whole.
  public private(set) var requestsSentCount = 0
  public private(set) var isFinished = false
  /// What it speaks TLS with; `nil`: it speaks in the clear. To be set before it connects.
  public var security: TLSClient?

  /// Whether it speaks HTTP/2. To be set before it connects.
  public var speaksHTTP2 = false

  private var secured: SecuredEnd?
  private var framed: FramedEnd?
  private let target: SocketAddress
  private let address: SocketAddress
  private var connection: SimulatedConnection?
  private var reader = MessageReader(ofRequests: false)
  private var output: [UInt8] = []
  private var outputDone = 0
  private var bodyWaiting: [UInt8]?
  private var continueNanoseconds: UInt64 = 0
  private var requestsBegunCount = 0
  private let startNanoseconds: UInt64
  private var nowNanoseconds: UInt64
  private var deadlineNanoseconds: UInt64 = .max
  private var readNanoseconds: UInt64 = 0
  private var writeNanoseconds: UInt64 = 0
  private var hasHalfClosed = false

  /// A client that connects to `target` from `address`.
  public init(plan: ClientPlan, target: SocketAddress, address: SocketAddress, in world: World) {
    self.plan = plan
    self.target = target
    self.address = address
    startNanoseconds = world.nowNanoseconds + plan.startNanoseconds
    nowNanoseconds = world.nowNanoseconds
    number = world.clients.count
    world.clients.append(self)
  }

  public var pauseUntilNanoseconds: UInt64 {
    guard connection != nil else { return startNanoseconds }
    var next = deadlineNanoseconds
    for moment in [readNanoseconds, writeNanoseconds] where moment > nowNanoseconds {
      next = min(next, moment)
    }
    return next
  }

  public func step(in world: World) -> Bool {
    nowNanoseconds = world.nowNanoseconds
    guard let connection else {
      guard nowNanoseconds >= startNanoseconds else { return false }
      connect(in: world)
      return true
    }
    if nowNanoseconds >= deadlineNanoseconds {
      finish(.outOfPatience, connection)
      return true
    }
    let hasRead = read(connection, in: world)
    if isFinished { return true }
    return write(connection, in: world) || hasRead
  }

  private func connect(in world: World) {
    connection = world.connect(to: target, from: address)
    world.note("client \(number) connects as connection \(connection?.number ?? 0): \(summary)")
    deadlineNanoseconds = nowNanoseconds &+ plan.patienceNanoseconds
    secured = security.map(SecuredEnd.init)
    framed = speaksHTTP2 ? FramedEnd() : nil
    if connection == nil {
      end = .refused
      isFinished = true
    }
  }

  /// Its plan in a line.
  private var summary: String {
    let requests = plan.requests.map {
      "\($0.method) \($0.target) \($0.framing) \($0.body.count)\($0.expectsContinue ? " expects" : "")"
    }
    return "\(requests), writes \(plan.writeBytesMax), reads \(plan.readBytesMax), \(plan.ending)"
  }

  private func finish(_ how: End, _ connection: SimulatedConnection, isReset: Bool = false) {
    end = how
    isFinished = true
    if reader.isInMessage { partialResponse = reader.message }
    if isReset { connection.reset() } else { connection.close() }
  }

  // Reading.

  private func read(_ connection: SimulatedConnection, in world: World) -> Bool {
    guard nowNanoseconds >= readNanoseconds else { return false }
    switch connection.status {
    case .reset:
      finish(.reset, connection)
      return true
    case .ended:
      if let last = reader.end() {
        if let secured, !secured.hasEnded { error = "a response whose end nobody vouches for" }
        responses.append(last)
      }
      finish(.closed, connection)
      return true
    case .open: break
    }
    guard connection.receivableCount > 0 else { return false }
    if case .stopsReading(let limit) = plan.ending, receivedCount >= limit {
      // Nothing is read, but the end of the connection is noticed.
      guard connection.isClosedByWorker else { return false }
      finish(.byItself, connection)
      return true
    }
    readNanoseconds = nowNanoseconds + world.random.below(plan.readPauseNanosecondsMax + 1)
    var most =
      receivedCount < plan.slowReadCount ? world.number(in: 1...plan.readBytesMax) : 65_536
    if case .deaf(let limit, let isReset) = plan.ending {
      most = min(most, limit - receivedCount)
      guard most > 0 else {
        finish(.byItself, connection, isReset: isReset)
        return true
      }
    }
    prepareReader()
    let bytes = connection.receive(most)
    receivedCount += bytes.count
    if let secured {
      feed(secured, bytes)
    } else if let framed {
      reader.feed(framed.receive(Array(bytes))[...])
      writeNanoseconds = nowNanoseconds
    } else {
      reader.feed(bytes)
    }
    takeResponses(in: world)
    if let framed, framed.isBroken {
      finish(.reset, connection)
      return true
    }
    if let error = reader.error, self.error == nil { self.error = error }
    if plan.ending != .stays, plan.ending != .halfClose, !plan.requests.isEmpty,
      responses.count >= plan.requests.count
    {
      finish(.byItself, connection)
    }
    return true
  }

  private func feed(_ secured: SecuredEnd, _ bytes: ArraySlice<UInt8>) {
    let waited = secured.output.count
    let wasEstablished = secured.isEstablished
    reader.feed(secured.open(Array(bytes))[...])
    if let failure = secured.failure { error = "no TLS (\(failure))" }
    if secured.output.count > waited || !wasEstablished { writeNanoseconds = nowNanoseconds }
  }

  private func takeResponses(in world: World) {
    while let response = reader.next() {
      continueNanoseconds = 0
      if response.isInterim {
        interimCount += 1
        writeNanoseconds = nowNanoseconds
      } else {
        world.note("client \(number) got \(response.status)")
        responses.append(response)
        writeNanoseconds = nowNanoseconds + world.random.below(plan.thinkNanosecondsMax + 1)
      }
      prepareReader()
    }
  }

  /// A response's framing depends on its request's method.
  private func prepareReader() {
    guard responses.count < plan.requests.count else { return }
    let request = plan.requests[responses.count]
    reader.isAnswerToHead = request.method == "HEAD" && request.garbage == nil
  }

  // Writing.

  private func write(_ connection: SimulatedConnection, in world: World) -> Bool {
    guard nowNanoseconds >= writeNanoseconds, !hasHalfClosed else { return false }
    if case .vanish(let limit, let isReset) = plan.ending, sentCount >= limit {
      finish(.byItself, connection, isReset: isReset)
      return true
    }
    if case .stalls(let limit) = plan.ending, sentCount >= limit { return false }
    if let secured { return writeSecured(secured, connection, in: world) }
    if let framed { return writeFramed(framed, connection, in: world) }
    if outputDone == output.count { nextOutput(in: world) }
    guard outputDone < output.count else { return endWriting(connection) }
    var most = min(world.number(in: 1...plan.writeBytesMax), output.count - outputDone)
    switch plan.ending {
    case .vanish(let limit, _), .stalls(let limit): most = min(most, limit - sentCount)
    default: break
    }
    let sent = connection.send(output[outputDone..<outputDone + most])
    outputDone += sent
    sentCount += sent
    if outputDone == output.count, bodyWaiting == nil { requestsSentCount = requestsBegunCount }
    if sent > 0 {
      writeNanoseconds = nowNanoseconds + world.random.below(plan.writePauseNanosecondsMax + 1)
    }
    return sent > 0
  }

  private func writeSecured(
    _ secured: SecuredEnd, _ connection: SimulatedConnection, in world: World
  ) -> Bool {
    if secured.output.isEmpty, secured.isEstablished, !secured.hasFinished {
      if outputDone == output.count { nextOutput(in: world) }
      // A byte a record would only take long.
      let most = world.number(in: 1...max(100, plan.writeBytesMax))
      let part = min(most, output.count - outputDone)
      if part > 0 { secured.seal(output[outputDone..<outputDone + part]) }
      outputDone += part
    }
    guard !secured.output.isEmpty else {
      return secured.isEstablished && outputDone == output.count ? endWriting(connection) : false
    }
    var most = min(world.number(in: 1...plan.writeBytesMax), secured.output.count)
    switch plan.ending {
    case .vanish(let limit, _), .stalls(let limit): most = min(most, limit - sentCount)
    default: break
    }
    let sent = connection.send(secured.output[..<most])
    secured.sent(sent)
    sentCount += sent
    if secured.output.isEmpty, outputDone == output.count, bodyWaiting == nil {
      requestsSentCount = requestsBegunCount
    }
    if sent > 0 {
      writeNanoseconds = nowNanoseconds + world.random.below(plan.writePauseNanosecondsMax + 1)
    }
    return sent > 0
  }

  private func writeFramed(
    _ framed: FramedEnd, _ connection: SimulatedConnection, in world: World
  ) -> Bool {
    while requestsBegunCount < plan.requests.count,
      plan.isPipelined || responses.count >= requestsBegunCount
    {
      framed.send(plan.requests[requestsBegunCount])
      requestsBegunCount += 1
    }
    if framed.output.isEmpty { framed.produce() }
    guard !framed.output.isEmpty else {
      return framed.hasSentAll ? endWriting(connection) : false
    }
    var most = min(world.number(in: 1...plan.writeBytesMax), framed.output.count)
    switch plan.ending {
    case .vanish(let limit, _), .stalls(let limit): most = min(most, limit - sentCount)
    default: break
    }
    let sent = connection.send(framed.output[..<most])
    framed.sent(sent)
    sentCount += sent
    if framed.hasSentAll { requestsSentCount = requestsBegunCount }
    if sent > 0 {
      writeNanoseconds = nowNanoseconds + world.random.below(plan.writePauseNanosecondsMax + 1)
    }
    return sent > 0
  }

  /// Renders what is to be sent next: a request, or the body that waited for an interim response.
  private func nextOutput(in world: World) {
    if let body = bodyWaiting {
      guard continueNanoseconds <= nowNanoseconds else {
        writeNanoseconds = continueNanoseconds
        return
      }
      bodyWaiting = nil
      output = body
      outputDone = 0
      requestsBegunCount += 1
      return
    }
    guard requestsBegunCount < plan.requests.count,
      plan.isPipelined || responses.count >= requestsBegunCount
    else { return }
    let request = plan.requests[requestsBegunCount]
    let text = request.render(in: world)
    outputDone = 0
    if request.expectsContinue {
      output = text.head
      bodyWaiting = text.body
      continueNanoseconds = nowNanoseconds + 1_000_000_000
    } else {
      output = text.head + text.body
      requestsBegunCount += 1
    }
  }

  private func endWriting(_ connection: SimulatedConnection) -> Bool {
    guard bodyWaiting == nil, requestsBegunCount == plan.requests.count else { return false }
    if case .vanishWhenSent(let isReset) = plan.ending {
      finish(.byItself, connection, isReset: isReset)
      return true
    }
    guard plan.ending == .halfClose else { return false }
    if let secured, !secured.hasFinished {
      secured.finish()
      return true
    }
    hasHalfClosed = true
    connection.finish()
    return true
  }
}
