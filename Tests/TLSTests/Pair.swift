import TLS

/// A client's and a server's session that talk to each other through memory, cut as a test wants.
final class Pair {
  enum Side { case client, server }

  var client: TLSSession
  var server: TLSSession
  /// On the way to each.
  var toClient: [UInt8] = []
  var toServer: [UInt8] = []
  /// What each has received.
  var clientGot: [UInt8] = []
  var serverGot: [UInt8] = []
  /// How each stands.
  var clientOutcome = TLSSession.Outcome.needsInput
  var serverOutcome = TLSSession.Outcome.needsInput
  /// How many bytes are handed over at a time.
  var cut = Int.max
  /// Room for plaintext and for answers in a call.
  var room = 65_536
  var answerRoom = 65_536

  init(
    _ server: TLSServer, _ client: TLSClient, name: String? = "a.test", number: Int? = nil
  ) throws {
    guard
      let first = TLSSession(client: client, name: name, number: number, wire: SessionWire()),
      let second = TLSSession(server: server, wire: SessionWire())
    else { throw NoMemory() }
    self.client = first
    self.server = second
  }

  /// Whether each side's handshake is done.
  var isClientDone: Bool { client.isEstablished }
  var isServerDone: Bool { server.isEstablished }

  /// What the server's side says of the session.
  var version: [UInt8] { Self.bytes(server.version) }
  var clientCertificate: ClientCertificate? { server.clientCertificate }
  var serverName: [UInt8] { Self.bytes(server.serverName) }

  private static func bytes(_ span: Span<UInt8>) -> [UInt8] { span.indices.map { span[$0] } }

  struct NoMemory: Error {}

  /// Hands over until nothing is on the way.
  func settle() {
    open(.client, [])
    while true {
      if !toServer.isEmpty {
        let part = Array(toServer.prefix(cut))
        toServer.removeFirst(part.count)
        open(.server, part)
      } else if !toClient.isEmpty {
        let part = Array(toClient.prefix(cut))
        toClient.removeFirst(part.count)
        open(.client, part)
      } else {
        return
      }
    }
  }

  /// Sends text and lets it arrive.
  func say(_ bytes: [UInt8], from side: Side) {
    seal(bytes, from: side)
    settle()
  }

  /// Puts records on the way.
  func seal(_ bytes: [UInt8], from side: Side) {
    var start = 0
    while start < bytes.count {
      var output = [UInt8](repeating: 0, count: 40_000)
      let sealed = unsafe bytes[start...].withUnsafeBytes { plain in
        unsafe output.withUnsafeMutableBytes { room in
          side == .client
            ? unsafe client.seal(plain, into: room) : unsafe server.seal(plain, into: room)
        }
      }
      send(output[..<sealed.written], from: side)
      start += sealed.consumed
    }
  }

  /// Says that no more comes.
  func finish(_ side: Side) {
    var output = [UInt8](repeating: 0, count: 4096)
    let count = unsafe output.withUnsafeMutableBytes { room in
      side == .client ? unsafe client.finish(into: room) : unsafe server.finish(into: room)
    }
    send(output[..<count], from: side)
  }

  /// Hands bytes over, to the last.
  func open(_ side: Side, _ sealed: [UInt8]) {
    var start = 0
    while true {
      var plain = [UInt8](repeating: 0, count: room)
      var answer = [UInt8](repeating: 0, count: answerRoom)
      let opened = unsafe sealed[start...].withUnsafeBytes { sealed in
        unsafe plain.withUnsafeMutableBytes { plain in
          unsafe answer.withUnsafeMutableBytes { answer in
            side == .client
              ? unsafe client.open(sealed, into: plain, answering: answer)
              : unsafe server.open(sealed, into: plain, answering: answer)
          }
        }
      }
      start += opened.consumed
      send(answer[..<opened.answered], from: side)
      if side == .client {
        clientGot += plain[..<opened.produced]
        clientOutcome = opened.outcome
      } else {
        serverGot += plain[..<opened.produced]
        serverOutcome = opened.outcome
      }
      switch opened.outcome {
      case .needsRoom, .needsAnswerRoom: continue
      case .needsInput where start < sealed.count: continue
      default: return
      }
    }
  }

  private func send(_ bytes: ArraySlice<UInt8>, from side: Side) {
    if side == .client { toServer += bytes } else { toClient += bytes }
  }
}
