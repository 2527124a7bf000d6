/// One frame of HTTP/2 (RFC 9113, section 4.1).
struct Frame: Equatable {
  enum Kind: UInt8 {
    case data, headers, priority, reset, settings, push, ping, goAway, window, continuation
  }

  var kind: Kind
  var flags: UInt8 = 0
  var stream = 0
  var payload: [UInt8] = []

  var endsStream: Bool { flags & 1 == 1 && (kind == .data || kind == .headers) }
  /// The code of a reset, or of the end of the session.
  var code: Int { Frame.number(kind == .goAway ? payload.dropFirst(4) : payload[...]) }

  var bytes: [UInt8] {
    let count = payload.count
    return [UInt8(count >> 16), UInt8(count >> 8 & 255), UInt8(count & 255), kind.rawValue, flags]
      + Frame.word(stream) + payload
  }

  static func word(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(number >> $0 & 255) } }

  static func number(_ bytes: some Sequence<UInt8>) -> Int {
    bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }

  // MARK: What clients send

  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  static func settings(_ values: [(Int, Int)] = []) -> Frame {
    Frame(
      kind: .settings, payload: values.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] + word($1) })
  }

  /// A request's head, in literals of which nothing is kept.
  static func request(
    _ stream: Int, _ method: String = "POST", path: String = "/", endsStream: Bool = false,
    fields: [(String, String)] = []
  ) -> Frame {
    let all =
      [(":method", method), (":scheme", "http"), (":path", path), (":authority", "a.test")] + fields
    var block: [UInt8] = []
    for (name, value) in all {
      block += [0, UInt8(name.utf8.count)] + Array(name.utf8)
      block += [UInt8(value.utf8.count)] + Array(value.utf8)
    }
    return Frame(kind: .headers, flags: endsStream ? 5 : 4, stream: stream, payload: block)
  }

  static func data(_ stream: Int, _ body: some Sequence<UInt8>, endsStream: Bool = false) -> Frame {
    Frame(kind: .data, flags: endsStream ? 1 : 0, stream: stream, payload: Array(body))
  }

  static func reset(_ stream: Int) -> Frame {
    Frame(kind: .reset, stream: stream, payload: word(8))
  }

  static func window(_ stream: Int, _ count: Int) -> Frame {
    Frame(kind: .window, stream: stream, payload: word(count))
  }
}

/// A client that speaks HTTP/2 frame by frame, and knows no better than to do what a test says.
final class FrameWire {
  let wire: Wire

  /// Begins with the preface and these settings, and has heard the other side's when this returns.
  init(
    _ proxy: Proxy, settings: [(Int, Int)] = [], receiveBytes: Int32? = nil,
    acknowledges: Bool = true
  ) throws {
    wire = try proxy.connect(receiveBytes: receiveBytes)
    try wire.send(Frame.preface + Frame.settings(settings).bytes)
    guard try next(where: { $0.kind == .settings }) != nil else { throw Truncated(received: []) }
    if acknowledges { try send(Frame(kind: .settings, flags: 1)) }
  }

  func send(_ frames: Frame...) throws { try wire.send(frames.flatMap(\.bytes)) }

  /// The next frame; `nil` at the end of the connection. A reset counts as that.
  func next() throws -> Frame? {
    do {
      while true {
        if wire.unread.count >= 9 {
          let count = Frame.number([0] + wire.unread[..<3])
          if wire.unread.count >= 9 + count {
            let bytes = wire.take(9 + count)
            guard let kind = Frame.Kind(rawValue: bytes[3]) else { continue }
            return Frame(
              kind: kind, flags: bytes[4], stream: Frame.number(bytes[5..<9]),
              payload: Array(bytes[9...]))
          }
        }
        if try !wire.receive() { return nil }
      }
    } catch let failure as Sockets.Failure where failure.isReset {
      return nil
    }
  }

  /// The next frame that fits; those before it are dropped. `nil` at the end of the connection.
  func next(where fits: (Frame) -> Bool) throws -> Frame? {
    while let frame = try next() {
      if fits(frame) { return frame }
    }
    return nil
  }

  /// The body of a stream's answer, to its end; `nil` where the stream or the connection ends otherwise.
  func body(of stream: Int) throws -> [UInt8]? {
    var body: [UInt8] = []
    while let frame = try next(where: { $0.stream == stream }) {
      if frame.kind == .data { body += frame.payload }
      if frame.endsStream { return body }
      if frame.kind == .reset { return nil }
    }
    return nil
  }
}
