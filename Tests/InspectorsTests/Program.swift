import Glibc
import Testing

/// Programs that are built beside the bundle of the tests.
enum Program {
  private static let directory: String = {
    var path = [UInt8](repeating: 0, count: 4096)
    let count = unsafe path.withUnsafeMutableBytes { bytes in
      unsafe readlink(
        "/proc/self/exe", bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    let own = String(decoding: path[..<max(0, count)], as: UTF8.self)
    for candidate in [own] + CommandLine.arguments {
      guard let slash = candidate.lastIndex(of: "/") else { continue }
      let directory = String(candidate[..<slash])
      if unsafe access("\(directory)/SandboxProbe", X_OK) == 0 { return directory }
    }
    return "."
  }()

  /// The path of one.
  static func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// Runs one to its end: its exit status, or the signal that ended it as a negative number.
  static func run(_ name: String, _ arguments: [String]) throws -> Int32 {
    var words = unsafe ([path(name)] + arguments).map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    var process = pid_t()
    let code = unsafe posix_spawn(&process, path(name), nil, nil, &words, environ)
    try #require(code == 0, "\(name) does not start")
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 { try #require(errno == EINTR) }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
  }
}
