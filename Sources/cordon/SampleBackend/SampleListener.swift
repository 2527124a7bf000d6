import Glibc
import Primitives

/// A call of the system that failed.
struct SystemFailure: Error {
  let code: Int32
}

/// The listening socket of a sample backend: a thread a connection.
struct SampleListener: ~Copyable {
  private let descriptor: Int32
  /// Where it listens, with the port that was chosen.
  let address: SocketAddress

  /// Connections at once; past it, new ones wait in the backlog.
  static let connectionsMax = 4096

  /// Binds and listens.
  init(address wanted: SocketAddress) throws(SystemFailure) {
    if case .unix(let path) = wanted { Self.removeStale(path) }
    descriptor = socket(wanted.family, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw SystemFailure(code: errno) }
    var on: Int32 = 1
    _ = unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var storage = sockaddr_storage()
    var length = wanted.store(in: &storage)
    let own = descriptor
    let isListening = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        unsafe bind(own, name, length) == 0 && listen(own, 1024) == 0
          && getsockname(own, name, &length) == 0
      }
    }
    guard isListening else {
      let code = errno
      close(descriptor)
      throw SystemFailure(code: code)
    }
    if case .unix = wanted { address = wanted } else { address = SocketAddress(storage) ?? wanted }
  }

  /// Removes a Unix socket that nobody listens on, which an earlier run left behind.
  private static func removeStale(_ path: String) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var storage = sockaddr_storage()
    let length = SocketAddress.unix(path: path).store(in: &storage)
    let result = unsafe withUnsafePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, length)
      }
    }
    if result != 0, errno == ECONNREFUSED { unsafe unlink(path) }
  }

  /// Serves until SIGTERM or SIGINT. Connections that are open then are cut by the end of the
  /// process, which must follow.
  consuming func serveUntilStopped(_ behaviour: SampleBehaviour) {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGTERM)
    unsafe sigaddset(&signals, SIGINT)
    // Threads inherit the mask, so that the signals come to this one.
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    let listening = descriptor
    // Without a thread it answers nothing, and waits for its end all the same.
    try? DetachedThread.start { Self.accept(on: listening, behaviour) }
    var signal: Int32 = 0
    unsafe sigwait(&signals, &signal)
    if case .unix(let path) = address { unsafe unlink(path) }
  }

  private static func accept(on listening: Int32, _ behaviour: SampleBehaviour) {
    let room = SampleRoom(connectionsMax)
    while true {
      room.enter()
      let descriptor = Glibc.accept(listening, nil, nil)
      guard descriptor >= 0 else {
        let code = errno
        room.leave()
        // Out of descriptors: those of others come back. Anything else ends with its connection.
        if code == EMFILE || code == ENFILE { usleep(10_000) }
        continue
      }
      do throws(Errno) {
        try DetachedThread.start {
          var connection = SampleConnection(descriptor: descriptor, behaviour: behaviour)
          connection?.serve()
          room.leave()
        }
      } catch {
        close(descriptor)
        room.leave()
      }
    }
  }
}
