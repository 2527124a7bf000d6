import Glibc

/// Where a socket listens or connects: `192.0.2.1:80`, `[2001:db8::1]:80` or `unix:/run/x.sock`.
///
/// Names are not resolved: a benchmark that waits for a resolver measures the resolver.
enum SocketAddress: Sendable {
  /// The address in network byte order, the port in host order.
  case ipv4(in_addr, port: UInt16)
  /// The address in network byte order, the port in host order.
  case ipv6(in6_addr, port: UInt16)
  /// An absolute path that fits `sun_path` with its NUL.
  case unix(path: String)

  /// Reads one of the three text forms; `nil` where it is none of them.
  init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard path.hasPrefix("/"), path.utf8.count < 108, !path.utf8.contains(0) else { return nil }
      self = .unix(path: path)
      return
    }
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      var address = in6_addr()
      let parsed = unsafe inet_pton(AF_INET6, String(host.dropFirst().dropLast()), &address)
      guard parsed == 1 else { return nil }
      self = .ipv6(address, port: port)
    } else {
      var address = in_addr()
      guard unsafe inet_pton(AF_INET, String(host), &address) == 1 else { return nil }
      self = .ipv4(address, port: port)
    }
  }

  /// The address family, for `socket(2)`.
  var family: Int32 {
    switch self {
    case .ipv4: AF_INET
    case .ipv6: AF_INET6
    case .unix: AF_UNIX
    }
  }

  /// The kernel's form of the address, for `bind(2)` and `connect(2)`.
  func withSockaddr(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var storage = sockaddr_storage()
    let length = store(in: &storage)
    return unsafe withUnsafePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe call($0, length) }
    }
  }

  private func store(in storage: inout sockaddr_storage) -> socklen_t {
    unsafe withUnsafeMutableBytes(of: &storage) { bytes in
      switch self {
      case .ipv4(let address, let port):
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr = address
        unsafe bytes.storeBytes(of: name, as: sockaddr_in.self)
        return socklen_t(MemoryLayout<sockaddr_in>.size)
      case .ipv6(let address, let port):
        var name = sockaddr_in6()
        name.sin6_family = sa_family_t(AF_INET6)
        name.sin6_port = port.bigEndian
        name.sin6_addr = address
        unsafe bytes.storeBytes(of: name, as: sockaddr_in6.self)
        return socklen_t(MemoryLayout<sockaddr_in6>.size)
      case .unix(let path):
        unsafe bytes.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
        let start = MemoryLayout<sa_family_t>.size
        unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...]).copyBytes(from: path.utf8)
        return socklen_t(start + path.utf8.count + 1)
      }
    }
  }
}
