import Glibc

/// The clients: each connection sends a request, waits for the whole response and sends the next.
struct Uploader: ~Copyable {
  /// Who answers.
  enum Dialogue {
    /// An HTTP/1.1 server; connections are kept.
    case http
    /// clamd, which answers one INSTREAM on a connection and closes it.
    case clamd
  }

  /// When no more requests are begun. Those under way are finished, so that every byte that the proxy
  /// has worked for is counted.
  struct Limit {
    /// Requests to begin.
    var requestsMax = Int.max
    /// The moment after which none is begun.
    var deadline = UInt64.max
  }

  private(set) var tally = Tally()
  /// Connections with a request under way.
  private(set) var activeCount = 0
  /// Whether a connection waits for its turn to send.
  var hasMore: Bool { !again.isEmpty }

  /// What one connection sends before the next has its turn. Less would cost more system calls; more
  /// would leave megabytes in one socket while the others starve.
  private static let turnBytes = 262_144
  private static let errorsMax = 10_000

  private let target: SocketAddress
  private let dialogue: Dialogue
  private let images: RequestImages
  private let verifies: Bool
  private let limit: Limit
  private var connections: [UploadConnection]
  private let slab: Slab
  private var again: [Int] = []
  private var turn: [Int] = []
  private var begun = 0

  /// Opens `count` connections to `target`; `start` makes them send.
  init(
    target: SocketAddress, count: Int, dialogue: Dialogue, images: consuming RequestImages,
    verifies: Bool, limit: Limit
  ) {
    self.target = target
    self.dialogue = dialogue
    self.images = images
    self.verifies = verifies
    self.limit = limit
    connections = .init(repeating: UploadConnection(), count: count)
    slab = Slab(pieces: count, pieceBytes: 8192)
    again.reserveCapacity(count)
    turn.reserveCapacity(count)
  }

  /// Connects all and sends the first requests.
  mutating func start(queue: borrowing EventQueue) throws {
    for index in connections.indices {
      try open(index, queue: queue)
    }
    for index in connections.indices {
      beginNext(index)
    }
  }

  /// Sends and receives on connection `index` as far as it goes.
  mutating func ready(_ index: Int, isReadable: Bool, queue: borrowing EventQueue) throws {
    if isReadable, connections[index].isActive {
      try receive(index, queue: queue)
    }
    transmit(index)
  }

  /// Gives those that wait for it their next turn to send.
  mutating func resume() {
    swap(&again, &turn)
    for index in turn {
      connections[index].isQueued = false
      transmit(index)
    }
    turn.removeAll(keepingCapacity: true)
  }

  private mutating func open(_ index: Int, queue: borrowing EventQueue) throws {
    if connections[index].descriptor >= 0 {
      close(connections[index].descriptor)
      tally.reconnects += 1
    }
    connections[index].descriptor = -1
    connections[index].descriptor = try Socket.connected(to: target)
    try queue.add(connections[index].descriptor, .init(.upload, index))
  }

  private mutating func beginNext(_ index: Int) {
    let now = Clock.now
    guard begun < limit.requestsMax, now < limit.deadline, tally.errors < Self.errorsMax else {
      return
    }
    connections[index].begin(image: begun % images.count, at: now)
    begun += 1
    activeCount += 1
    transmit(index)
  }

  private mutating func transmit(_ index: Int) {
    guard connections[index].isActive, !connections[index].isQueued else { return }
    let bytes = unsafe images.bytes(of: connections[index].image)
    let sent = connections[index].sent
    let count = min(bytes.count - sent, Self.turnBytes)
    guard count > 0 else { return }
    let result = unsafe send(
      connections[index].descriptor, bytes.baseAddress! + sent, count,
      Int32(MSG_NOSIGNAL))
    // A failed send is not the end: the response that explains it may already be there to be read.
    guard result > 0 else { return }
    connections[index].sent += result
    if result == count, sent + result < bytes.count {
      connections[index].isQueued = true
      again.append(index)
    }
  }

  private mutating func receive(_ index: Int, queue: borrowing EventQueue) throws {
    let received = connections[index].received
    let got: Int
    if connections[index].responseRemaining > 0 {
      // The end of a response too large for the piece is of no interest.
      let wanted = min(connections[index].responseRemaining, slab.pieceBytes)
      got = unsafe recv(
        connections[index].descriptor, slab.piece(index).baseAddress, wanted, 0)
      if got > 0 { connections[index].responseRemaining -= got }
    } else {
      let room = unsafe slab.piece(index).baseAddress! + received
      got = unsafe recv(connections[index].descriptor, room, slab.pieceBytes - received, 0)
      if got > 0 {
        connections[index].received += got
        read(index)
      }
    }
    if got == 0 || (got < 0 && errno != EAGAIN) {
      tally.errors += 1
      try finish(index, keeps: false, queue: queue)
    } else if connections[index].status != 0, connections[index].responseRemaining == 0 {
      tallyResponse(index)
      let isSent =
        unsafe connections[index].sent == images.bytes(of: connections[index].image).count
      try finish(index, keeps: isSent && !connections[index].closes, queue: queue)
    } else if got == slab.pieceBytes {
      try receive(index, queue: queue)
    }
  }

  /// Reads the response's head once it is complete.
  private mutating func read(_ index: Int) {
    let received = connections[index].received
    switch dialogue {
    case .http:
      let head = slab.withBytes(of: index, count: received) { MessageHead($0) }
      guard let head else { return }
      if head.status < 200 {
        // An interim response: what follows it is the one that counts.
        let piece = unsafe slab.piece(index)
        let rest = received - head.headBytes
        unsafe memmove(piece.baseAddress!, piece.baseAddress! + head.headBytes, rest)
        connections[index].received = rest
        if rest > 0 { read(index) }
        return
      }
      connections[index].status = head.status
      connections[index].closes = head.closes
      let total = head.headBytes + head.contentLength
      connections[index].responseRemaining = max(0, total - received)
    case .clamd:
      let reply = slab.withBytes(of: index, count: received) { ClamdReply($0) }
      guard let reply else { return }
      connections[index].status = reply.status
      connections[index].closes = true
    }
  }

  private mutating func tallyResponse(_ index: Int) {
    let connection = connections[index]
    tally.latencies.record(nanoseconds: Clock.now - connection.startedAt)
    tally.count(status: connection.status)
    tally.bodyBytes += images.bodyBytes
    guard verifies, connection.status == 200 else { return }
    let digest = images.digests[connection.image]
    let start = connection.received - BodyDigest.hexadecimalDigits
    let isSame = slab.withBytes(of: index, count: connection.received) { bytes in
      start >= 0
        && (0..<BodyDigest.hexadecimalDigits).allSatisfy {
          bytes[start + $0] == digest.hexadecimalDigit(at: $0)
        }
    }
    if !isSame { tally.altered += 1 }
  }

  private mutating func finish(_ index: Int, keeps: Bool, queue: borrowing EventQueue) throws {
    connections[index].isActive = false
    activeCount -= 1
    if !keeps { try open(index, queue: queue) }
    beginNext(index)
  }
}
