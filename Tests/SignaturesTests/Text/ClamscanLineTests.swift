import Foundation
import Signatures
import Testing

/// Whether a line is used, passed over or refused, as clamscan has it and as it is read here.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: OddLines.clamscan)))
struct ClamscanLineTests {

  enum Outcome: String {
    case used, passedOver, malformed
  }

  /// What clamscan makes of a database of one line.
  private static func clamscan(_ file: URL, scanning empty: URL) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: OddLines.clamscan)
    process.arguments = ["-d", file.path, empty.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = String(
      decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus > 1 { return .malformed }
    let isCounted = !["ign2", "ftm"].contains(file.pathExtension)
    return isCounted && output.contains("Known viruses: 0\n") ? .passedOver : .used
  }

  /// What is made of it here.
  private static func outcome(_ line: String, _ format: String) -> Outcome {
    var set = SignatureSet()
    set.add(contentsOf: Array("\(line)\n".utf8), name: "a.\(format)")
    let file = set.report.files[0]
    if file.usedCount > 0 { return .used }
    switch file.unused.first?.reason {
    case .malformed, .noAnchor: return .malformed
    // Read, and not evaluated.
    case .conditionNotEvaluated: return .used
    default: return .passedOver
    }
  }

  @Test func `A line is read where clamscan reads it, and refused where it refuses it`() throws {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "cordon-lines-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let empty = directory.appending(path: "empty")
    try Data().write(to: empty)
    #expect(OddLines.all.count >= 150)
    for (number, odd) in OddLines.all.enumerated() {
      let file = directory.appending(path: "\(number).\(odd.format)")
      try Data("\(odd.line)\n".utf8).write(to: file)
      let theirs = try Self.clamscan(file, scanning: empty)
      let ours = Self.outcome(odd.line, odd.format)
      let name = "\(odd.format) \(odd.line.prefix(120))"
      if let difference = odd.difference {
        #expect(theirs != ours, "\(name): no difference any more: \(difference)")
      } else {
        #expect(theirs == ours, "\(name): clamscan \(theirs), here \(ours)")
      }
    }
  }
}
