import Configuration
import HTTP
import HTTP2
import Primitives
import Proxy
import Ring
import TLS
import Telemetry

extension Worker where Driver: ~Copyable {
  /// The session of a connection that speaks HTTP/2, or of a stream's connection; `nil` where that is gone.
  func session(of slot: UInt32) -> HTTP2Session? {
    guard clients[slot].isStream else { return sessions[Int(slot)] }
    let connection = clients[slot].stream.connection
    return clients.contains(connection) ? sessions[Int(connection.slot)] : nil
  }

  // MARK: Beginning

  /// Whether a head is the beginning of the bytes with which a client says that it speaks HTTP/2 (RFC 9113,
  /// section 3.4). Over TLS it would have said so in the handshake.
  func isPreface(_ slot: UInt32, _ head: Span<UInt8>) -> Bool {
    guard head.count == Self.prefaceHeadBytes, clients[slot].requests == 0,
      !clients[slot].isSecure, !clients[slot].isStream, offersHTTP2(slot)
    else { return false }
    let preface = HTTP2Session.preface
    return preface.withUTF8Buffer { text in
      head.indices.allSatisfy { unsafe head[$0] == text[$0] }
    }
  }

  /// What of the preface looks like a head of HTTP/1.1.
  private static var prefaceHeadBytes: Int { 18 }

  private func offersHTTP2(_ slot: UInt32) -> Bool {
    let place = listeners[clients[slot].listener]
    guard place.generation == clients[slot].listenerGeneration,
      case .frontend(let number) = place.socket.purpose
    else { return false }
    return snapshots[current]!.shared.configuration.listeners[number].speaksHTTP2
  }

  /// Goes over to HTTP/2, with what was read of the preface.
  mutating func takePreface(_ slot: UInt32, _ head: Span<UInt8>, consumed: Int) {
    beginHTTP2(slot)
    guard clients.isInUse(slot), clients[slot].phase == .streams, let session = session(of: slot)
    else { return }
    var offset = 0
    _ = session.next(in: head, from: &offset, nowNanoseconds: now)
    memory.drop(consumed, &clients[slot].input)
    memory.releaseBlock(&clients[slot].block)
    clients[slot].blockCount = 0
    clients[slot].scanner.reset()
  }

  /// Goes over to HTTP/2.
  mutating func beginHTTP2(_ slot: UInt32) {
    guard let stock = sessionStock, let session = HTTP2Session(stock: stock) else {
      metrics.count(limit: .exchangesMax)
      return closeClient(slot)
    }
    metrics.count(.http2Connections)
    sessions[Int(slot)] = session
    clients[slot].phase = .streams
    clients[slot].streams = ClientStreams()
    clients[slot].streams.idleDeadline = deadline(
      snapshots[current]!.limits.headTimeoutMilliseconds)
    if isDraining { announceGoingAway(slot) }
    setFramesDeadline(slot)
    pumpLater(slot)
  }

  // MARK: Reading

  /// Reads what was received of frames.
  mutating func readFrames(_ slot: UInt32, _ segment: Segment) {
    guard let session = session(of: slot) else { preconditionFailure("a connection has one") }
    let handle = clientHandle(slot)
    allowWindow(slot, session)
    let span = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(memory.bytes(segment)))
    var offset = 0
    while true {
      let event = session.next(in: span, from: &offset, nowNanoseconds: now)
      if event == .needsInput { break }
      if event == .ended {
        endFrames(slot)
        break
      }
      happened(slot, session, event, segment)
      guard clients.contains(handle), clients[slot].phase == .streams else { return }
    }
    memory.drop(Int(segment.count), &clients[slot].input)
    noteWindow(slot, session)
    if session.isWithinHead {
      let isNew = clients[slot].streams.headDeadline == .max
      let limit = snapshots[current]!.limits.headTimeoutMilliseconds
      if isNew { clients[slot].streams.headDeadline = deadline(limit) }
    } else {
      clients[slot].streams.headDeadline = .max
    }
    setFramesDeadline(slot)
    pumpLater(slot)
  }

  /// What has become of streams in sending; `segment` is what ranges of bodies lie in.
  mutating func happened(
    _ slot: UInt32, _ session: HTTP2Session, _ event: HTTP2Event, _ segment: Segment?
  ) {
    switch event {
    case .request(let stream, _, let fault): openStream(slot, session, stream, fault)
    case .body(let stream, let tag, let range):
      guard let segment, isStream(tag, stream, of: slot) else { return }
      streamBodyArrived(tag, range, of: segment)
    case .end(let stream, let tag):
      if isStream(tag, stream, of: slot) { streamBodyEnded(tag) }
    // Nobody scans them, so nobody gets them; as with HTTP/1.1.
    case .trailers: break
    case .closed(let stream, let tag, _):
      if isStream(tag, stream, of: slot) { streamClosed(tag) }
    case .needsInput, .ended: break
    }
  }

  /// Whether a slot still is that stream: a stream may end on this side before it does so on the other.
  func isStream(_ tag: UInt32, _ stream: Int32, of connection: UInt32) -> Bool {
    tag != .max && clients.isInUse(tag) && clients[tag].stream.number == stream
      && clients[tag].stream.connection == clientHandle(connection)
  }

  // MARK: Windows

  /// Lets windows grow by what is left for all of them.
  private func allowWindow(_ slot: UInt32, _ session: HTTP2Session) {
    let budget = snapshots[current]!.limits.windowBytesPerWorkerMax
    session.windowBytesMax = session.windowBytes + max(0, budget - windowBytes)
  }

  private mutating func noteWindow(_ slot: UInt32, _ session: HTTP2Session) {
    let grown = session.windowBytes - session.windowBytesMin
    let before = clients[slot].streams.windowBytes
    guard grown != before else { return }
    clients[slot].streams.windowBytes = grown
    windowBytes += grown - before
    let limits = snapshots[current]!.limits
    if session.windowBytes >= limits.windowBytesMax { metrics.count(limit: .windowBytesMax) }
    if windowBytes >= limits.windowBytesPerWorkerMax {
      metrics.count(limit: .windowBytesPerWorkerMax)
    }
  }

  /// Counts what a session has refused by itself.
  mutating func noteRefusals(_ slot: UInt32, _ session: HTTP2Session) {
    let refused = session.streamsRefused - clients[slot].streams.refusalsCounted
    guard refused > 0 else { return }
    clients[slot].streams.refusalsCounted = session.streamsRefused
    for _ in 0..<refused { metrics.count(limit: .streamsPerConnectionMax) }
  }
}
