import Glibc

/// The servers behind the proxy: they read requests, drop the bodies and answer 200.
///
/// TCP drops received bytes without copying them (`MSG_TRUNC`), so that a sink costs little more than
/// its system calls. A sink that verifies reads every byte, and answers with the body's digest.
struct Sinks: ~Copyable {
  /// Requests answered, by listener.
  private(set) var requests: [Int]
  /// Connections accepted, by listener.
  private(set) var accepted: [Int]
  /// Bytes of bodies received.
  private(set) var bodyBytes = 0
  /// Connections that ended in the middle of a request or sent none.
  private(set) var errors = 0

  private static let pieceBytes = 4096
  private let listeners: [Int32]
  private let drops: Bool
  private var connections: [SinkConnection?]
  private var free: [Int]
  private let slab: Slab
  private let response: Slab
  private let responseBytes: Int

  /// Listens at `addresses`; no more than `connectionsMax` connections stand at once.
  init(
    addresses: [SocketAddress], connectionsMax: Int, verifies: Bool, queue: borrowing EventQueue
  ) throws {
    var listeners: [Int32] = []
    var drops = !verifies
    for (index, address) in addresses.enumerated() {
      let descriptor = try Socket.listening(at: address)
      try queue.add(descriptor, .init(.listener, index))
      listeners.append(descriptor)
      // A Unix socket copies even what MSG_TRUNC asks it to drop.
      if case .unix = address { drops = false }
    }
    self.listeners = listeners
    self.drops = drops
    requests = .init(repeating: 0, count: addresses.count)
    accepted = .init(repeating: 0, count: addresses.count)
    connections = .init(repeating: nil, count: connectionsMax)
    free = .init((0..<connectionsMax).reversed())
    slab = Slab(pieces: connectionsMax, pieceBytes: drops ? Self.pieceBytes : 65_536)
    let head = "HTTP/1.1 200 OK\r\nContent-Length: \(BodyDigest.hexadecimalDigits)\r\n\r\n"
    responseBytes = head.utf8.count + BodyDigest.hexadecimalDigits
    response = Slab(pieces: 1, pieceBytes: responseBytes)
    let text = head + String(repeating: "0", count: BodyDigest.hexadecimalDigits)
    unsafe response.piece(0).copyBytes(from: text.utf8)
  }

  /// Takes all connections that wait at a listener.
  mutating func accept(listener: Int, queue: borrowing EventQueue) throws {
    while let descriptor = Socket.accepted(from: listeners[listener]) {
      guard let slot = free.popLast() else { throw LoadError("more connections than the sink has") }
      connections[slot] = SinkConnection(descriptor: descriptor, listener: listener)
      accepted[listener] += 1
      try queue.add(descriptor, .init(.sinkConnection, slot))
    }
  }

  /// Reads and answers until connection `slot` has no more.
  mutating func ready(_ slot: Int) {
    while let connection = connections[slot] {
      let wanted: Int
      let got: Int
      if drops, connection.remaining > 0 {
        wanted = connection.remaining
        got = recv(connection.descriptor, nil, wanted, Int32(MSG_TRUNC))
        if got > 0 { dropped(got, slot) }
      } else {
        wanted = slab.pieceBytes - connection.buffered
        let room = unsafe slab.piece(slot).baseAddress! + connection.buffered
        got = unsafe recv(connection.descriptor, room, wanted, 0)
        if got > 0 {
          connections[slot]!.buffered += got
          consume(slot)
        }
      }
      if got == 0 || (got < 0 && errno != EAGAIN) { return end(slot) }
      if got < wanted { return }
    }
  }

  private mutating func end(_ slot: Int) {
    guard let connection = connections[slot] else { return }
    if connection.phase != .head || connection.buffered > 0 { errors += 1 }
    close(connection.descriptor)
    connections[slot] = nil
    free.append(slot)
  }

  /// Counts bytes of a body that the kernel has dropped.
  private mutating func dropped(_ count: Int, _ slot: Int) {
    bodyBytes += count
    connections[slot]!.remaining -= count
    guard connections[slot]!.remaining == 0 else { return }
    if connections[slot]!.phase == .body {
      answer(slot)
    } else {
      connections[slot]!.phase = .chunkEnd
    }
  }

  /// Uses up what is buffered, as far as it goes, and moves the rest to the start of the piece.
  private mutating func consume(_ slot: Int) {
    var used = 0
    while let connection = connections[slot] {
      let start = used
      guard let count = step(slot, connection, from: start) else { return end(slot) }
      used += count
      if count == 0 {
        let rest = connection.buffered - used
        if rest == slab.pieceBytes { return end(slot) }
        let piece = unsafe slab.piece(slot)
        if used > 0 {
          unsafe memmove(piece.baseAddress!, piece.baseAddress! + used, rest)
        }
        connections[slot]!.buffered = rest
        return
      }
    }
  }

  /// Takes one element of the message at `start` and returns its length: 0 where it is not complete,
  /// `nil` where it is none.
  private mutating func step(_ slot: Int, _ connection: SinkConnection, from start: Int) -> Int? {
    let held = connection.buffered
    switch connection.phase {
    case .head:
      guard
        let head = slab.withBytes(of: slot, count: held, { MessageHead($0.extracting(start...)) })
      else { return 0 }
      connections[slot]!.digest = BodyDigest()
      connections[slot]!.remaining = head.contentLength
      connections[slot]!.phase = head.isChunked ? .chunkSize : .body
      if !head.isChunked, head.contentLength == 0 { answer(slot) }
      return head.headBytes
    case .body, .chunkData:
      let count = min(connection.remaining, held - start)
      if !drops {
        slab.withBytes(of: slot, count: held) {
          connections[slot]!.digest.update($0.extracting(start..<start + count))
        }
      }
      if count > 0 { dropped(count, slot) }
      return count
    case .chunkSize:
      guard let (size, length) = line(slot, start, held) else { return 0 }
      guard let size else { return nil }
      connections[slot]!.remaining = size
      connections[slot]!.phase = size == 0 ? .trailer : .chunkData
      return length
    case .chunkEnd:
      guard let (_, length) = line(slot, start, held) else { return 0 }
      guard length <= 2 else { return nil }
      connections[slot]!.phase = .chunkSize
      return length
    case .trailer:
      guard let (_, length) = line(slot, start, held) else { return 0 }
      if length <= 2 { answer(slot) }
      return length
    }
  }

  /// The line at `start`: the hexadecimal number that it begins with, and its length with the break.
  private func line(_ slot: Int, _ start: Int, _ held: Int) -> (number: Int?, length: Int)? {
    slab.withBytes(of: slot, count: held) { bytes in
      var number: Int?
      var reads = true
      for position in start..<held {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\n") { return (number, position + 1 - start) }
        if reads, let digit = Character(Unicode.Scalar(byte)).hexDigitValue {
          number = (number ?? 0) &* 16 &+ digit
        } else {
          reads = false
        }
      }
      return nil
    }
  }

  /// Sends the response and waits for the next head.
  private mutating func answer(_ slot: Int) {
    guard let connection = connections[slot] else { return }
    requests[connection.listener] += 1
    connections[slot]!.phase = .head
    let bytes = unsafe response.piece(0)
    if !drops {
      for digit in 0..<BodyDigest.hexadecimalDigits {
        let position = responseBytes - BodyDigest.hexadecimalDigits + digit
        unsafe bytes[position] = connection.digest.hexadecimalDigit(at: digit)
      }
    }
    let flags = Int32(MSG_NOSIGNAL)
    let sent = unsafe send(connection.descriptor, bytes.baseAddress, responseBytes, flags)
    // So short a response always fits the socket's buffer: anything else is a dead connection.
    if sent != responseBytes { shutdown(connection.descriptor, Int32(SHUT_RDWR)) }
  }
}
