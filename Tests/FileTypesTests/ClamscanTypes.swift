import Foundation

/// What clamscan makes of files, by the metadata that it prints.
enum ClamscanTypes {
  static let program = "/usr/bin/clamscan"
  static let isInstalled = FileManager.default.isExecutableFile(atPath: program)

  /// What is told of a file.
  struct Answer {
    /// The type by its first bytes.
    var type: FileTypeName
    /// Whether HTML in it was normalised.
    var hasHTML: Bool
    /// Where the executable in it begins that was scanned as a file.
    var executable: Int?
  }

  typealias FileTypeName = String

  private static let options = [
    "--no-summary", "--gen-json=yes", "--debug", "--scan-archive=no", "--scan-ole2=no",
    "--scan-pdf=no", "--scan-mail=no", "--scan-html=yes", "--heuristic-alerts=no",
    "--disable-cache=yes",
  ]

  /// Asks about files; those of up to five bytes have no answer.
  static func answers(for paths: [String], rules: String?, in directory: URL) throws -> [String:
    Answer]
  {
    let database = directory.appending(path: "oracle.ndb")
    try Data("Nothing:0:*:b97e2f4c0d1a77f3\n".utf8).write(to: database)
    var arguments = options + ["-d", database.path]
    if let rules {
      let file = directory.appending(path: "oracle.ftm")
      try Data(rules.utf8).write(to: file)
      arguments += ["-d", file.path]
    }
    let list = directory.appending(path: "oracle.list")
    try Data((paths.joined(separator: "\n") + "\n").utf8).write(to: list)
    let output = directory.appending(path: "oracle.out")
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments + ["-f", list.path]
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    return read(String(decoding: try Data(contentsOf: output), as: UTF8.self))
  }

  private static func read(_ output: String) -> [String: Answer] {
    var answers: [String: Answer] = [:]
    var answer = Answer(type: "", hasHTML: false)
    for line in output.split(separator: "\n") {
      if line.contains("\"RootFileType\"") {
        answer.type = String(line.split(separator: "\"")[3])
      } else if line.hasSuffix("in cli_scanhtml()") {
        answer.hasHTML = true
      } else if let mark = line.range(of: "Detected embedded PE file at ") {
        let place = line[mark.upperBound...].prefix { $0.isNumber }
        answer.executable = answer.executable ?? Int(place)
      } else if line.hasPrefix("/"), line.hasSuffix(": OK") {
        if !answer.type.isEmpty { answers[String(line.dropLast(4))] = answer }
        answer = Answer(type: "", hasHTML: false)
      }
    }
    return answers
  }
}
