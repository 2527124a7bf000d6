import Foundation

/// The HTTP corpus, unpacked once for the whole run; `nil` where it is not on this machine.
enum Corpus {
  struct File: Sendable {
    var name: String
    var bytes: [UInt8]
  }

  static let http: [File]? = {
    guard let archive else { return nil }
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "cordon-http-corpus-\(getpid())")
    defer { try? FileManager.default.removeItem(at: directory) }
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      let tar = Process()
      tar.executableURL = URL(filePath: "/usr/bin/env")
      tar.arguments = ["tar", "--zstd", "-xf", archive.path(), "-C", directory.path()]
      try tar.run()
      tar.waitUntilExit()
      guard tar.terminationStatus == 0 else { return nil }
      return try FileManager.default.subpathsOfDirectory(atPath: directory.path()).sorted()
        .compactMap { name in
          (try? Data(contentsOf: directory.appending(path: name))).map {
            File(name: name, bytes: Array($0))
          }
        }
    } catch {
      return nil
    }
  }()

  private static let archive: URL? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let directories = [
      ProcessInfo.processInfo.environment["CORDON_CORPORA"].map { URL(filePath: $0) },
      root.deletingLastPathComponent().appending(path: "shared/corpora"),
    ]
    return directories.compactMap { $0?.appending(path: "http.tar.zst") }
      .first { FileManager.default.fileExists(atPath: $0.path()) }
  }()
}
