import Foundation
import Images
import Primitives
import Testing

@Suite(.enabled(if: Oracle.isInstalled, "clamscan is not installed"), .serialized)
struct OracleTests {
  @Test(
    "pictures of this machine have the hash that clamscan tells",
    arguments: ["png", "gif", "jpg", "bmp", "tif"])
  func pictures(ending: String) throws {
    var (alike, different) = (0, [String]())
    for file in Oracle.files(ending) {
      let bytes = try [UInt8](Data(contentsOf: file))
      let hash = Oracle.hex(bytes)
      let told = try Oracle.hash(of: file)
      if hash == told {
        alike += 1
      } else {
        different.append("\(file.path): \(hash ?? "-") \(told ?? "-")")
      }
    }
    #expect(different.isEmpty, "\(alike) alike, others: \(different)")
  }

  @Test("damaged pictures have the hash that clamscan tells")
  func damaged() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "cordon-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var generator = SeededRandom(seed: 7)
    var pictures: [URL: String?] = [:]
    let originals = [
      BuiltJPEG.sampled, BuiltJPEG.progressive, BuiltJPEG.inks, BuiltJPEG.separate,
      BuiltPNG.gradient.bytes, BuiltBMP().bytes, BuiltBMP(bits: 8, hasRuns: true).bytes,
      BuiltTIFF(compression: 0x8005, isInTiles: true).bytes,
      BuiltTIFF(isLittle: false, interpretation: 2, isDifferences: true, compression: 8).bytes,
      BuiltTIFF(bits: 16, compression: 5).bytes,
    ]
    for (kind, original) in originals.enumerated() {
      for index in 0..<120 {
        let bytes = index == 0 ? original : Self.damaged(original, &generator)
        let file = folder.appending(path: "\(kind)-\(index)")
        try Data(bytes).write(to: file)
        pictures[file] = Oracle.hex(bytes)
      }
    }
    let told = try Oracle.hashes(of: Array(pictures.keys))
    #expect(told.count == pictures.count)
    for (file, hash) in pictures {
      #expect(told[file.path] == .some(hash), "\(file.lastPathComponent)")
    }
  }

  /// A picture that is cut off, or some of whose bytes behind the signature are others.
  private static func damaged(_ bytes: [UInt8], _ generator: inout SeededRandom) -> [UInt8] {
    if generator.below(3) == 0 {
      return Array(bytes.prefix(40 + Int(generator.below(UInt64(bytes.count - 40)))))
    }
    var bytes = bytes
    for _ in 0...generator.below(2) {
      let place = 20 + Int(generator.below(UInt64(bytes.count - 20)))
      bytes[place] = UInt8(truncatingIfNeeded: generator.below(256))
    }
    return bytes
  }
}

/// What clamscan says of pictures.
enum Oracle {
  private static let program = "/usr/bin/clamscan"
  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

  /// The hash that is reckoned here; `nil` where there is none.
  static func hex(_ bytes: [UInt8]) -> String? {
    var budget = PictureBudget(stepsMax: .max)
    switch ImageHash.perceptual(of: bytes.span, budget: &budget) {
    case .known(let hash): return hex(hash)
    case .none: return nil
    case .unknown: return "unknown"
    }
  }

  private static func hex(_ hash: UInt64) -> String {
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

  /// The hashes of files, by path; `nil` for those that have none.
  static func hashes(of files: [URL]) throws -> [String: String?] {
    let list = FileManager.default.temporaryDirectory.appending(path: "cordon-\(UUID().uuidString)")
    try Data(files.map { $0.path + "\n" }.joined().utf8).write(to: list)
    defer { try? FileManager.default.removeItem(at: list) }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c", "stdbuf -oL \(program) --debug --disable-cache --no-summary -d \"$0\" -f \"$1\" 2>&1",
      try database().path, list.path,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    var hashes: [String: String?] = [:]
    var hash: String?
    for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
      if line.contains("image fuzzy hash '") {
        hash = hash ?? line.split(separator: "'").dropFirst().first.map { String($0) }
      } else if line.hasPrefix("/"), line.hasSuffix(": OK") || line.hasSuffix(" FOUND"),
        let path = line.split(separator: ":").first
      {
        hashes[String(path)] = .some(hash)
        hash = nil
      }
    }
    return hashes
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
