import CPosix
import Glibc
import Primitives

extension Host {
  /// Tries to bind `address` without SO_REUSEPORT, so that an earlier process that has it is seen.
  ///
  /// SO_REUSEADDR is set, as connections that are closing are no listener. A Unix socket's file is
  /// not made: one that nobody listens on any more may stay and is no hindrance.
  static func bind(_ address: SocketAddress) -> Attempt {
    if case .unix(let path) = address { return probeUnix(path, address) }
    let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue) | 0o2000000, 0)
    guard descriptor >= 0 else { return .failed(errno) }
    defer { close(descriptor) }
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
    if case .ipv6 = address {
      _ = unsafe setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, size)
    }
    return unsafe Self.call(address, on: descriptor, Glibc.bind)
  }

  private static func probeUnix(_ path: String, _ address: SocketAddress) -> Attempt {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      guard errno == ENOENT else { return .failed(errno) }
      let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
      return unsafe access(parent, W_OK | X_OK) == 0 ? .succeeded : .failed(errno)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { return .failed(EEXIST) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | 0o2000000, 0)
    guard descriptor >= 0 else { return .failed(errno) }
    defer { close(descriptor) }
    switch unsafe Self.call(address, on: descriptor, Glibc.connect) {
    case .succeeded: return .failed(EADDRINUSE)
    case .failed(ECONNREFUSED): return .succeeded
    case .failed(let code): return .failed(code)
    }
  }

  private static func call(
    _ address: SocketAddress, on descriptor: Int32,
    _ function: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32
  ) -> Attempt {
    var storage = sockaddr_storage()
    let length = address.store(in: &storage)
    let result = unsafe withUnsafePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe function(descriptor, $0, length)
      }
    }
    return result == 0 ? .succeeded : .failed(errno)
  }
}
