import HTTP

/// What a sample backend remembers of a request head.
struct SampleRequest {
  var method: String
  var target: String
  var isHead: Bool
  var framing: BodyFraming
  var keepsAlive: Bool
  var expectsContinue: Bool
}

/// The answers of a sample backend, as bytes.
enum SampleAnswer {
  /// To what is not HTTP.
  static let malformed = Array(
    "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)

  /// The answer to a request whose body is received (or, where the behaviour says so, is not).
  static func bytes(
    _ behaviour: SampleBehaviour, _ request: SampleRequest, bodyBytes: UInt64, sha256: String
  ) -> [UInt8] {
    if behaviour.sendsGarbage { return Array("\u{16}\u{3}\u{1} no HTTP at all\n\n".utf8) }
    let padding =
      behaviour.paddingBytes > 0
      ? ",\"padding\":\"\(String(repeating: ".", count: behaviour.paddingBytes))\"" : ""
    let body = Array(
      ("{\"name\":\(JSONText.quoted(behaviour.name)),\"method\":\(JSONText.quoted(request.method)),"
        + "\"path\":\(JSONText.quoted(request.target)),\"bytes\":\(bodyBytes),"
        + "\"sha256\":\"\(sha256)\"\(padding)}\n").utf8)
    let hasBody = behaviour.status != 204 && behaviour.status != 304
    var text =
      behaviour.sendsInterim ? "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" : ""
    text += "HTTP/1.1 \(behaviour.status) \(ReasonPhrase.of(UInt16(behaviour.status)))\r\n"
    if hasBody {
      text += "Content-Type: application/json\r\n"
      text +=
        behaviour.isChunked
        ? "Transfer-Encoding: chunked\r\n" : "Content-Length: \(body.count)\r\n"
    }
    if behaviour.closes || !request.keepsAlive { text += "Connection: close\r\n" }
    text += "\r\n"
    guard hasBody, !request.isHead else { return Array(text.utf8) }
    return Array(text.utf8) + (behaviour.isChunked ? chunks(body) : body)
  }

  /// A body in chunks of growing size, so that readers meet small ones and large ones.
  private static func chunks(_ body: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = body[...]
    var size = 1
    while !rest.isEmpty {
      let chunk = rest.prefix(size)
      bytes += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
      rest = rest.dropFirst(chunk.count)
      size = min(size * 3, 64 << 10)
    }
    return bytes + Array("0\r\n\r\n".utf8)
  }
}
