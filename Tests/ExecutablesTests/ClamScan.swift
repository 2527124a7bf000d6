import Foundation

/// ClamAV's own scanner: what tells right from wrong here.
enum ClamScan {
  static let program = "/usr/bin/clamscan"

  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

  /// The signatures that it finds, by file name.
  static func detections(in directory: URL, database: URL) throws -> [String: Set<String>] {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = [
      "--no-summary", "--scan-archive=no", "--scan-ole2=no", "--scan-pdf=no", "--scan-mail=no",
      "--scan-html=yes", "--allmatch", "-r", "-d", database.path, directory.path,
    ]
    let output = directory.deletingLastPathComponent().appending(path: "output")
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    try handle.close()
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    guard process.terminationReason == .exit, process.terminationStatus != 2 else {
      throw Failure(output: text)
    }
    var found: [String: Set<String>] = [:]
    for line in text.split(separator: "\n") where line.hasSuffix(" FOUND") {
      guard let colon = line.range(of: ": ", options: .backwards) else { continue }
      let file = URL(filePath: String(line[..<colon.lowerBound])).lastPathComponent
      let name = line[colon.upperBound...].dropLast(" FOUND".count)
      found[file, default: []].insert(name.replacingOccurrences(of: ".UNOFFICIAL", with: ""))
    }
    return found
  }

  struct Failure: Error { var output: String }
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
