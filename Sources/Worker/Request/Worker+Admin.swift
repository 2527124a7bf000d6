import Configuration
import Digests
import HTTP
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import Telemetry

/// An answer on an admin listener.
public struct AdminAnswer: Sendable {
  /// The status.
  public var status: UInt16
  /// The media type of the body.
  public var mediaType: StaticString
  /// The body.
  public var body: [UInt8]

  /// Names the three.
  public init(status: UInt16, mediaType: StaticString, body: [UInt8]) {
    self.status = status
    self.mediaType = mediaType
    self.body = body
  }
}

extension AdminAnswer {
  /// What a request is answered that names another's host (RFC 9110, section 15.5.20).
  static let misdirected = AdminAnswer(
    status: 421, mediaType: "text/plain",
    body: Array("this listener is on loopback: ask it by its address or as localhost\n".utf8))
}

/// What the control plane says of itself to its operator.
///
/// Called on a worker's thread: an answer must be quick, and may allocate. It must not be used on the
/// path of an upload.
public protocol AdminSource: Sendable {
  /// The answer to a GET of a path; `nil` where there is none.
  func answer(path: String) -> AdminAnswer?
  /// The answer to a PUT of a path, which has been done by then; `nil` where there is none.
  func change(path: String) -> AdminAnswer?
}

extension Worker where Driver: ~Copyable {
  mutating func adminAnswer(_ path: Span<UInt8>) -> AdminAnswer {
    publishGauges()
    var bytes: [UInt8] = []
    for index in path.indices { bytes.append(path[index]) }
    let text = String(decoding: bytes, as: UTF8.self)
    let answer: AdminAnswer?
    switch requestHead.method {
    case .get, .head: answer = admin.answer(path: text)
    // Not POST: the page of any site can make its reader's browser send that.
    case .put: answer = admin.change(path: text)
    default:
      return AdminAnswer(
        status: 405, mediaType: "text/plain", body: Array("only GET, HEAD and PUT\n".utf8))
    }
    return answer
      ?? AdminAnswer(
        status: 404, mediaType: "text/plain",
        body: Array(
          "try /healthz, /readyz, /metrics, /v1/upstreams or /v1/verdicts/ID\n".utf8))
  }

  /// Whether a request to a listener on loopback names a host that may be anybody's. A site whose name leads to
  /// 127.0.0.1 has its readers' browsers ask there in its name, and reads the answers (DNS rebinding).
  func namesStranger(_ head: Span<UInt8>) -> Bool {
    guard snapshots[current]!.shared.configuration.admin.address?.isLoopback == true else {
      return false
    }
    let host = requestHead.hostRange.span(in: head)
    var (hasDot, hasLetter) = (false, false)
    for index in host.indices {
      // An address in brackets.
      if host[index] == UInt8(ascii: ":") { return false }
      if host[index] == UInt8(ascii: ".") { hasDot = true }
      if host[index] >= UInt8(ascii: "A") { hasLetter = true }
    }
    return hasDot && hasLetter
  }

  /// Sends an answer of the control plane. It is copied into leases.
  mutating func answerAdmin(_ slot: UInt32, _ answer: AdminAnswer) {
    clients[slot].exchange.outcome = .answered
    clients[slot].exchange.status = answer.status
    clients[slot].exchange.answering = .complete
    memory.releaseBlock(&clients[slot].block)
    clients[slot].scanner.reset()
    guard queueDocument(slot, answer) else { return closeClient(slot) }
    pauseIfUnwanted(slot)
    pumpClient(slot)
  }
}
