import Digests
import Glibc
import HTTP

/// One connection of a sample backend: requests in, answers out, by blocking calls.
struct SampleConnection: ~Copyable {
  private let descriptor: Int32
  private let behaviour: SampleBehaviour
  private var buffer = [UInt8](repeating: 0, count: 256 << 10)
  /// What of the buffer is received and not yet used.
  private var unread = 0..<0
  private var head = RequestHead()
  private var digest: DigestStream

  /// Takes ownership of a descriptor; `nil` (and closed) where SHA-256 is not to be had.
  init?(descriptor: Int32, behaviour: SampleBehaviour) {
    self.descriptor = descriptor
    self.behaviour = behaviour
    guard let digest = try? DigestStream(.sha256) else {
      close(descriptor)
      return nil
    }
    self.digest = digest
  }

  deinit {
    close(descriptor)
  }

  /// Answers requests until one side has enough.
  mutating func serve() {
    while serveRequest() {}
    linger()
  }

  /// Serves one request; whether another may follow.
  private mutating func serveRequest() -> Bool {
    guard let headBytes = receiveHead() else { return false }
    guard let request = parse(headBytes) else {
      send(SampleAnswer.malformed)
      return false
    }
    unread = unread.lowerBound + headBytes..<unread.upperBound
    if behaviour.answersEarly {
      guard answer(request, bytes: 0) else { return false }
      return drainBody(request.framing) != nil && request.keepsAlive && !closesAfterwards
    }
    if request.expectsContinue, !send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) { return false }
    guard let bytes = drainBody(request.framing) else { return false }
    return answer(request, bytes: bytes) && request.keepsAlive && !closesAfterwards
  }

  private var closesAfterwards: Bool { behaviour.closes || behaviour.hangsUp }

  /// Receives until a whole head is there; its length.
  private mutating func receiveHead() -> Int? {
    var scanner = HeadScanner(.request)
    while true {
      switch scanner.scan(buffer.span.extracting(unread)) {
      case .complete(let count): return count
      case .failed:
        // A connection that ends between requests has nothing to be told.
        send(SampleAnswer.malformed)
        return nil
      case .incomplete:
        guard receive() else { return nil }
      }
    }
  }

  private mutating func parse(_ headBytes: Int) -> SampleRequest? {
    let received = buffer
    let bytes = received.span.extracting(unread.lowerBound..<unread.lowerBound + headBytes)
    guard head.parse(bytes) == nil else { return nil }
    func text(_ range: ByteRange) -> String {
      let span = range.span(in: bytes)
      return String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
    }
    return SampleRequest(
      method: text(head.methodRange), target: text(head.targetRange), isHead: head.method == .head,
      framing: head.framing, keepsAlive: head.keepsAlive, expectsContinue: head.expectsContinue)
  }

  /// Receives and digests a body; how long it was, or `nil` where the connection is of no more use.
  private mutating func drainBody(_ framing: BodyFraming) -> UInt64? {
    digest.reset()
    switch framing {
    case .none: return 0
    case .length(let length): return drain(length: length)
    case .chunked: return drainChunks()
    case .untilClose: return nil
    }
  }

  private mutating func drain(length: UInt64) -> UInt64? {
    var total: UInt64 = 0
    while total < length {
      if unread.isEmpty, !receive() { return nil }
      let count = Int(min(length - total, UInt64(unread.count)))
      update(unread.prefix(count))
      unread = unread.lowerBound + count..<unread.upperBound
      total += UInt64(count)
      if isVanishing(after: total) { return nil }
    }
    return total
  }

  private mutating func drainChunks() -> UInt64? {
    var decoder = ChunkedDecoder()
    var offset = unread.lowerBound
    while true {
      switch decoder.next(in: buffer.span.extracting(0..<unread.upperBound), from: &offset) {
      case .data(let range):
        update(range)
        if isVanishing(after: decoder.dataBytes) { return nil }
      case .consumed:
        unread = 0..<0
        guard receive() else { return nil }
        offset = unread.lowerBound
      case .end(let consumed):
        unread = consumed..<unread.upperBound
        return decoder.dataBytes
      case .failed:
        send(SampleAnswer.malformed)
        return nil
      }
    }
  }

  private mutating func update(_ range: Range<Int>) {
    let received = buffer
    unsafe digest.update(received.span.extracting(range).bytes)
  }

  private func isVanishing(after bytes: UInt64) -> Bool {
    behaviour.vanishAfterBytes.map { bytes >= $0 } ?? false
  }

  /// Sends the answer; whether the connection may go on.
  private mutating func answer(_ request: SampleRequest, bytes: UInt64) -> Bool {
    if behaviour.delayMilliseconds > 0 {
      usleep(useconds_t(clamping: behaviour.delayMilliseconds * 1000))
    }
    let sha256 = digest.finish().hex
    var answer = SampleAnswer.bytes(behaviour, request, bodyBytes: bytes, sha256: sha256)
    if let cut = behaviour.cutAfterBytes, cut < answer.count {
      answer.removeLast(answer.count - cut)
      send(answer)
      return false
    }
    return send(answer) && !behaviour.sendsGarbage
  }

  /// Receives more behind what is unread, which it moves to the front where there is no room.
  private mutating func receive() -> Bool {
    if unread.isEmpty { unread = 0..<0 }
    if unread.upperBound == buffer.count {
      guard unread.lowerBound > 0 else { return false }
      buffer.replaceSubrange(0..<unread.count, with: Array(buffer[unread]))
      unread = 0..<unread.count
    }
    let start = unread.upperBound
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe recv(descriptor, $0.baseAddress! + start, $0.count - start, 0)
      }
      if count > 0 {
        unread = unread.lowerBound..<start + count
        return true
      }
      guard count < 0, errno == EINTR else { return false }
    }
  }

  @discardableResult
  private func send(_ bytes: [UInt8]) -> Bool {
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.send(
          descriptor, $0.baseAddress! + start, $0.count - start, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      start += count
    }
    return true
  }

  /// Ends the sending side and takes what still comes for a moment: closing with unread bytes would
  /// reset the connection, and the client could lose the answer. Who vanishes does not wait.
  private mutating func linger() {
    if behaviour.vanishAfterBytes != nil { return }
    shutdown(descriptor, Int32(SHUT_WR))
    var timeout = timeval(tv_sec: 1, tv_usec: 0)
    _ = unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var budget = 64 << 20
    unread = 0..<0
    while budget > 0, receive() {
      budget -= unread.count
      unread = 0..<0
    }
  }
}
