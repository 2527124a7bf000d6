import TLS

/// The TLS session of a wire.
final class SecuredWire {
  private var session: TLSSession
  private(set) var hasEnded = false

  init(_ client: TLSClient, name: String?) throws {
    guard let session = TLSSession(client: client, name: name, wire: SessionWire()) else {
      throw Failure(outcome: nil)
    }
    self.session = session
  }

  /// The server's side.
  init(_ server: TLSServer) throws {
    guard let session = TLSSession(server: server, wire: SessionWire()) else {
      throw Failure(outcome: nil)
    }
    self.session = session
  }

  struct Failure: Error {
    var outcome: TLSSession.Outcome?
    /// What is to be sent all the same: the alert that says why.
    var answer: [UInt8] = []
  }

  var isEstablished: Bool { session.isEstablished }
  var isResumed: Bool { session.isResumed }
  var clientCertificate: ClientCertificate? { session.clientCertificate }
  /// The host that the client has asked for.
  var serverName: String {
    let name = session.serverName
    return String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
  }

  /// The plaintext of what was received, and what is to be sent in answer.
  func open(_ sealed: [UInt8]) throws -> (plain: [UInt8], answer: [UInt8]) {
    var (plain, answer): ([UInt8], [UInt8]) = ([], [])
    var start = 0
    while true {
      var room = [UInt8](repeating: 0, count: sealed.count - start + 16_384)
      var answerRoom = [UInt8](repeating: 0, count: 16_384)
      let opened = unsafe sealed[start...].withUnsafeBytes { sealed in
        unsafe room.withUnsafeMutableBytes { room in
          unsafe answerRoom.withUnsafeMutableBytes { answer in
            unsafe session.open(sealed, into: room, answering: answer)
          }
        }
      }
      plain += room[..<opened.produced]
      answer += answerRoom[..<opened.answered]
      start += opened.consumed
      switch opened.outcome {
      case .needsInput where start < sealed.count: continue
      case .needsRoom, .needsAnswerRoom: continue
      case .needsInput: return (plain, answer)
      case .ended:
        hasEnded = true
        return (plain, answer)
      case .failed: throw Failure(outcome: opened.outcome, answer: answer)
      }
    }
  }

  /// The records of plaintext.
  func seal(_ plain: [UInt8]) throws -> [UInt8] {
    var room = [UInt8](repeating: 0, count: plain.count + (plain.count / 16_384 + 2) * 1024)
    let sealed = unsafe plain.withUnsafeBytes { plain in
      unsafe room.withUnsafeMutableBytes { unsafe session.seal(plain, into: $0) }
    }
    guard sealed.consumed == plain.count else { throw Failure(outcome: nil) }
    return Array(room[..<sealed.written])
  }

  /// The word that nothing more comes.
  func finish() -> [UInt8] {
    var room = [UInt8](repeating: 0, count: 1024)
    let count = unsafe room.withUnsafeMutableBytes { unsafe session.finish(into: $0) }
    return Array(room[..<count])
  }
}
