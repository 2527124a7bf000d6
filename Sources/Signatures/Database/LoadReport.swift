/// What loading signature databases gave: how much is used, and what is not, by reason and file.
public struct LoadReport: Sendable {
  /// One database file.
  public struct File: Sendable {
    /// Its name, without the directory.
    public var name: String
    /// Lines that hold a signature: neither empty nor a comment.
    public var lineCount = 0
    /// Lines in use: signatures, and entries of ignore lists and of file types.
    public var usedCount = 0
    /// Signatures not in use, by reason, in the order in which the reasons came up.
    public var unused: [Unused] = []

    /// The report of a file of which nothing is read yet.
    public init(name: String) { self.name = name }
  }

  /// The lines of a file that are not used for one reason.
  public struct Unused: Sendable {
    /// Line numbers kept for each reason.
    public static let lineNumbersMax = 5
    /// Line numbers kept of malformed lines, for each thing that can be wrong with one.
    public static let malformedLineNumbersMax = 1000

    /// Why.
    public var reason: UnusedReason
    /// How many lines.
    public var count: Int
    /// The first few of them, counted from 1.
    public var lineNumbers: [Int]

    static func lineNumbersMax(_ reason: UnusedReason) -> Int {
      if case .malformed = reason { return malformedLineNumbersMax }
      return lineNumbersMax
    }
  }

  /// A container, as its header describes it.
  public struct Container: Sendable {
    /// Its name, without the directory.
    public var name: String
    /// Its version: newer ones have larger numbers.
    public var version: UInt32
    /// When it was built, in its own words.
    public var builtAt: String
    /// Who built it.
    public var builder: String
    /// How many signatures it says to have.
    public var signatureCount: UInt32
    /// The functionality level that it asks for.
    public var functionalityLevel: UInt32
    /// Whether a digital signature has been checked.
    public var isSigned: Bool
  }

  /// The files in the order of loading; those in containers have the container's name in front.
  public var files: [File] = []

  /// The containers in the order of loading.
  public var containers: [Container] = []

  /// A report of nothing.
  public init() {}

  /// Signatures in use, of all files.
  public var usedCount: Int { files.reduce(0) { $0 + $1.usedCount } }

  /// Lines not in use, of all files.
  public var unusedCount: Int {
    files.reduce(0) { $0 + $1.unused.reduce(0) { $0 + $1.count } }
  }
}

extension LoadReport.File {
  /// Counts a line that cannot be used.
  mutating func count(_ reason: UnusedReason, line: Int, lines: Int = 1) {
    if let place = unused.firstIndex(where: { $0.reason == reason }) {
      unused[place].count += lines
      if unused[place].lineNumbers.count < LoadReport.Unused.lineNumbersMax(reason) {
        unused[place].lineNumbers.append(line)
      }
    } else {
      unused.append(LoadReport.Unused(reason: reason, count: lines, lineNumbers: [line]))
    }
  }
}

extension LoadReport: CustomStringConvertible {
  /// A line for each file, and one for each reason below it.
  public var description: String {
    var text = ""
    for container in containers {
      text +=
        "\(container.name): version \(container.version) of \(container.builtAt) "
        + "by \(container.builder), \(container.isSigned ? "signed" : "not signed")"
      if container.functionalityLevel > FunctionalityLevel.evaluated {
        text += ", for a newer functionality level (\(container.functionalityLevel))"
      }
      text += "\n"
    }
    for file in files {
      text += "\(file.name): \(file.usedCount) of \(file.lineCount) signatures used\n"
      for unused in file.unused {
        let lines = LineNumbers.text(unused.lineNumbers, of: unused.count)
        text += "  \(unused.count) not used: \(unused.reason) (\(lines))\n"
      }
    }
    return text
  }
}

extension LoadReport {
  /// Lines that could not be used, over all files, by reason.
  public var unusedByReason: [(reason: String, count: Int)] {
    var counts: [String: Int] = [:]
    for file in files {
      for unused in file.unused { counts[unused.reason.description, default: 0] += unused.count }
    }
    return counts.sorted { $0.key < $1.key }.map { (reason: $0.key, count: $0.value) }
  }
}
