import Primitives

/// The text of an upstream's answers.
enum UpstreamAnswer {
  /// The answer to a request, and whether the connection ends with it.
  static func render(
    to request: ReceivedMessage, behaviour: UpstreamBehaviour, server: UpstreamServer, world: World
  ) -> (bytes: [UInt8], closes: Bool) {
    if behaviour == .garbage { return (garbage(in: world), true) }
    let isHead = request.method == "HEAD"
    var body = Array("received \(request.target) \(request.body.count)\n".utf8)
    body += [UInt8](repeating: 46, count: world.number(in: 0...server.answerBytesMax))
    var head = "HTTP/1.1 \(world.chance(0.8) ? "200 OK" : "201 Created")\r\n"
    head += "server: simulated\r\nx-upstream: \(server.index)\r\n"
    var bytes: [UInt8] = []
    var closes = false
    if behaviour == .interim {
      bytes += Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
      bytes += Array("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".utf8)
    }
    switch behaviour {
    case .chunked:
      bytes += Array((head + "transfer-encoding: chunked\r\n\r\n").utf8)
      if !isHead { bytes += chunked(body, in: world) }
    case .noContent:
      return (Array("HTTP/1.1 204 No Content\r\nx-upstream: \(server.index)\r\n\r\n".utf8), false)
    case .closeDelimited:
      closes = true
      bytes += Array((head + "connection: close\r\n\r\n").utf8)
      if !isHead { bytes += body }
    default:
      closes = behaviour == .announcesClose || behaviour == .closesSilently
      if behaviour == .announcesClose { head += "connection: close\r\n" }
      bytes += Array((head + "content-length: \(body.count)\r\n\r\n").utf8)
      if !isHead { bytes += body }
    }
    if behaviour == .sendsTooMuch { bytes += Array("HTTP/1.1 200 OK\r\n".utf8) }
    if behaviour == .diesInAnswer {
      return (Array(bytes.prefix(world.number(in: 1...max(1, bytes.count - 1)))), true)
    }
    return (bytes, closes)
  }

  private static func chunked(_ body: [UInt8], in world: World) -> [UInt8] {
    var bytes: [UInt8] = []
    var place = 0
    while place < body.count {
      let size = world.number(in: 1...min(2_048, body.count - place))
      bytes += Array("\(String(size, radix: 16))\r\n".utf8)
      bytes += body[place..<place + size]
      bytes += [13, 10]
      place += size
    }
    return bytes + Array("0\r\n\r\n".utf8)
  }

  private static func garbage(in world: World) -> [UInt8] {
    let samples = [
      "HTTP/1.1 2000 OK\r\n\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
      "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
      "SSH-2.0-simulated\r\n", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n", "\u{0}\u{1}\u{2}",
    ]
    var bytes = Array(samples[Int(world.random.below(UInt64(samples.count)))].utf8)
    for _ in 0..<world.random.below(64) { bytes.append(UInt8(world.random.below(256))) }
    return bytes
  }
}
