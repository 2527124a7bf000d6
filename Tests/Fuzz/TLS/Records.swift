// A fuzz target for TLSSession: records that are cut and changed anywhere. Built by Tests/Fuzz/run.

@testable internal import TLS

/// The first byte says what happens: 0, all that follows is what a client sends. Else a client and a server
/// talk, what is under way is cut as the following bytes say, and an odd one changes a byte from that many
/// on.
///
/// No input traps. The cut decides nothing: what is not changed arrives as it was sent. Of what was changed
/// nothing arrives but a beginning of what was sent, and a session that has failed gives no more.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRecords(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  guard let first = input.first else { return 0 }
  let rest = Array(input.dropFirst())
  if first == 0 {
    let server = End(TLSSession(server: SimulatedIdentity.server, wire: SessionWire()))
    for part in Cuts(rest).cut(rest) { server.open(part) }
    precondition(server.plain.isEmpty, "plaintext without a handshake")
  } else {
    talk(isChanged: first & 1 == 1, Cuts(rest))
  }
  return 0
}

private let text = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

private func talk(isChanged: Bool, _ cuts: Cuts) {
  let client = End(TLSSession(client: SimulatedIdentity.client, name: nil, wire: SessionWire()))
  let server = End(TLSSession(server: SimulatedIdentity.server, wire: SessionWire()))
  client.open([])
  var change = isChanged ? cuts.change : nil
  var hasSaid = false
  // Each turn takes what both have to say; a handshake is done in three.
  for _ in 0..<16 {
    for (from, to) in [(client, server), (server, client)] {
      var flight = from.take()
      if let place = change, from === client, place < flight.count {
        flight[place] ^= 1
        change = nil
      } else if from === client, let place = change {
        change = place - flight.count
      }
      for part in cuts.cut(flight) { to.open(part) }
    }
    if client.isEstablished, server.isEstablished, !hasSaid {
      hasSaid = true
      client.seal(text)
      server.seal(text)
    }
  }
  precondition(text.starts(with: server.plain), "what arrived is not what was sent")
  precondition(text.starts(with: client.plain), "what arrived is not what was sent")
  if !isChanged {
    precondition(server.plain == text && client.plain == text, "a cut has lost something")
  }
}

/// How long the parts are in which something arrives, again and again.
private struct Cuts {
  private let lengths: [Int]
  /// Where a byte is changed, counted over all that the client sends.
  let change: Int

  init(_ bytes: [UInt8]) {
    // Small ones are as they are, large ones are records and more.
    let some = bytes.prefix(64).map { $0 < 128 ? Int($0) + 1 : (Int($0) - 127) * 331 }
    lengths = some.isEmpty ? [.max] : some
    change = bytes.prefix(2).reduce(0) { $0 << 8 | Int($1) } % 44_000
  }

  func cut(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var place = 0
    while place < bytes.count {
      // Many small parts tell no more than some.
      let length = parts.count < 500 ? lengths[parts.count % lengths.count] : .max
      let end = length < bytes.count - place ? place + length : bytes.count
      parts.append(bytes[place..<end])
      place = end
    }
    return parts
  }
}

/// One side of a connection, and what it has to say.
private final class End {
  private var session: TLSSession
  private var output: [UInt8] = []
  private(set) var plain: [UInt8] = []
  private var hasFailed = false

  init(_ session: consuming TLSSession?) {
    guard let session else { fatalError("no memory for a session") }
    self.session = session
  }

  var isEstablished: Bool { session.isEstablished }

  func take() -> [UInt8] {
    defer { output = [] }
    return output
  }

  func open(_ sealed: ArraySlice<UInt8>) {
    var start = sealed.startIndex
    while true {
      var room = [UInt8](repeating: 0, count: 20_000)
      var answer = [UInt8](repeating: 0, count: 600)
      let opened = unsafe sealed[start...].withUnsafeBytes { sealed in
        unsafe room.withUnsafeMutableBytes { room in
          unsafe answer.withUnsafeMutableBytes { answer in
            unsafe session.open(sealed, into: room, answering: answer)
          }
        }
      }
      precondition(!hasFailed || opened.produced == 0, "plaintext of a session that has failed")
      plain += room[..<opened.produced]
      output += answer[..<opened.answered]
      start += opened.consumed
      let hasMoved = opened.consumed + opened.produced + opened.answered > 0
      switch opened.outcome {
      case .needsInput where start < sealed.endIndex && hasMoved: continue
      case .needsRoom, .needsAnswerRoom: precondition(hasMoved, "a session stands still")
      case .failed: hasFailed = true
      case .needsInput, .ended: break
      }
      if opened.outcome != .needsRoom, opened.outcome != .needsAnswerRoom { return }
    }
  }

  func seal(_ bytes: [UInt8]) {
    guard !hasFailed else { return }
    var room = [UInt8](repeating: 0, count: bytes.count + 4_096)
    let sealed = unsafe bytes.withUnsafeBytes { plain in
      unsafe room.withUnsafeMutableBytes { unsafe session.seal(plain, into: $0) }
    }
    output += room[..<sealed.written]
  }
}
