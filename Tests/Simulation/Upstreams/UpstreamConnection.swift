import Primitives

/// An upstream's side of one connection: reads requests, answers them, ends as it likes.
final class UpstreamConnection: Actor {
  let connection: SimulatedConnection
  let server: UpstreamServer
  private let secured: SecuredEnd?
  private var reader = MessageReader(ofRequests: true)
  private var behaviour: UpstreamBehaviour?
  private var requestCount = 0
  private var answer: [UInt8] = []
  private var answeredCount = 0
  private var closesAfterAnswer = false
  private var resetsAfterAnswer = false
  /// All of the answer is on its way, and the connection ends after it.
  private var isEnding = false
  /// What has been received may hold another whole request.
  private var hasUnread = false
  private var dieAtBody = Int.max
  private var wasAnswered = false
  /// What the answer that is being sent is like.
  private var behaviourAnswered = UpstreamBehaviour.normal
  private var stopAtAnswer = Int.max
  private(set) var isFinished = false
  private(set) var pauseUntilNanoseconds: UInt64 = 0
  /// It has read a request that it will never answer.
  private var isMute = false

  init(_ connection: SimulatedConnection, server: UpstreamServer) {
    self.connection = connection
    self.server = server
    secured = server.security.map { SecuredEnd($0) }
  }

  func step(in world: World) -> Bool {
    if connection.status == .reset || (isMute && connection.isClosedByWorker) {
      end(in: world)
      return true
    }
    guard !isMute, pauseUntilNanoseconds <= world.nowNanoseconds else { return false }
    if let secured, !secured.output.isEmpty { return sendSealed(secured, in: world) }
    if answeredCount < answer.count { return sendAnswer(in: world) }
    if isEnding { return endAnswered() }
    if hasUnread { return read(in: world) }
    if connection.receivableCount == 0, connection.status != .open {
      end(in: world)
      return true
    }
    guard connection.receivableCount > 0 else { return false }
    let most = world.chance(0.3) ? world.number(in: 1...512) : 65_536
    let bytes = connection.receive(most)
    guard let secured else {
      reader.feed(bytes)
      hasUnread = true
      return read(in: world)
    }
    let plain = secured.open(Array(bytes))
    if let failure = secured.failure { server.errors.append("no TLS (\(failure))") }
    reader.feed(plain[...])
    hasUnread = !plain.isEmpty
    return hasUnread ? read(in: world) : true
  }

  /// Reads on in what has been received: pipelined requests come together.
  private func read(in world: World) -> Bool {
    if behaviour == .slow {
      pauseUntilNanoseconds = world.nowNanoseconds + world.random.below(20_000_000)
    }
    if behaviour == nil, reader.isInMessage { begin(in: world) }
    if behaviour == .diesOnReuse, requestCount > 0 {
      die(in: world)
      return true
    }
    if let message = reader.next() {
      finish(message, in: world)
      return true
    }
    hasUnread = false
    if let error = reader.error {
      server.errors.append(error)
      connection.reset()
      isFinished = true
    } else if reader.hasHead {
      inBody(in: world)
    }
    return true
  }

  /// The first byte of a request is there.
  private func begin(in world: World) {
    let behaviours = server.behaviours
    behaviour = behaviours[Int(world.random.below(UInt64(behaviours.count)))]
    dieAtBody =
      behaviour == .diesInBody || behaviour == .stopsReading
      ? Int(world.random.below(16_384)) : .max
    wasAnswered = false
  }

  /// In the middle of a request.
  private func inBody(in world: World) {
    if reader.message.body.count >= dieAtBody {
      if behaviour == .stopsReading { isMute = true } else { return die(in: world) }
    }
    if behaviour == .early, !wasAnswered {
      wasAnswered = true
      closesAfterAnswer = true
      answer = Array(
        "HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 5\r\n\r\nearly".utf8
      )
      answeredCount = 0
    }
  }

  /// A whole request is there.
  private func finish(_ message: ReceivedMessage, in world: World) {
    let behaviour = behaviour ?? .normal
    world.note("upstream \(server.index) received \(message.startLine) whole, does \(behaviour)")
    server.deliveries.append(
      Delivery(
        upstream: server.index, connection: connection.number, message: message,
        behaviour: behaviour, wasAnswered: wasAnswered))
    requestCount += 1
    self.behaviour = nil
    switch behaviour {
    case .never:
      isMute = true
    case .diesBeforeAnswer, .diesInBody:
      die(in: world)
    case .early where wasAnswered: break
    default:
      let rendered = UpstreamAnswer.render(
        to: message, behaviour: behaviour, server: server, world: world)
      answer = rendered.bytes
      behaviourAnswered = behaviour
      stopAtAnswer = world.number(in: 0...max(0, answer.count - 2))
      closesAfterAnswer = rendered.closes
      resetsAfterAnswer = !behaviour.isHealthy && world.chance(0.5)
      answeredCount = 0
      if behaviour == .slow {
        pauseUntilNanoseconds = world.nowNanoseconds + world.random.below(200_000_000)
      }
    }
  }

  private func sendAnswer(in world: World) -> Bool {
    let left = answer[answeredCount...]
    var most = world.chance(0.3) ? world.number(in: 1...left.count) : left.count
    if behaviourAnswered == .stopsAnswering { most = min(most, stopAtAnswer - answeredCount) }
    let sent = send(left.prefix(most))
    answeredCount += sent
    if sent > 0,
      let last = server.deliveries.indices.last(where: {
        server.deliveries[$0].connection == connection.number
      })
    {
      server.deliveries[last].wasAnswered = true
    }
    if behaviourAnswered == .stopsAnswering, answeredCount >= stopAtAnswer { isMute = true }
    if answeredCount == answer.count {
      if closesAfterAnswer {
        isEnding = true
        if secured == nil { return endAnswered() }
        if !resetsAfterAnswer { secured?.finish() }
      }
      return true
    }
    return sent > 0
  }

  private func endAnswered() -> Bool {
    if resetsAfterAnswer { connection.reset() } else { connection.close() }
    isFinished = true
    return true
  }

  /// Sends a part of an answer, or puts it into records that are sent next; how much that was.
  private func send(_ part: ArraySlice<UInt8>) -> Int {
    guard let secured else { return connection.send(part) }
    guard !part.isEmpty else { return 0 }
    secured.seal(part)
    return part.count
  }

  private func sendSealed(_ secured: SecuredEnd, in world: World) -> Bool {
    let most = world.chance(0.3) ? world.number(in: 1...secured.output.count) : secured.output.count
    let sent = connection.send(secured.output[..<most])
    secured.sent(sent)
    return sent > 0
  }

  private func die(in world: World) {
    if reader.isInMessage { recordPart() }
    if world.chance(0.5) { connection.reset() } else { connection.close() }
    isFinished = true
  }

  private func end(in world: World) {
    if reader.isInMessage { recordPart() }
    connection.close()
    isFinished = true
  }

  /// What arrived of a request that never became whole.
  private func recordPart() {
    guard reader.hasHead else { return }
    server.deliveries.append(
      Delivery(
        upstream: server.index, connection: connection.number, message: reader.message,
        behaviour: behaviour ?? .normal, wasAnswered: wasAnswered))
  }
}
