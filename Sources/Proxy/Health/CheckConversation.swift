public import Configuration
import HTTP

/// What one check has found.
public enum CheckResult: Sendable, Equatable, CustomStringConvertible {
  /// It is well.
  case passed
  /// It took no connection in time, or not at all: what the system says of that.
  case unreachable(String)
  /// It speaks no TLS that is to be trusted: what OpenSSL says of that.
  case untrusted(String)
  /// It took too long.
  case timedOut
  /// It ended the connection before its answer was whole.
  case lost
  /// It answered with what is no HTTP.
  case garbage
  /// It answered with a status that is not expected.
  case status(Int)
  /// Its answer has not what is expected in it.
  case body

  /// For the log.
  public var description: String {
    switch self {
    case .passed: "passed"
    case .unreachable(let reason): "no connection: \(reason)"
    case .untrusted(let reason): "no session: \(reason)"
    case .timedOut: "no answer in time"
    case .lost: "the connection ended before the answer was whole"
    case .garbage: "an answer that is no HTTP"
    case .status(let status): "status \(status)"
    case .body: "the answer has not what is expected in it"
    }
  }
}

/// The HTTP of one check: bytes of an answer in, a result out. It does no I/O.
///
/// The answer is read as strictly as any that is passed on: what would be refused to clients is not well.
public struct CheckConversation: ~Copyable {
  private let check: UpstreamCheck
  private var head = ResponseHead()
  private var scanner = HeadScanner(.response, limits: HTTPLimits())
  /// What has come of the head, then of the body without its framing.
  private var bytes: [UInt8] = []
  private var isInBody = false
  private var framing = BodyFraming.none
  private var remaining: UInt64 = 0
  private var decoder = ChunkedDecoder()
  private var interims = 0

  /// The answer to a check.
  public init(_ check: UpstreamCheck) { self.check = check }

  /// The request of a check.
  ///
  /// - Parameter address: the upstream's, which stands for a host that is not named.
  public static func request(_ check: UpstreamCheck, address: String) -> [UInt8] {
    let host = check.host ?? (address.hasPrefix("unix:") ? "localhost" : address)
    let text =
      "GET \(check.path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: cordon-check\r\n"
      + "Accept: */*\r\nConnection: close\r\n\r\n"
    return Array(text.utf8)
  }

  /// Takes what has come. `nil`: the answer goes on.
  public mutating func receive(_ part: Span<UInt8>) -> CheckResult? {
    if isInBody { return receiveBody(part) }
    for index in part.indices { bytes.append(part[index]) }
    while true {
      let received = bytes
      switch scanner.scan(received.span) {
      case .incomplete: return nil
      case .failed: return .garbage
      case .complete(let count):
        guard head.parse(received.span.extracting(first: count), method: .get) == nil,
          !head.isSwitchingProtocols, interims < 16
        else { return .garbage }
        let rest = Array(received[count...])
        bytes = []
        if head.isInterim {
          interims += 1
          scanner.reset()
          bytes = rest
          continue
        }
        return beginBody(rest)
      }
    }
  }

  /// The other side has ended.
  public mutating func end() -> CheckResult {
    if isInBody { return framing == .untilClose ? judgeBody() : .lost }
    // What speaks another protocol may say little, and never the end of a head.
    return Array("HTTP/1.".utf8).starts(with: bytes.prefix(7)) ? .lost : .garbage
  }

  private mutating func beginBody(_ rest: [UInt8]) -> CheckResult? {
    guard check.statuses.contains(where: { $0.contains(Int(head.status)) }) else {
      return .status(Int(head.status))
    }
    guard check.body != nil else { return .passed }
    isInBody = true
    framing = head.framing
    switch framing {
    case .none, .length(0): return judgeBody()
    case .length(let length): remaining = length
    case .chunked, .untilClose: break
    }
    return receiveBody(rest.span)
  }

  private mutating func receiveBody(_ part: Span<UInt8>) -> CheckResult? {
    switch framing {
    case .none: return .garbage
    case .length:
      let count = Int(min(remaining, UInt64(part.count)))
      keep(part.extracting(first: count))
      remaining -= UInt64(count)
      if remaining == 0 { return judgeBody() }
    case .untilClose: keep(part)
    case .chunked:
      var offset = 0
      chunks: while true {
        switch decoder.next(in: part, from: &offset) {
        case .data(let range): keep(part.extracting(range))
        case .consumed: break chunks
        case .end: return judgeBody()
        case .failed: return .garbage
        }
      }
    }
    // What is looked for may have come, and what is not there by now is not looked for.
    guard bytes.count >= UpstreamCheck.bodyBytesMax else { return nil }
    return judgeBody()
  }

  private mutating func keep(_ part: Span<UInt8>) {
    let room = max(0, UpstreamCheck.bodyBytesMax - bytes.count)
    for index in 0..<min(room, part.count) { bytes.append(part[index]) }
  }

  private func judgeBody() -> CheckResult {
    guard let wanted = check.body else { return .passed }
    return bytes.contains(Array(wanted.utf8)) ? .passed : .body
  }
}
