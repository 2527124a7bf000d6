import Glibc
import Primitives
import Synchronization

/// What streaming tests share.
enum Streams {
  /// The window that they use: small, so that bodies need not be large.
  static let window = 256 << 10
  /// What a receive brings at most beside that.
  static let lease = 128 << 10

  /// A route that streams to an upstream.
  static func settings(_ upstream: SocketAddress, _ route: [String] = []) -> ProxySettings {
    var settings = ProxySettings(upstream)
    settings.scan = "stream"
    settings.route = ["streamWindow: 256KiB"] + route
    return settings
  }

  /// A body that nobody knows, with a mark at a place.
  static func body(_ count: Int, with mark: [UInt8], at place: Int) -> [UInt8] {
    var body = Bodies.bytes(count)
    body.replaceSubrange(place..<place + mark.count, with: mark)
    return body
  }
}

/// A backend that keeps what it is given, whole or not, with its framing.
final class Hoard: Sendable {
  private let state = Mutex(
    (heads: [MessageHead](), bytes: [UInt8](), counts: [String: Int](), endings: 0, wholes: 0))

  /// The heads of all requests.
  var heads: [MessageHead] { state.withLock { $0.heads } }
  /// What has come of all bodies.
  var bytes: [UInt8] { state.withLock { $0.bytes } }
  var count: Int { state.withLock { $0.bytes.count } }
  /// How many bytes have come of the bodies of requests with that line.
  func count(_ line: String) -> Int { state.withLock { $0.counts[line, default: 0] } }
  /// How many connections ended within a request.
  var cuts: Int { state.withLock { $0.endings } }
  /// How many bodies were whole.
  var wholes: Int { state.withLock { $0.wholes } }

  /// Whether bytes end as a chunked body does, or have the length that was said.
  private static func isWhole(_ head: MessageHead, _ bytes: [UInt8]) -> Bool {
    if let length = head["content-length"].flatMap({ Int($0) }) { return bytes.count >= length }
    return bytes.suffix(5).elementsEqual(Array("0\r\n\r\n".utf8))
  }

  /// Does that for each connection: one request each.
  ///
  /// - Parameter pause: microseconds between two receives.
  func script(pause: UInt32 = 0) -> Backend.Script {
    { [self] wire, _, _ in
      // What a reset overtakes is never read.
      guard let head = try? wire.readHead() else { return state.withLock { $0.endings += 1 } }
      state.withLock { $0.heads.append(head) }
      var body: [UInt8] = []
      var part = wire.takeAll()
      while true {
        body += part
        state.withLock { [part] in
          $0.bytes += part
          $0.counts[head.line, default: 0] += part.count
        }
        if Self.isWhole(head, body) { break }
        if pause > 0 { usleep(pause) }
        part = (try? wire.receiveSome(200_000)) ?? []
        if part.isEmpty { return state.withLock { $0.endings += 1 } }
      }
      state.withLock { $0.wholes += 1 }
      try wire.send(Backend.ok("ok", fields: "Connection: close\r\n"))
    }
  }
}
