import Glibc
import Primitives
import Synchronization

/// Ports of the loopback interface that nobody has.
///
/// They come from below the range that the kernel chooses from, so that no outgoing connection takes
/// one between the asking and the listening, and each is given once.
enum Ports {
  private static let range = 12_000..<32_000
  private static let next = Mutex(range.lowerBound + Int(getpid()) % 199 * 100)

  /// A free port.
  static func free() -> UInt16 {
    while true {
      let candidate = next.withLock { next in
        next = next + 1 < range.upperBound ? next + 1 : range.lowerBound
        return UInt16(next)
      }
      if isFree(candidate) { return candidate }
    }
  }

  /// An address on the IPv4 loopback interface with a free port.
  static func address() -> SocketAddress { .ipv4(0x7F00_0001, port: free()) }

  /// An address on the IPv6 loopback interface with a free port.
  static func address6() -> SocketAddress { .ipv6(high: 0, low: 1, port: free()) }

  private static func isFree(_ port: UInt16) -> Bool {
    // A process that is just being started would have a copy of the socket for a moment longer.
    Sockets.inheritance.withLock { _ in
      guard let socket = try? Sockets.listen(.ipv4(0x7F00_0001, port: port)) else { return false }
      close(socket)
      return true
    }
  }
}
