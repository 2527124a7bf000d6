import Glibc
import Primitives
import Ring

/// A byte relay on a ring: what arrives from a client goes to the upstream, and back.
///
/// Small, but with everything that the simulator is to be tried with: leases sent as they are,
/// multishot receives that end, half-closes, and connections that are joined before they are closed.
final class Relay<Driver: RingDriver & ~Copyable> {
  enum Operation: UInt8 {
    case accept = 1
    case connect, receiveClient, receiveUpstream, toUpstream, toClient
  }

  struct Side {
    var socket = Descriptor.none
    var waiting: [(buffer: UInt16, count: Int)] = []
    var isReceiving = false
    var isSending = false
    var isEnded = false
    var isFinished = false
    var bytesSent = 0
  }

  struct Pair {
    var sides = [Side(), Side()]
    var isConnected = false
    var isConnecting = false
    var isClosing = false
    var isClosed = false
    var inFlight: Int {
      sides.reduce(isConnecting ? 1 : 0) { $0 + ($1.isReceiving ? 1 : 0) + ($1.isSending ? 1 : 0) }
    }
  }

  /// A mistake to make, so that the simulator can be seen to notice.
  enum Mistake {
    case none, providesTooEarly, closesTooEarly, closesTwice, submitsTwice, keepsLease
  }

  var driver: Driver
  var pool: BufferPool
  var pairs: [Pair] = []
  let listener: Descriptor
  let upstream: SocketAddress
  var mistake = Mistake.none
  var isAccepting = false
  var closedCount = 0
  var isDraining = false
  /// A group had no buffer left: asking again at once would only go in circles.
  var isStarved = [false, false]

  init(driver: consuming Driver, listener: Descriptor, upstream: SocketAddress) throws {
    self.driver = driver
    pool = try BufferPool(capacity: 16, stride: 4_096, headroom: 64)
    self.listener = listener
    self.upstream = upstream
    try self.driver.register(pool, uploads: 8, responses: 8)
    for group in [BufferGroup.uploads, .responses] {
      for _ in 0..<8 { provide(pool.take()!, to: group) }
    }
  }

  private func provide(_ buffer: UInt16, to group: BufferGroup) {
    isStarved[Int(group.rawValue)] = false
    unsafe driver.provide(buffer, pool.receivable(buffer), to: group)
  }

  private func token(_ pair: Int, _ operation: Operation) -> Token {
    Token(slot: UInt32(pair), generation: 1, operation: operation.rawValue)
  }

  /// Runs until `connections` have been relayed and closed, or for so long; then ends all that is left.
  func run(connections: Int, nanoseconds: UInt64 = 60_000_000_000) throws {
    acceptMore()
    let deadline = driver.nowNanoseconds + nanoseconds
    while closedCount < connections, driver.nowNanoseconds < deadline { try turn() }
    isDraining = true
    for index in pairs.indices { pairs[index].isClosing = true }
    driver.cancel(Self.acceptToken)
    while isAccepting || pairs.contains(where: { !$0.isClosed }) { try turn() }
    driver.close(listener)
    try driver.submit(waitingUntilNanoseconds: nil)
  }

  private func turn() throws {
    try driver.submit(waitingUntilNanoseconds: driver.nowNanoseconds + 1_000_000_000)
    while let completion = driver.nextCompletion() { took(completion) }
    for pair in pairs.indices { goOn(pair) }
  }

  private static var acceptToken: Token {
    Token(slot: 0, generation: 0, operation: Operation.accept.rawValue)
  }

  private func acceptMore() {
    isAccepting = true
    driver.accept(from: listener, token: Self.acceptToken)
  }

  private func took(_ completion: Completion) {
    let index = Int(completion.token.slot)
    switch Operation(rawValue: completion.token.operation)! {
    case .accept:
      isAccepting = completion.isMoreToCome
      if completion.result >= 0 { accepted(Descriptor(completion.result)) }
      if !isAccepting, !isDraining { acceptMore() }
    case .connect:
      pairs[index].isConnecting = false
      pairs[index].isConnected = completion.result == 0
      if completion.result != 0 { pairs[index].isClosing = true }
    case .receiveClient: received(completion, index, from: 0)
    case .receiveUpstream: received(completion, index, from: 1)
    case .toUpstream: sent(completion, index, to: 1)
    case .toClient: sent(completion, index, to: 0)
    }
  }

  private func accepted(_ socket: Descriptor) {
    var pair = Pair()
    pair.sides[0].socket = socket
    pair.isClosing = isDraining
    if isDraining {
      pairs.append(pair)
      return
    }
    if let other = try? driver.socket(family: upstream.family) {
      pair.sides[1].socket = other
      pair.isConnecting = true
      driver.connect(other, to: upstream, token: token(pairs.count, .connect))
    } else {
      pair.isClosing = true
    }
    pairs.append(pair)
  }

  private func received(_ completion: Completion, _ index: Int, from side: Int) {
    pairs[index].sides[side].isReceiving = completion.isMoreToCome
    if let buffer = completion.buffer {
      pairs[index].sides[1 - side].waiting.append((buffer, Int(completion.result)))
    } else if completion.result == 0 {
      pairs[index].sides[side].isEnded = true
    } else if completion.result == -ENOBUFS {
      isStarved[side] = true
    } else if completion.result < 0 {
      pairs[index].isClosing = true
    }
  }

  private func sent(_ completion: Completion, _ index: Int, to side: Int) {
    pairs[index].sides[side].isSending = false
    let (buffer, count) = pairs[index].sides[side].waiting.removeFirst()
    if mistake == .keepsLease, side == 1 { return }
    if mistake != .providesTooEarly { provide(buffer, to: side == 1 ? .uploads : .responses) }
    if completion.result == Int32(count) {
      pairs[index].sides[side].bytesSent += count
    } else {
      pairs[index].isClosing = true
    }
  }

  /// Starts what can be started on a pair, and closes it when nothing is in flight any more.
  private func goOn(_ index: Int) {
    guard !pairs[index].isClosed else { return }
    if pairs[index].isClosing { return close(index) }
    guard pairs[index].isConnected else { return }
    for side in 0...1 {
      send(index, to: side)
      receive(index, from: side)
    }
    if pairs[index].sides.allSatisfy({ $0.isFinished }) { pairs[index].isClosing = true }
  }

  private func send(_ index: Int, to side: Int) {
    let state = pairs[index].sides[side]
    guard !state.isSending else { return }
    if let (buffer, count) = state.waiting.first {
      pairs[index].sides[side].isSending = true
      let operation = side == 1 ? Operation.toUpstream : .toClient
      unsafe driver.send(
        UnsafeRawBufferPointer(pool.slice(buffer, offset: pool.headroom, count: count)),
        to: state.socket, flags: .all, token: token(index, operation))
      if mistake == .providesTooEarly { provide(buffer, to: side == 1 ? .uploads : .responses) }
    } else if pairs[index].sides[1 - side].isEnded, !state.isFinished {
      pairs[index].sides[side].isFinished = true
      driver.shutdown(state.socket, how: Int32(SHUT_WR))
    }
  }

  private func receive(_ index: Int, from side: Int) {
    let state = pairs[index].sides[side]
    // No more is asked for while much is waiting to be sent.
    guard !state.isReceiving, !state.isEnded, !isStarved[side],
      pairs[index].sides[1 - side].waiting.count < 2
    else {
      return
    }
    pairs[index].sides[side].isReceiving = true
    let operation = side == 0 ? Operation.receiveClient : .receiveUpstream
    driver.receive(
      from: state.socket, group: side == 0 ? .uploads : .responses, multishot: true,
      awaitsReadiness: false, token: token(index, operation))
    if mistake == .submitsTwice {
      driver.receive(
        from: state.socket, group: side == 0 ? .uploads : .responses, multishot: true,
        awaitsReadiness: false, token: token(index, operation))
    }
  }

  private func close(_ index: Int) {
    let pair = pairs[index]
    if pair.inFlight > 0, mistake != .closesTooEarly {
      if pair.isConnecting { driver.cancel(token(index, .connect)) }
      for side in 0...1 {
        if pair.sides[side].isReceiving {
          driver.cancel(token(index, side == 0 ? .receiveClient : .receiveUpstream))
        }
        if pair.sides[side].isSending {
          driver.cancel(token(index, side == 0 ? .toClient : .toUpstream))
        }
      }
      return
    }
    for side in 0...1 {
      if pair.sides[side].socket.isOpen { driver.close(pair.sides[side].socket) }
      if mistake == .closesTwice { driver.close(pair.sides[side].socket) }
      for (buffer, _) in pair.sides[side].waiting {
        provide(buffer, to: side == 1 ? .uploads : .responses)
      }
    }
    pairs[index].isClosed = true
    closedCount += 1
  }
}
