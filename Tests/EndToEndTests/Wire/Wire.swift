import Glibc
import Primitives
import Synchronization
import TLS

/// One end of a connection, with calls that block, but never for ever.
///
/// Used by one thread at a time; the tests see to that.
final class Wire: @unchecked Sendable {
  let descriptor: Int32
  private var isOpen = true
  /// The session where it speaks TLS.
  private(set) var secured: SecuredWire?
  /// Received and not yet read.
  private(set) var unread: [UInt8] = []

  /// Connects.
  init(_ address: SocketAddress, receiveBytes: Int32? = nil) throws {
    descriptor = try Sockets.connect(address, receiveBytes: receiveBytes)
  }

  /// Takes an accepted socket over.
  init(accepted: Int32) {
    descriptor = accepted
    Sockets.setTimeouts(descriptor, seconds: 60)
  }

  deinit { close() }

  func close() {
    if isOpen { _ = Glibc.close(descriptor) }
    isOpen = false
  }

  /// Closes so that the other side sees a reset.
  func reset() {
    var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    close()
  }

  /// Ends this side's direction.
  func endSending() {
    if let secured { try? sendRaw(secured.finish()) }
    shutdown(descriptor, Int32(SHUT_WR))
  }

  // MARK: Sending

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  /// Sends all.
  func send(_ bytes: some Collection<UInt8>) throws {
    if let secured { return try sendRaw(secured.seal(Array(bytes))) }
    try sendRaw(Array(bytes))
  }

  /// Speaks TLS from now on: the handshake is done when this returns.
  func secure(_ client: TLSClient, name: String? = "a.test") throws {
    let session = try SecuredWire(client, name: name)
    try sendRaw(session.open([]).answer)
    try finishHandshake(session)
  }

  /// Speaks TLS from now on, as the server.
  func secure(_ server: TLSServer) throws { try finishHandshake(SecuredWire(server)) }

  private func finishHandshake(_ session: SecuredWire) throws {
    while !session.isEstablished {
      let part = try receiveRaw(64 << 10)
      guard !part.isEmpty else { throw Truncated(received: []) }
      // What comes with the last words of the handshake.
      unread += try open(part, of: session)
    }
    secured = session
  }

  /// Plaintext of what was received; what the session answers is sent.
  private func open(_ part: [UInt8], of session: SecuredWire) throws -> [UInt8] {
    do {
      let (plain, answer) = try session.open(part)
      try sendRaw(answer)
      return plain
    } catch let failure as SecuredWire.Failure {
      try sendRaw(failure.answer)
      throw failure
    }
  }

  /// Sends all, as it is.
  func sendRaw(_ bytes: [UInt8]) throws {
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.send(
          descriptor, $0.baseAddress! + start, $0.count - start, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Sockets.Failure(call: "send", code: errno) }
      start += count
    }
  }

  /// Sends what the kernel takes now; how much that was.
  func sendNow(_ bytes: [UInt8]) -> Int {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(
        descriptor, $0.baseAddress!, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }
    return max(0, count)
  }

  /// A POST with a length.
  func upload(_ body: [UInt8], fields: String = "", path: String = "/") throws {
    try send(
      "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\(fields)\r\n")
    if !body.isEmpty { try send(body) }
  }

  /// A POST in chunks of so many bytes each.
  func uploadChunked(
    _ body: [UInt8], chunkBytes: Int, fields: String = "", path: String = "/"
  ) throws {
    try send("POST \(path) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\(fields)\r\n")
    var start = 0
    while start < body.count {
      let end = min(body.count, start + chunkBytes)
      try send(
        Array("\(String(end - start, radix: 16))\r\n".utf8) + body[start..<end]
          + Array("\r\n".utf8))
      start = end
    }
    try send("0\r\n\r\n")
  }

  // MARK: Receiving

  /// Receives once more; false at the end.
  func receive() throws -> Bool {
    let part = try receiveSome()
    unread += part
    return !part.isEmpty
  }

  /// Receives once, past what is kept unread; empty at the end.
  func receiveSome(_ bytesMax: Int = 256 << 10) throws -> [UInt8] {
    guard let secured else { return try receiveRaw(bytesMax) }
    while !secured.hasEnded {
      let part = try receiveRaw(bytesMax)
      // Without the word that is due at the end, nobody knows whether this is all.
      guard !part.isEmpty else { throw Sockets.Failure(call: "TLS end", code: ECONNRESET) }
      let plain = try open(part, of: secured)
      if !plain.isEmpty { return plain }
    }
    return []
  }

  /// Receives once, as it comes; empty at the end.
  func receiveRaw(_ bytesMax: Int = 256 << 10) throws -> [UInt8] {
    let part = unsafe try [UInt8](unsafeUninitializedCapacity: bytesMax) { buffer, count in
      var got = unsafe recv(descriptor, buffer.baseAddress!, buffer.count, 0)
      // With a timeout, a stopped process is an interruption.
      while got < 0, errno == EINTR {
        got = unsafe recv(descriptor, buffer.baseAddress!, buffer.count, 0)
      }
      guard got >= 0 else { throw Sockets.Failure(call: "receive", code: errno) }
      count = got
    }
    return part
  }

  /// Takes the first bytes of what is unread.
  func take(_ count: Int) -> [UInt8] {
    let part = Array(unread[..<count])
    unread.removeFirst(count)
    return part
  }

  /// Takes all that is unread.
  func takeAll() -> [UInt8] { take(unread.count) }

  /// Whether the other side has not yet ended the connection.
  var isOpenAtTheOtherSide: Bool {
    // POLLRDHUP, which is not imported.
    let ended: Int16 = 0x2000
    var wanted = pollfd(fd: descriptor, events: ended, revents: 0)
    _ = unsafe poll(&wanted, 1, 0)
    return wanted.revents & (ended | Int16(POLLHUP | POLLERR)) == 0
  }

  /// Whether the other side ends the connection without another byte. A reset counts as an end.
  func isEnded() throws -> Bool {
    guard unread.isEmpty else { return false }
    do { return try !receive() } catch let failure as Sockets.Failure where failure.isReset {
      return true
    }
  }

  /// All that comes until the end.
  func readToEnd() throws -> [UInt8] {
    while try receive() {}
    return takeAll()
  }
}
