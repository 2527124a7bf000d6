import Glibc
import Primitives
import Synchronization

/// Blocking sockets with deadlines.
enum Sockets {
  /// What a socket reported.
  struct Failure: Error, CustomStringConvertible {
    var call: String
    var code: Int32

    var description: String { "\(call): error \(code)" }
    var isReset: Bool { code == ECONNRESET || code == EPIPE }
    var isTimeout: Bool { code == EAGAIN || code == EWOULDBLOCK }
  }

  /// A listening socket.
  static func listen(_ address: SocketAddress) throws -> Int32 {
    let descriptor = try make(address)
    var on: Int32 = 1
    _ = unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    guard unsafe call(address, descriptor, Glibc.bind) == 0, Glibc.listen(descriptor, 1024) == 0
    else {
      let code = errno
      close(descriptor)
      throw Failure(call: "bind \(address)", code: code)
    }
    return descriptor
  }

  /// Held while a process is started and while a socket is not yet marked as not to be inherited: an
  /// inherited socket would stay open where a test waits for its end.
  static let inheritance = Mutex(())

  /// The next connection; negative where the socket accepts no more.
  static func accept(_ listening: Int32) -> Int32 {
    while true {
      var wanted = pollfd(fd: listening, events: Int16(POLLIN), revents: 0)
      _ = unsafe poll(&wanted, 1, -1)
      let descriptor = inheritance.withLock { _ in
        let descriptor = Glibc.accept(listening, nil, nil)
        if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return descriptor
      }
      if descriptor >= 0 || (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
        return descriptor
      }
    }
  }

  /// A connected socket.
  static func connect(_ address: SocketAddress, receiveBytes: Int32? = nil) throws -> Int32 {
    let descriptor = try make(address)
    if var receiveBytes {
      _ = unsafe setsockopt(
        descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBytes, socklen_t(MemoryLayout<Int32>.size))
    }
    setTimeouts(descriptor, seconds: 60)
    guard unsafe call(address, descriptor, Glibc.connect) == 0 else {
      let code = errno
      close(descriptor)
      throw Failure(call: "connect \(address)", code: code)
    }
    var on: Int32 = 1
    _ = unsafe setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    return descriptor
  }

  /// A socket that begins to connect and does not wait for it.
  static func beginConnect(_ address: SocketAddress) throws -> Int32 {
    let descriptor = try make(address)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = unsafe call(address, descriptor, Glibc.connect)
    return descriptor
  }

  /// Sets how long a call may block.
  static func setTimeouts(_ descriptor: Int32, seconds: Double) {
    var time = timeval(
      tv_sec: Int(seconds), tv_usec: Int(seconds.truncatingRemainder(dividingBy: 1) * 1e6))
    let size = socklen_t(MemoryLayout<timeval>.size)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
  }

  private static func make(_ address: SocketAddress) throws -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(address.family, kind, 0)
    guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
    return descriptor
  }

  private static func call(
    _ address: SocketAddress, _ descriptor: Int32,
    _ function: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32
  ) -> Int32 {
    var storage = sockaddr_storage()
    let length = address.store(in: &storage)
    return unsafe withUnsafePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe function(descriptor, $0, length)
      }
    }
  }
}
