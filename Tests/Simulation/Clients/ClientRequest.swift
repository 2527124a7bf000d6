/// A request that a simulated client sends.
public struct ClientRequest: Sendable {
  /// How the body is framed.
  public enum Framing: Sendable { case none, contentLength, chunked }

  public var method = "POST"
  public var target = "/"
  public var framing = Framing.contentLength
  public var body: [UInt8] = []
  /// Further field lines, without line ends.
  public var fields: [String] = []
  /// What the Content-Length says more (or less) than there is.
  public var lengthError = 0
  /// Sends the head, and the body when an interim response has come or some time has passed.
  public var expectsContinue = false
  /// Speaks HTTP/1.0, which has no chunks.
  public var isOld = false
  /// Some of its first chunks have extensions, and a trailer follows the last.
  public var hasExtensions = false
  /// The largest chunk of a chunked body.
  public var chunkBytesMax = 4_096
  /// Sent instead of a request.
  public var garbage: [UInt8]?

  /// A POST without a body.
  public init(target: String) { self.target = target }

  /// Whether the text is a valid request, complete as it says.
  public var isValid: Bool { garbage == nil && lengthError == 0 }

  /// The head and what follows it, as sent.
  func render(in world: World) -> (head: [UInt8], body: [UInt8]) {
    if let garbage { return (garbage, []) }
    var head = "\(method) \(target) HTTP/1.\(isOld ? 0 : 1)\r\nhost: simulated\r\n"
    for field in fields { head += field + "\r\n" }
    if expectsContinue { head += "expect: 100-continue\r\n" }
    switch framing {
    case .none: return (Array((head + "\r\n").utf8), [])
    case .contentLength:
      head += "content-length: \(max(0, body.count + lengthError))\r\n\r\n"
      return (Array(head.utf8), body)
    case .chunked:
      head += "transfer-encoding: chunked\r\n\r\n"
      return (Array(head.utf8), chunked(in: world))
    }
  }

  private func chunked(in world: World) -> [UInt8] {
    var bytes: [UInt8] = []
    var place = 0
    while place < body.count {
      let size = world.number(in: 1...min(chunkBytesMax, body.count - place))
      let more =
        hasExtensions && place < 10 * chunkBytesMax && world.chance(0.2) ? ";name=\"a value\"" : ""
      bytes += Array("\(String(size, radix: 16))\(more)\r\n".utf8)
      bytes += body[place..<place + size]
      bytes += [13, 10]
      place += size
    }
    if lengthError < 0 { return bytes + Array("0\r\n".utf8) }
    if lengthError > 0 { bytes += Array("fffffffffffffffffffff\r\n".utf8) }
    return bytes + Array((hasExtensions ? "0\r\nx-trailer: 1\r\n\r\n" : "0\r\n\r\n").utf8)
  }
}
