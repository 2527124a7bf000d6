import Glibc

/// The few socket calls that both sides of the load need.
enum Socket {
  /// A listening, non-blocking socket at `address`.
  static func listening(at address: SocketAddress) throws -> Int32 {
    let descriptor = try open(address)
    setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    if case .unix(let path) = address { unsafe unlink(path) }
    guard unsafe address.withSockaddr({ unsafe bind(descriptor, $0, $1) }) == 0 else {
      throw LoadError("bind", errno: errno)
    }
    guard listen(descriptor, 4096) == 0 else { throw LoadError("listen", errno: errno) }
    makeNonBlocking(descriptor)
    return descriptor
  }

  /// A connected socket; it blocks until the connection stands, and later only where `blocking`.
  static func connected(to address: SocketAddress, blocking: Bool = false) throws -> Int32 {
    let descriptor = try open(address)
    let result = unsafe address.withSockaddr { unsafe connect(descriptor, $0, $1) }
    guard result == 0 else {
      let code = errno
      close(descriptor)
      throw LoadError("connect", errno: code)
    }
    sendAtOnce(descriptor)
    if !blocking { makeNonBlocking(descriptor) }
    return descriptor
  }

  /// The next connection that waits at `listener`, non-blocking; `nil` where none does.
  static func accepted(from listener: Int32) -> Int32? {
    let descriptor = accept(listener, nil, nil)
    guard descriptor >= 0 else { return nil }
    makeNonBlocking(descriptor)
    sendAtOnce(descriptor)
    return descriptor
  }

  /// Switches Nagle's algorithm off, so that no timer of the kernel's is in a measured latency.
  /// A Unix socket has none, and refuses without harm.
  private static func sendAtOnce(_ descriptor: Int32) {
    setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
  }

  /// Bounds every blocking receive and send on the socket by `seconds`.
  static func limitWaiting(_ descriptor: Int32, seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
  }

  private static func open(_ address: SocketAddress) throws -> Int32 {
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(address.family, type, 0)
    guard descriptor >= 0 else { throw LoadError("socket", errno: errno) }
    return descriptor
  }

  private static func makeNonBlocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  private static func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32)
  {
    var value = value
    let size = socklen_t(MemoryLayout<Int32>.size)
    unsafe setsockopt(descriptor, level, name, &value, size)
  }
}
