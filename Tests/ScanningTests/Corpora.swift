import Foundation

/// The shared corpora: found by `CORDON_CORPORA`, or in `../shared/corpora` beside the package.
enum Corpora {
  /// The directory of the archives; `nil` where there is none.
  static let directory: URL? = {
    var candidates: [URL] = []
    if let path = ProcessInfo.processInfo.environment["CORDON_CORPORA"] {
      candidates.append(URL(filePath: path))
    }
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    candidates.append(package.appending(path: "../shared/corpora"))
    return candidates.first {
      FileManager.default.fileExists(atPath: $0.appending(path: "signatures.tar.zst").path)
    }
  }()

  /// Unpacks an archive into a directory.
  static func unpack(_ name: String, into directory: URL) throws {
    let archive = Self.directory!.appending(path: "\(name).tar.zst").path
    let status = try run("/usr/bin/tar", ["--zstd", "-xf", archive, "-C", directory.path]).status
    guard status == 0 else { throw CocoaError(.fileReadCorruptFile) }
  }

  /// Runs a program to its end.
  static func run(_ program: String, _ arguments: [String]) throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}

/// A directory that is removed when its owner goes.
final class TemporaryDirectory {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "cordon-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
