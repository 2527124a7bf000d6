import TLS

/// The TLS session of one check.
final class ProbeSession {
  private var session: TLSSession
  /// The other side has said that it sends no more.
  private(set) var hasEnded = false
  /// Why it cannot go on, in OpenSSL's words; `nil`: it can.
  private(set) var failure: String?

  /// A session with an upstream; `nil` for want of memory.
  init?(_ client: TLSClient, name: String?, address: String?) {
    guard
      let session = TLSSession(
        client: client, name: name, address: address, wire: SessionWire())
    else { return nil }
    self.session = session
  }

  var isEstablished: Bool { session.isEstablished }

  /// Takes what has come: its plaintext, and what is to be sent in answer.
  func open(_ sealed: ArraySlice<UInt8>) -> (plain: [UInt8], answer: [UInt8]) {
    var (plain, answer): ([UInt8], [UInt8]) = ([], [])
    var start = sealed.startIndex
    while true {
      var room = [UInt8](repeating: 0, count: 16_384)
      var answerRoom = [UInt8](repeating: 0, count: 4096)
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
      let hasMoved = opened.consumed + opened.produced + opened.answered > 0
      switch opened.outcome {
      case .needsRoom, .needsAnswerRoom: if hasMoved { continue }
      case .needsInput: if hasMoved, start < sealed.endIndex { continue }
      case .ended: hasEnded = true
      case .failed:
        let text = session.failureReason.text
        failure = String(decoding: text.indices.map { text[$0] }, as: UTF8.self)
      }
      return (plain, answer)
    }
  }

  /// The records of a request.
  func seal(_ request: [UInt8]) -> [UInt8] {
    var room = [UInt8](repeating: 0, count: request.count + 2 * TLSSession.recordRoom)
    let sealed = unsafe request.withUnsafeBytes { plain in
      unsafe room.withUnsafeMutableBytes { unsafe session.seal(plain, into: $0) }
    }
    return Array(room[..<sealed.written])
  }
}
