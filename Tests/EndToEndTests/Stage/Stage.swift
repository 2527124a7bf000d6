import Glibc
import Primitives
import Synchronization
import Testing

/// What one test has: a directory, and processes that end with it.
final class Stage: Sendable {
  /// A directory on a disk, as spill files are not kept in memory filesystems.
  let directory: String
  private let state = Mutex((processes: [ChildProcess](), cleanups: [@Sendable () -> Void]()))

  init() throws {
    var template = Array("/var/tmp/cordon-e2e-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw Expired(description: "no temporary directory: \(errno)")
    }
    directory = String(
      decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for name in ["spill", "signatures"] { unsafe mkdir("\(directory)/\(name)", 0o700) }
  }

  /// A path below the directory.
  func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// Does something when the test has ended.
  func whenDone(_ cleanup: @escaping @Sendable () -> Void) {
    state.withLock { $0.cleanups.append(cleanup) }
  }

  func tearDown() {
    let (processes, cleanups) = state.withLock { $0 }
    for process in processes {
      // Tests themselves end processes by SIGKILL.
      guard let ending = process.ending, ending < 0, ending != -SIGKILL else { continue }
      Issue.record("a process died by signal \(-ending): \(process.errorText)")
    }
    for process in processes { process.end() }
    for cleanup in cleanups.reversed() { cleanup() }
    Files.remove(directory)
  }

  /// The directory of the test bundle, in which the product lies too.
  static let products: String = {
    let bundle = Files.linkTarget("/proc/self/exe") ?? ""
    let candidates = [bundle] + CommandLine.arguments
    for candidate in candidates {
      guard let slash = candidate.lastIndex(of: "/") else { continue }
      let directory = String(candidate[..<slash])
      if Files.exists("\(directory)/cordon") { return directory }
    }
    return "."
  }()

  /// Starts `cordon` with arguments.
  func start(_ arguments: [String]) throws -> ChildProcess {
    let number = state.withLock { $0.processes.count }
    let process = try ChildProcess(
      "\(Self.products)/cordon", arguments, outPath: path("out.\(number)"),
      errorPath: path("error.\(number)"))
    state.withLock { $0.processes.append(process) }
    return process
  }

  /// Runs `cordon` with arguments to its end.
  func run(_ arguments: [String]) throws -> (ending: Int32, out: String, error: String) {
    let process = try start(arguments)
    let ending = try process.waitForEnd()
    return (ending, process.outText, process.errorText)
  }

  /// Runs curl; its standard output.
  func curl(_ arguments: [String]) throws -> (ending: Int32, out: String) {
    let result = try output(
      "/usr/bin/curl", ["--silent", "--show-error", "--max-time", "90"] + arguments)
    return (result.ending, result.out)
  }

  /// Runs a program of the system to its end.
  func output(
    _ program: String, _ arguments: [String]
  ) throws -> (ending: Int32, out: String, error: String) {
    let number = state.withLock { $0.processes.count }
    let process = try ChildProcess(
      program, arguments, outPath: path("out.\(number)"), errorPath: path("error.\(number)"))
    state.withLock { $0.processes.append(process) }
    return (try process.waitForEnd(within: 60), process.outText, process.errorText)
  }

  /// Runs `cordon` with arguments on a terminal; what that shows.
  func runOnTerminal(_ arguments: [String]) throws -> (ending: Int32, out: String) {
    let words = ["\(Self.products)/cordon"] + arguments
    let command = words.map { "'\($0)'" }.joined(separator: " ")
    let result = try output(Self.terminal, ["-qec", command, "/dev/null"])
    return (result.ending, result.out)
  }

  /// The program that gives others a terminal.
  static let terminal = "/usr/bin/script"

  /// Starts a sample backend; where it listens.
  func startSampleBackend(
    _ options: [String] = [], name: String = "sample", listen: String = "127.0.0.1:0"
  ) throws -> SocketAddress {
    let process = try start(["sample-backend", "--listen", listen, "--name", name] + options)
    var address: SocketAddress?
    try eventually("sample backend listens; \(process.errorText)") {
      let line = process.outText.split(separator: "\n").first ?? ""
      guard line.hasPrefix("listening on ") else { return false }
      address = SocketAddress(String(line.dropFirst("listening on ".count)))
      return address != nil
    }
    return address!
  }
}
