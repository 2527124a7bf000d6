public import Glibc

/// Where a socket listens or connects: an IPv4 or IPv6 address with its port, or a Unix socket's path.
///
/// The text forms are those of the configuration: `192.0.2.1:80`, `[2001:db8::1]:80` and
/// `unix:/run/cordon.sock`. Names are not resolved here: an address that is not numeric is `nil`.
public enum SocketAddress: Hashable, Sendable {
  /// Network byte order in both the four bytes and nothing else; the port is in host order.
  case ipv4(UInt32, port: UInt16)
  /// The sixteen bytes as two big-endian halves; the port is in host order.
  case ipv6(high: UInt64, low: UInt64, port: UInt16)
  /// An absolute path of at most 107 bytes (`sun_path` less its NUL).
  case unix(path: String)

  /// The longest path that `sockaddr_un` holds with its NUL.
  public static let unixPathBytesMax = 107

  /// Reads one of the three text forms.
  public init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard path.hasPrefix("/"), path.utf8.count <= Self.unixPathBytesMax, !path.utf8.contains(0)
      else { return nil }
      self = .unix(path: path)
      return
    }
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let portText = text[text.index(after: colon)...]
    guard !portText.isEmpty, portText.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }),
      let port = UInt16(portText)
    else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      var address = in6_addr()
      guard unsafe inet_pton(AF_INET6, host, &address) == 1 else { return nil }
      let bytes = unsafe withUnsafeBytes(of: &address) { unsafe Array($0) }
      self = .ipv6(
        high: Self.bigEndian(bytes[0..<8]), low: Self.bigEndian(bytes[8..<16]), port: port)
    } else {
      var address = in_addr()
      guard unsafe inet_pton(AF_INET, host, &address) == 1 else { return nil }
      self = .ipv4(UInt32(bigEndian: address.s_addr), port: port)
    }
  }

  private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The address family, for `socket(2)`.
  public var family: Int32 {
    switch self {
    case .ipv4: AF_INET
    case .ipv6: AF_INET6
    case .unix: AF_UNIX
    }
  }

  /// The port; `nil` for a Unix socket.
  public var port: UInt16? {
    switch self {
    case .ipv4(_, let port), .ipv6(_, _, let port): port
    case .unix: nil
    }
  }

  /// Whether nobody on another host can connect to it.
  public var isLoopback: Bool {
    switch self {
    case .ipv4(let address, _): address >> 24 == 127
    case .ipv6(let high, let low, _): high == 0 && (low == 1 || low >> 24 == 0xFFFF_7F)
    case .unix: true
    }
  }

  /// Fills the kernel's form and returns its length in bytes.
  public func store(in storage: inout sockaddr_storage) -> socklen_t {
    storage = sockaddr_storage()
    switch self {
    case .ipv4(let address, let port):
      var name = sockaddr_in()
      name.sin_family = sa_family_t(AF_INET)
      name.sin_port = port.bigEndian
      name.sin_addr.s_addr = address.bigEndian
      unsafe withUnsafeMutableBytes(of: &storage) {
        unsafe $0.storeBytes(of: name, as: sockaddr_in.self)
      }
      return socklen_t(MemoryLayout<sockaddr_in>.size)
    case .ipv6(let high, let low, let port):
      var name = sockaddr_in6()
      name.sin6_family = sa_family_t(AF_INET6)
      name.sin6_port = port.bigEndian
      unsafe withUnsafeMutableBytes(of: &name.sin6_addr) {
        unsafe $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
        unsafe $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
      }
      unsafe withUnsafeMutableBytes(of: &storage) {
        unsafe $0.storeBytes(of: name, as: sockaddr_in6.self)
      }
      return socklen_t(MemoryLayout<sockaddr_in6>.size)
    case .unix(let path):
      let bytes = Array(path.utf8)
      let pathOffset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)!
      unsafe withUnsafeMutableBytes(of: &storage) { raw in
        unsafe raw.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
        for (index, byte) in bytes.enumerated() { unsafe raw[pathOffset + index] = byte }
      }
      return socklen_t(pathOffset + bytes.count + 1)
    }
  }

  /// Reads the kernel's form, as `accept(2)` and `getsockname(2)` give it; `nil` for other families.
  public init?(_ storage: borrowing sockaddr_storage) {
    var copy = copy storage
    switch Int32(copy.ss_family) {
    case AF_INET:
      let name = unsafe withUnsafeBytes(of: &copy) { unsafe $0.load(as: sockaddr_in.self) }
      self = .ipv4(UInt32(bigEndian: name.sin_addr.s_addr), port: UInt16(bigEndian: name.sin_port))
    case AF_INET6:
      let name = unsafe withUnsafeBytes(of: &copy) { unsafe $0.load(as: sockaddr_in6.self) }
      var address = name.sin6_addr
      let halves = unsafe withUnsafeBytes(of: &address) {
        unsafe (
          $0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        )
      }
      self = .ipv6(
        high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1),
        port: UInt16(bigEndian: name.sin6_port))
    case AF_UNIX:
      self = .unix(path: "")
    default:
      return nil
    }
  }
}

extension SocketAddress: CustomStringConvertible {
  /// The text form that ``init(_:)`` reads.
  public var description: String {
    switch self {
    case .ipv4(let address, let port):
      "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255):\(port)"
    case .ipv6(_, _, let port): "[\(host)]:\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }

  /// The address without its port, as it appears in `X-Forwarded-For` and in logs.
  public var host: String {
    switch self {
    case .ipv4(let address, _):
      return "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
    case .ipv6(let high, let low, _):
      var address = in6_addr()
      unsafe withUnsafeMutableBytes(of: &address) {
        unsafe $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
        unsafe $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
      }
      var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      guard unsafe inet_ntop(AF_INET6, &address, &text, socklen_t(text.count)) != nil else {
        return "::"
      }
      return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    case .unix: return "unix"
    }
  }
}
