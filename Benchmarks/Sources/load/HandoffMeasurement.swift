import Glibc

/// One client and one upstream in one thread, both polled without sleeping, so that no wake-up of
/// theirs is in the result.
struct HandoffMeasurement: ~Copyable {
  /// The times from the last piece to the upstream's first byte.
  private(set) var latencies = LatencyHistogram()
  /// Uploads that reached the upstream after their last piece.
  private(set) var measured = 0
  /// Uploads that the proxy answered without the upstream.
  private(set) var refused = 0
  /// Uploads of which the upstream saw a byte before the last was sent: the proxy does not hold.
  private(set) var early = 0

  private static let response: StaticString = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
  private let listener: Int32
  private let client: Int32
  private var upstream: Int32 = -1
  private let pieceBytes: Int
  private let gapNanoseconds: UInt64
  private let stallNanoseconds: UInt64
  private let slab = Slab(pieces: 2, pieceBytes: 16_384)

  init(
    upstream: Int32, client: Int32, pieceBytes: Int, gapNanoseconds: UInt64,
    stallNanoseconds: UInt64
  ) {
    listener = upstream
    self.client = client
    self.pieceBytes = pieceBytes
    self.gapNanoseconds = gapNanoseconds
    self.stallNanoseconds = stallNanoseconds
  }

  deinit {
    close(listener)
    close(client)
    if upstream >= 0 { close(upstream) }
  }

  /// Uploads one image and waits for its response.
  mutating func upload(_ images: borrowing RequestImages, _ index: Int) throws {
    let deadline = Clock.now + stallNanoseconds
    let bytes = unsafe images.bytes(of: index)
    let lastStart = max(0, bytes.count - pieceBytes)
    var sent = 0
    while sent < lastStart {
      let end = Clock.now + gapNanoseconds
      try unsafe transmit(bytes, &sent, upTo: min(lastStart, sent + pieceBytes), deadline)
      while Clock.now < end {}
    }
    let isEarly = peeksRequest()
    let start = Clock.now
    try unsafe transmit(bytes, &sent, upTo: bytes.count, deadline)
    while !peeksRequest() {
      if try receiveResponse(deadline: 0) != nil {
        refused += 1
        return
      }
      guard Clock.now < deadline else { throw LoadError("the upload never reached the upstream") }
    }
    let duration = Clock.now - start
    if isEarly {
      early += 1
    } else {
      measured += 1
      latencies.record(nanoseconds: duration)
    }
    try serve(deadline)
    guard try receiveResponse(deadline: deadline) == 200 else {
      throw LoadError("the upload was not answered with 200")
    }
  }

  private func transmit(
    _ bytes: UnsafeRawBufferPointer, _ sent: inout Int, upTo end: Int, _ deadline: UInt64
  ) throws {
    while sent < end {
      let result = unsafe send(
        client, bytes.baseAddress! + sent, end - sent, Int32(MSG_NOSIGNAL))
      if result > 0 {
        sent += result
      } else if errno != EAGAIN {
        throw LoadError("send", errno: errno)
      } else if Clock.now > deadline {
        throw LoadError("the proxy does not read")
      }
    }
  }

  /// Whether a byte of a request is there; takes a new connection if one waits. A connection that
  /// stood before may be dead, and the request may come on a new one.
  private mutating func peeksRequest() -> Bool {
    if upstream < 0 {
      guard let connection = Socket.accepted(from: listener) else { return false }
      upstream = connection
    }
    var byte: UInt8 = 0
    let got = unsafe recv(upstream, &byte, 1, Int32(MSG_PEEK))
    if got == 0 || (got < 0 && errno != EAGAIN) {
      close(upstream)
      upstream = -1
    }
    return got > 0
  }

  /// Reads the request that has begun to arrive, and answers it.
  private mutating func serve(_ deadline: UInt64) throws {
    var held = 0
    var total = Int.max
    while held < total {
      let piece = unsafe slab.piece(0)
      let isHead = total == Int.max
      let room = isHead ? piece.count - held : min(piece.count, total - held)
      let place = unsafe piece.baseAddress! + (isHead ? held : 0)
      let got = unsafe recv(upstream, place, room, 0)
      guard got != 0, got > 0 || errno == EAGAIN, Clock.now < deadline else {
        throw LoadError("the request to the upstream was cut short")
      }
      guard got > 0 else { continue }
      held += got
      if isHead, let head = slab.withBytes(of: 0, count: held, { MessageHead($0) }) {
        guard !head.isChunked else { throw LoadError("a held upload came in chunks") }
        total = head.headBytes + head.contentLength
      }
    }
    let size = Self.response.utf8CodeUnitCount
    unsafe send(upstream, Self.response.utf8Start, size, Int32(MSG_NOSIGNAL))
  }

  /// The status of the response at the client; `nil` where none came by the deadline.
  private func receiveResponse(deadline: UInt64) throws -> Int? {
    var held = 0
    repeat {
      let place = unsafe slab.piece(1).baseAddress! + held
      let got = unsafe recv(client, place, slab.pieceBytes - held, 0)
      guard got != 0, got > 0 || errno == EAGAIN else {
        throw LoadError("the proxy closed the connection")
      }
      if got > 0 { held += got }
      if held > 0, let head = slab.withBytes(of: 1, count: held, { MessageHead($0) }),
        held >= head.headBytes + head.contentLength
      {
        return head.status
      }
    } while held > 0 || Clock.now < deadline
    return nil
  }
}
