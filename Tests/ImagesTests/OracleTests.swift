import Foundation
import Images
import Testing

@Suite(.enabled(if: Oracle.isInstalled, "clamscan is not installed"), .serialized)
struct OracleTests {
  @Test(
    "pictures of this machine have the hash that clamscan tells", arguments: ["png", "gif", "jpg"])
  func pictures(ending: String) throws {
    var (alike, different) = (0, [String]())
    for file in Oracle.files(ending) {
      let bytes = try [UInt8](Data(contentsOf: file))
      let hash = ImageHash.perceptual(of: bytes.span).map { Oracle.hex($0) }
      let told = try Oracle.hash(of: file)
      if hash == told {
        alike += 1
      } else {
        different.append("\(file.path): \(hash ?? "-") \(told ?? "-")")
      }
    }
    // JPEG is decoded by other means, whose rounding differs; the rest may differ where shrinking rounds.
    #expect(different.count * 50 <= alike + 49, "\(alike) alike, others: \(different)")
  }
}

/// What clamscan says of pictures.
enum Oracle {
  private static let program = "/usr/bin/clamscan"
  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

  static func hex(_ hash: UInt64) -> String {
    let text = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }

  /// The hash in its debug output; `nil` where it computed none.
  static func hash(of file: URL) throws -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c",
      "\(program) --debug --no-summary -d \"$0\" \"$1\" 2>&1 | sed -n \"s/.*image fuzzy hash '\\(.*\\)' for.*/\\1/p\"",
      try database().path, file.path,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
    return lines.first.map { String($0) }
  }

  private static func database() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: "cordon-images.ldb")
    let line = "Image;Engine:150-255,Target:5;0;fuzzy_img#0000000000000000#0\n"
    try Data(line.utf8).write(to: url)
    return url
  }

  /// Files with an ending, evenly over their names.
  static func files(_ ending: String) -> [URL] {
    let roots =
      ProcessInfo.processInfo.environment["CORDON_ORACLE_PICTURES"].map { [$0] } ?? ["/usr/share"]
    var files: [URL] = []
    for root in roots {
      guard let all = FileManager.default.enumerator(atPath: root) else { continue }
      for case let path as String in all where path.hasSuffix(".\(ending)") {
        files.append(URL(filePath: root).appending(path: path))
      }
    }
    files.sort { $0.path < $1.path }
    let step = max(1, files.count / 100)
    return stride(from: 0, to: files.count, by: step).map { files[$0] }
  }
}
