import Glibc
import Primitives

/// The supervisor that has started this process, where it wants to be told what becomes of it:
/// `sd_notify(3)`, which is one datagram.
enum Supervisor {
  /// Clients are served.
  static func tellReady() { tell("READY=1") }

  /// The service ends.
  static func tellStopping() { tell("STOPPING=1") }

  /// Another process is the service from now on. It must be told before this one ends.
  static func tellSuccessor(_ process: pid_t) { tell("MAINPID=\(process)") }

  private static func tell(_ text: String) {
    guard let name = unsafe getenv("NOTIFY_SOCKET") else { return }
    var path = unsafe Array(String(cString: name).utf8)
    // A name that begins so is in no directory.
    let isAbstract = path.first == 0x40
    if isAbstract { path[0] = 0 }
    var address = sockaddr_un()
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard !path.isEmpty, path.count < room else { return }
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
    let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    let length = socklen_t(start + path.count + (isAbstract ? 0 : 1))
    let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return }
    defer { close(socket) }
    let bytes = Array(text.utf8)
    _ = unsafe withUnsafePointer(to: &address) { name in
      unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        unsafe sendto(
          socket, bytes, bytes.count, Int32(MSG_NOSIGNAL), name, length)
      }
    }
  }
}
