/// A file that a database was compiled from, and what of it is in use, as the database remembers it.
public struct DatabaseSource: Equatable, Sendable {
  /// Lines that are not used for one reason.
  public struct Unused: Equatable, Sendable {
    /// Why, in words.
    public var reason: String
    /// How many lines.
    public var count: Int
    /// The first few of them, counted from 1.
    public var lineNumbers: [Int]

    /// Those in words.
    public var lines: String { LineNumbers.text(lineNumbers, of: count) }
  }

  /// Its name, without the directory.
  public var name: String
  /// Lines that hold a signature.
  public var lineCount: Int
  /// Signatures in use.
  public var usedCount: Int
  /// Signatures not in use, by reason.
  public var unused: [Unused]
}

extension DatabaseSource: CustomStringConvertible {
  /// A line for the file, and one for each reason below it.
  public var description: String {
    var lines = ["\(name): \(usedCount) of \(lineCount) signatures used"]
    for unused in unused {
      lines.append("  \(unused.count) not used: \(unused.reason) (\(unused.lines))")
    }
    return lines.joined(separator: "\n")
  }
}

/// A text of a database: where its bytes are in the section of strings.
struct TextRecord: BitwiseCopyable, Sendable {
  var start: UInt32
  var count: UInt32
}

/// The strings of a database under construction.
struct TextPool {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ text: String) -> TextRecord {
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    precondition(bytes.count <= Int(UInt32.max), "more than 4 GiB of names")
    return TextRecord(start: UInt32(start), count: UInt32(bytes.count - start))
  }
}

/// A source as it is stored.
struct SourceRecord: BitwiseCopyable, Sendable {
  var lineCount: UInt64
  var usedCount: UInt64
  var name: TextRecord
  /// The number of its first signature on a digest, if it has any.
  var firstHash: UInt32
  var firstUnused: UInt32
  var unusedCount: UInt32
  var reserved: UInt32 = 0
}

/// Unused lines of a source as they are stored.
struct UnusedRecord: BitwiseCopyable, Sendable {
  var count: UInt64
  var reason: TextRecord
  var lineCount: UInt32
  var lines: (UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0)

  init(_ unused: LoadReport.Unused, _ texts: inout TextPool) {
    count = UInt64(unused.count)
    reason = texts.add("\(unused.reason)")
    let numbers = unused.lineNumbers.prefix(5).map { UInt32(clamping: $0) }
    lineCount = UInt32(numbers.count)
    let padded = numbers + [UInt32](repeating: 0, count: 5 - numbers.count)
    lines = (padded[0], padded[1], padded[2], padded[3], padded[4])
  }

  var lineNumbers: [Int] {
    [lines.0, lines.1, lines.2, lines.3, lines.4].prefix(Int(lineCount)).map { Int($0) }
  }
}

/// The name of a signature on content, and the source that it is from.
struct ContentNameRecord: BitwiseCopyable, Sendable {
  var name: TextRecord
  var source: UInt32
}
