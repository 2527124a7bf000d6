import Glibc
import Primitives
import Synchronization

/// A process that a test has started. Its standard streams go to files.
final class ChildProcess: Sendable {
  let identifier: pid_t
  let outPath: String
  let errorPath: String
  private let status = Mutex<Int32?>(nil)

  /// What ended a process: its exit status, or the signal as a negative number.
  typealias Ending = Int32

  /// Starts `path`.
  init(_ path: String, _ arguments: [String], outPath: String, errorPath: String) throws {
    self.outPath = outPath
    self.errorPath = errorPath
    identifier = try Self.spawn(path, arguments, outPath: outPath, errorPath: errorPath)
  }

  private static func spawn(
    _ path: String, _ arguments: [String], outPath: String, errorPath: String
  ) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, outPath, flags, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, errorPath, flags, 0o600)
    // The runner of the tests may have its own ideas about signals.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGHUP, SIGTERM, SIGPIPE, SIGUSR1, SIGUSR2] {
      unsafe sigaddset(&signals, signal)
    }
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    var identifier = pid_t()
    let result = Sockets.inheritance.withLock { _ in
      unsafe posix_spawn(&identifier, path, &actions, &attributes, &words, environ)
    }
    guard result == 0 else { throw Expired(description: "\(path) does not start: \(result)") }
    return identifier
  }

  /// Sends a signal.
  func send(_ signal: Int32) {
    guard ending == nil else { return }
    kill(identifier, signal)
  }

  /// How it ended; `nil` while it runs.
  var ending: Ending? {
    status.withLock { known in
      if known == nil {
        var status: Int32 = 0
        if unsafe waitpid(identifier, &status, WNOHANG) == identifier {
          known = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        }
      }
      return known
    }
  }

  /// Waits for its end.
  func waitForEnd(within seconds: Double = 60) throws -> Ending {
    try eventually(within: seconds, "process \(identifier) ends; \(errorText)") { ending != nil }
    return ending!
  }

  /// Ends it at once.
  func end() {
    guard ending == nil else { return }
    kill(identifier, SIGKILL)
    _ = try? waitForEnd()
  }

  /// What it wrote to standard output so far.
  var outText: String { Files.text(outPath) }
  /// What it wrote to standard error so far.
  var errorText: String { Files.text(errorPath) }

  /// Open descriptors.
  var descriptorCount: Int { Files.names("/proc/\(identifier)/fd").count }

  /// Targets of the open descriptors.
  var descriptorTargets: [String] {
    Files.names("/proc/\(identifier)/fd").compactMap {
      Files.linkTarget("/proc/\(identifier)/fd/\($0)")
    }
  }

  /// Its connections over IPv4 to the port of an address. Unlike all descriptors together, they are not changed
  /// by what else a process opens and closes at the time.
  func connectionCount(to address: SocketAddress) -> Int {
    let digits = String(address.port ?? 0, radix: 16, uppercase: true)
    let port = ":" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    let sockets = Set(descriptorTargets)
    return Files.text("/proc/\(identifier)/net/tcp").split(separator: "\n").count { line in
      let words = line.split(separator: " ")
      return words.count > 9 && words[2].hasSuffix(port) && sockets.contains("socket:[\(words[9])]")
    }
  }

  /// Resident bytes.
  var residentBytes: Int {
    let line = Files.text("/proc/\(identifier)/status").split(separator: "\n")
      .first { $0.hasPrefix("VmRSS:") }
    let kilobytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
    return (kilobytes.flatMap { Int($0) } ?? 0) << 10
  }
}
