import Glibc
import Primitives
import Worker

/// Opens the sockets that workers listen on.
///
/// For an address with a port each worker gets a socket of its own (`SO_REUSEPORT`), and the kernel
/// spreads connections over them. A Unix socket has one queue, which all workers accept from.
enum ListenerSockets {
  /// Why an address cannot be listened on.
  struct Failure: Error, CustomStringConvertible {
    var address: SocketAddress
    var call: String
    var code: Int32

    var description: String { "\(address): \(call): \(Errno(code))" }
  }

  /// How many connections may wait to be accepted.
  static let backlog: Int32 = 4096

  /// As many listening sockets as there are workers, or more where so many are inherited.
  static func open(
    _ address: SocketAddress, count: Int, inherited: [Descriptor] = []
  ) throws -> [Descriptor] {
    var sockets = inherited
    do {
      if case .unix(let path) = address {
        if sockets.isEmpty { sockets.append(try openUnix(address, path: path)) }
        while sockets.count < count {
          let copy = fcntl(sockets[0].number, F_DUPFD_CLOEXEC, 0)
          guard copy >= 0 else { throw Failure(address: address, call: "dup", code: errno) }
          sockets.append(Descriptor(copy))
        }
      } else {
        while sockets.count < count { sockets.append(try openPort(address)) }
      }
      return sockets
    } catch {
      for socket in sockets[inherited.count...] { close(socket.number) }
      throw error
    }
  }

  private static func openPort(_ address: SocketAddress) throws -> Descriptor {
    let socket = try makeSocket(address)
    set(socket, SOL_SOCKET, SO_REUSEADDR)
    set(socket, SOL_SOCKET, SO_REUSEPORT)
    // Inherited by what is accepted, which spares a call a connection.
    set(socket, Int32(IPPROTO_TCP), TCP_NODELAY)
    if address.family == AF_INET6 { set(socket, Int32(IPPROTO_IPV6), IPV6_V6ONLY) }
    return try bindAndListen(socket, address)
  }

  private static func openUnix(_ address: SocketAddress, path: String) throws -> Descriptor {
    // A socket file that nobody listens on is left from a process that died.
    if unsafe access(path, F_OK) == 0, !isAnswering(address) { unsafe unlink(path) }
    let socket = try makeSocket(address)
    let listening = try bindAndListen(socket, address)
    unsafe chmod(path, 0o666)
    return listening
  }

  private static func isAnswering(_ address: SocketAddress) -> Bool {
    guard let socket = try? makeSocket(address) else { return true }
    defer { close(socket.number) }
    var storage = sockaddr_storage()
    let length = address.store(in: &storage)
    let result = unsafe withUnsafePointer(to: &storage) { name in
      unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(socket.number, $0, length)
      }
    }
    return result == 0 || errno != ECONNREFUSED
  }

  private static func makeSocket(_ address: SocketAddress) throws -> Descriptor {
    let number = socket(
      address.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { throw Failure(address: address, call: "socket", code: errno) }
    return Descriptor(number)
  }

  private static func set(_ socket: Descriptor, _ level: Int32, _ option: Int32) {
    var on: Int32 = 1
    _ = unsafe setsockopt(
      socket.number, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func bindAndListen(
    _ socket: Descriptor, _ address: SocketAddress
  ) throws -> Descriptor {
    var storage = sockaddr_storage()
    let length = address.store(in: &storage)
    let bound = unsafe withUnsafePointer(to: &storage) { name in
      unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(socket.number, $0, length)
      }
    }
    guard bound == 0 else { return try fail(socket, address, "bind") }
    guard listen(socket.number, backlog) == 0 else { return try fail(socket, address, "listen") }
    return socket
  }

  private static func fail(
    _ socket: Descriptor, _ address: SocketAddress, _ call: String
  ) throws -> Descriptor {
    let code = errno
    close(socket.number)
    throw Failure(address: address, call: call, code: code)
  }
}
