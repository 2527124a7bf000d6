import Glibc
import Primitives

/// The process whose place this one takes: it started this one, and gives it the sockets that it listens on.
///
/// Two variables of the environment say so, as there is nobody else to ask yet: which descriptors listen, and
/// which one leads to the process. An operator has no use for them.
struct Predecessor {
  /// Descriptors that listen, separated by commas.
  static let listenersVariable = "CORDON_LISTENERS"
  /// The descriptor of a stream of bytes, see ``awaitTurn()``.
  static let linkVariable = "CORDON_PREDECESSOR"

  /// What it listens on, by address.
  let sockets: [SocketAddress: [Descriptor]]
  private let link: Descriptor

  /// The process that has started this one to take its place; `nil`: somebody else has.
  ///
  /// The variables are gone afterwards: what this process starts is nobody's successor.
  static func find() throws -> Predecessor? {
    let link = take(linkVariable)
    let listeners = take(listenersVariable)
    guard let link else { return nil }
    guard let number = Int32(link), isOpen(number) else {
      throw ControlPlane.Failure(description: "\(linkVariable): \(link) is no descriptor")
    }
    let names = listeners ?? ""
    var sockets: [SocketAddress: [Descriptor]] = [:]
    for name in names.split(separator: ",") {
      guard let number = Int32(name), isOpen(number), let address = listeningAddress(number) else {
        throw ControlPlane.Failure(
          description: "\(listenersVariable): \(name) is no descriptor that listens")
      }
      sockets[address, default: []].append(Descriptor(number))
    }
    return Predecessor(sockets: sockets, link: Descriptor(number))
  }

  /// Waits until the process accepts no more: it is told that this one is ready, and answers then. Its end is
  /// as good an answer.
  func awaitTurn() {
    var byte = Successor.ready
    guard unsafe write(link.number, &byte, 1) == 1 else { return }
    while unsafe read(link.number, &byte, 1) < 0, errno == EINTR {}
    close(link.number)
  }

  private static func take(_ variable: String) -> String? {
    guard let text = unsafe getenv(variable) else { return nil }
    defer { unsafe unsetenv(variable) }
    return unsafe String(cString: text)
  }

  /// Whether there is such a descriptor. What this process starts does not get it.
  private static func isOpen(_ number: Int32) -> Bool {
    number > 2 && fcntl(number, F_SETFD, FD_CLOEXEC) == 0
  }

  private static func listeningAddress(_ number: Int32) -> SocketAddress? {
    var isListening: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0,
      isListening != 0
    else { return nil }
    var storage = sockaddr_storage()
    length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = unsafe withUnsafeMutablePointer(to: &storage) { name in
      unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        unsafe getsockname(number, name, &length)
      }
    }
    guard result == 0 else { return nil }
    return storage.ss_family == sa_family_t(AF_UNIX) ? unixAddress(storage) : SocketAddress(storage)
  }

  private static func unixAddress(_ storage: sockaddr_storage) -> SocketAddress {
    var copy = storage
    let name = unsafe withUnsafeBytes(of: &copy) { unsafe $0.load(as: sockaddr_un.self) }
    var path = name.sun_path
    let bytes = unsafe withUnsafeBytes(of: &path) { unsafe Array($0.prefix { $0 != 0 }) }
    return .unix(path: String(decoding: bytes, as: UTF8.self))
  }
}
