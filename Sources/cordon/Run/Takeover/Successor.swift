import Glibc
import Primitives
import Synchronization

/// The process that is to take this one's place: the same program, as it lies on the disk by now, with the
/// same arguments and with the sockets that this one listens on.
///
/// It says when it is ready, and accepts when this one accepts no more: what connects meanwhile waits in the
/// sockets' queues. Until then nothing depends on it.
final class Successor: Sendable {
  enum State: Equatable {
    case starting
    /// It waits for its turn.
    case ready
    /// It has ended, and why.
    case failed(String)
  }

  /// What it says when it is ready.
  static let ready: UInt8 = 0x72

  let process: pid_t
  private let link: Descriptor
  private let shared = Mutex(State.starting)

  /// How it is doing now. Each change is announced (``Signals/announce()``).
  var state: State { shared.withLock { $0 } }

  /// Starts it.
  init(_ program: String, _ arguments: [String], sockets: [Descriptor]) throws {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw ControlPlane.Failure(description: "socketpair: \(Errno.last)")
    }
    link = Descriptor(ends[0])
    defer { close(ends[1]) }
    do {
      process = try Self.spawn(
        program, arguments, sockets: sockets, link: Descriptor(ends[1]))
    } catch {
      close(ends[0])
      throw error
    }
    do throws(Errno) {
      try DetachedThread.start { [self] in watch() }
    } catch {
      abandon()
      throw error
    }
  }

  deinit { close(link.number) }

  /// Lets it accept.
  func letGo() {
    var byte = Self.ready
    // Where it has ended meanwhile, there is nobody to tell.
    _ = unsafe send(link.number, &byte, 1, Int32(MSG_NOSIGNAL))
  }

  /// Ends it: this process ends, or goes on by itself.
  func abandon() { kill(process, SIGTERM) }

  private func watch() {
    var byte: UInt8 = 0
    var count: Int
    repeat { count = unsafe read(link.number, &byte, 1) } while count < 0 && errno == EINTR
    if count == 1 {
      shared.withLock { $0 = .ready }
    } else {
      let ending = waitForEnd()
      shared.withLock { $0 = .failed(ending) }
    }
    Signals.announce()
  }

  private func waitForEnd() -> String {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return "\(Errno.last)" }
    }
    return status & 0x7F == 0 ? "exit status \(status >> 8 & 0xFF)" : "signal \(status & 0x7F)"
  }

  private static func spawn(
    _ program: String, _ arguments: [String], sockets: [Descriptor], link: Descriptor
  ) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    // Onto itself: the copy survives the new program, unlike the original.
    for kept in sockets + [link] {
      unsafe posix_spawn_file_actions_adddup2(&actions, kept.number, kept.number)
    }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let numbers = sockets.map { "\($0.number)" }.joined(separator: ",")
    let variables =
      environment + [
        "\(Predecessor.listenersVariable)=\(numbers)", "\(Predecessor.linkVariable)=\(link.number)",
      ]
    var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    var settings = unsafe variables.map { unsafe strdup($0) } + [nil]
    defer {
      for index in unsafe words.indices { unsafe free(words[index]) }
      for index in unsafe settings.indices { unsafe free(settings[index]) }
    }
    var process = pid_t()
    let code = unsafe posix_spawn(&process, program, &actions, &attributes, &words, &settings)
    guard code == 0 else { throw ControlPlane.Failure(description: "\(program): \(Errno(code))") }
    return process
  }

  private static var environment: [String] {
    var texts: [String] = []
    var next = unsafe environ
    while let text = unsafe next.pointee {
      texts.append(unsafe String(cString: text))
      unsafe next += 1
    }
    return texts
  }
}
