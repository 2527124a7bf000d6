import CUring
import Glibc
public import Primitives

extension UringDriver {
  public mutating func socket(family: Int32) throws(Errno) -> Descriptor {
    let number = Glibc.socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { throw Errno.last }
    if family != AF_UNIX {
      var on: Int32 = 1
      _ = unsafe setsockopt(
        number, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }
    return Descriptor(number)
  }

  public mutating func remoteAddress(of socket: Descriptor) -> SocketAddress? {
    unsafe Self.address(of: socket, getpeername)
  }

  public mutating func localAddress(of socket: Descriptor) -> SocketAddress? {
    unsafe Self.address(of: socket, getsockname)
  }

  private static func address(
    of socket: Descriptor,
    _ call: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> SocketAddress? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = unsafe withUnsafeMutablePointer(to: &storage) { name in
      unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        unsafe call(socket.number, name, &length)
      }
    }
    return result == 0 ? SocketAddress(storage) : nil
  }

  public mutating func register(
    _ pool: borrowing BufferPool, uploads: Int, responses: Int
  ) throws(Errno) {
    unsafe try groups.uploads.register(
      on: ring, group: BufferGroup.uploads.rawValue, capacity: uploads)
    unsafe try groups.responses.register(
      on: ring, group: BufferGroup.responses.rawValue, capacity: responses)
  }

  public mutating func provide(
    _ buffer: UInt16, _ bytes: UnsafeMutableRawBufferPointer, to group: BufferGroup
  ) {
    switch group {
    case .uploads: unsafe groups.uploads.provide(buffer, bytes)
    case .responses: unsafe groups.responses.provide(buffer, bytes)
    }
  }
}
