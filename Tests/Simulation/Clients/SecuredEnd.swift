import TLS

/// The TLS session of a simulated client or upstream, and the ciphertext that it has to send.
final class SecuredEnd {
  private var session: TLSSession
  /// Ciphertext to be sent.
  private(set) var output: [UInt8] = []
  /// The other side has said that it sends no more.
  private(set) var hasEnded = false
  /// This side has said so.
  private(set) var hasFinished = false
  /// Why it cannot go on.
  private(set) var failure: SessionFailure?

  /// A session whose handshake begins.
  init(_ client: TLSClient) {
    guard let session = TLSSession(client: client, name: nil, wire: SessionWire()) else {
      preconditionFailure("no memory for a session")
    }
    self.session = session
    _ = open([])
  }

  /// A session that waits for the client's handshake.
  init(_ server: TLSServer) {
    guard let session = TLSSession(server: server, wire: SessionWire()) else {
      preconditionFailure("no memory for a session")
    }
    self.session = session
  }

  var isEstablished: Bool { session.isEstablished }

  /// The plaintext of what was received; what is to be answered goes to the output.
  func open(_ sealed: [UInt8]) -> [UInt8] {
    var plain: [UInt8] = []
    var start = 0
    while failure == nil, !hasEnded {
      var room = [UInt8](repeating: 0, count: 16_384)
      var answer = [UInt8](repeating: 0, count: 4_096)
      let opened = unsafe sealed[start...].withUnsafeBytes { sealed in
        unsafe room.withUnsafeMutableBytes { room in
          unsafe answer.withUnsafeMutableBytes { answer in
            unsafe session.open(sealed, into: room, answering: answer)
          }
        }
      }
      plain += room[..<opened.produced]
      output += answer[..<opened.answered]
      start += opened.consumed
      switch opened.outcome {
      case .needsInput where start < sealed.count: continue
      case .needsRoom, .needsAnswerRoom: continue
      case .needsInput: return plain
      case .ended: hasEnded = true
      case .failed(let failure): self.failure = failure
      }
    }
    return plain
  }

  /// Puts records of plaintext into the output.
  func seal(_ plain: ArraySlice<UInt8>) {
    var room = [UInt8](repeating: 0, count: plain.count + (plain.count / 16_384 + 2) * 1_024)
    let sealed = unsafe plain.withUnsafeBytes { plain in
      unsafe room.withUnsafeMutableBytes { unsafe session.seal(plain, into: $0) }
    }
    precondition(sealed.consumed == plain.count, "there was room for all")
    output += room[..<sealed.written]
  }

  /// Says that no more comes.
  func finish() {
    hasFinished = true
    var room = [UInt8](repeating: 0, count: 1_024)
    let count = unsafe room.withUnsafeMutableBytes { unsafe session.finish(into: $0) }
    output += room[..<count]
  }

  /// So many bytes of the output are sent.
  func sent(_ count: Int) { output.removeFirst(count) }
}
