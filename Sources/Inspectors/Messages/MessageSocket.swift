internal import CInspectors
internal import Glibc
internal import Primitives

/// One end of a pair of sockets that carry whole messages, with descriptors beside them
/// (`SOCK_SEQPACKET`, `SCM_RIGHTS`).
struct MessageSocket: Sendable {
  /// What came.
  struct Received {
    var bytes: [UInt8]
    /// The receiver's to close.
    var descriptors: [Descriptor]
  }

  let descriptor: Descriptor

  /// The two ends. Their buffers hold the longest report.
  static func pair() throws(Errno) -> (MessageSocket, MessageSocket) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Errno.last }
    // The kernel doubles what is asked for, up to twice net.core.wmem_max (208 KiB by default).
    var bytes = Int32(InspectorReport.bytesMax)
    for end in ends {
      _ = unsafe setsockopt(
        end, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }
    return (
      MessageSocket(descriptor: Descriptor(ends[0])), MessageSocket(descriptor: Descriptor(ends[1]))
    )
  }

  /// Sends a message with descriptors, which stay open here.
  func send(
    _ bytes: [UInt8], descriptors: [Descriptor] = [], waits: Bool = false
  ) throws(Errno) {
    let numbers = descriptors.map(\.number)
    let flags = Int32(MSG_NOSIGNAL) | (waits ? 0 : Int32(MSG_DONTWAIT))
    while true {
      // An inspector may make the first of these calls alone, which carries no descriptors.
      let count =
        numbers.isEmpty
        ? unsafe Glibc.send(descriptor.number, bytes, bytes.count, flags)
        : unsafe cordon_inspectors_send(
          descriptor.number, bytes, bytes.count, numbers, Int32(numbers.count), flags)
      if count == bytes.count { return }
      guard count < 0, errno == EINTR else { throw count < 0 ? Errno.last : Errno(EMSGSIZE) }
    }
  }

  /// Receives a message, with its descriptors; `nil` at the end.
  ///
  /// - Throws: `EAGAIN` where there is none and it is not to be waited for, `EMSGSIZE` where it is too
  ///   long or has too many descriptors.
  func receive(bytesMax: Int, waits: Bool) throws(Errno) -> Received? {
    var bytes = [UInt8](repeating: 0, count: bytesMax)
    var numbers = [Int32](repeating: -1, count: Int(cordon_inspectors_descriptors_max))
    var found: Int32 = 0
    let flags = waits ? 0 : Int32(MSG_DONTWAIT)
    while true {
      let count = unsafe cordon_inspectors_receive(
        descriptor.number, &bytes, bytes.count, &numbers, &found, flags)
      let code = errno
      let descriptors = numbers.prefix(Int(found)).map { Descriptor($0) }
      if count > 0 {
        bytes.removeLast(bytes.count - count)
        return Received(bytes: bytes, descriptors: descriptors)
      }
      for descriptor in descriptors { Glibc.close(descriptor.number) }
      if count == 0 { return nil }
      guard code == EINTR else { throw Errno(code) }
    }
  }

  /// Receives a message without descriptors, of which any that it carries are dropped by the kernel; `nil`
  /// at the end. Does not wait. The bytes beyond what `memory` holds are an error.
  func receive(into memory: inout [UInt8]) throws(Errno) -> [UInt8]? {
    while true {
      let flags = Int32(MSG_DONTWAIT) | Int32(MSG_TRUNC)
      let count = unsafe recv(descriptor.number, &memory, memory.count, flags)
      if count > memory.count { throw Errno(EMSGSIZE) }
      if count > 0 { return Array(memory[..<count]) }
      if count == 0 { return nil }
      guard errno == EINTR else { throw Errno.last }
    }
  }

  func close() { _ = Glibc.close(descriptor.number) }
}
