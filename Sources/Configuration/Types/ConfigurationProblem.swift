/// A place in the file, counted from 1; columns count Unicode scalars.
public struct FilePosition: Sendable, Equatable {
  /// The line.
  public var line: Int
  /// The column.
  public var column: Int

  /// The place at `line` and `column`.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// One thing that is wrong with a configuration, and where.
public struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
  /// The file, as it was named.
  public var file: String
  /// Where in it; `nil` where the file as a whole is meant.
  public var position: FilePosition?
  /// The value concerned, as in `limits.bodyBytesMax` or `listeners[0].address`; may be empty.
  public var key: String
  /// What was found there.
  public var found: String
  /// What was expected instead.
  public var expected: String

  /// See the properties.
  public init(file: String, position: FilePosition?, key: String, found: String, expected: String) {
    self.file = file
    self.position = position
    self.key = key
    self.found = found
    self.expected = expected
  }

  /// `file:line: key: found …, expected …` on one line.
  public var description: String {
    let place = position.map { "\(file):\($0.line)" } ?? file
    return key.isEmpty
      ? "\(place): found \(found), expected \(expected)"
      : "\(place): \(key): found \(found), expected \(expected)"
  }
}

/// All that was found wrong with a configuration: never empty, in the order of the file.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The problems.
  public var problems: [ConfigurationProblem]

  /// An error of at least one problem.
  public init(problems: [ConfigurationProblem]) {
    precondition(!problems.isEmpty, "an error without a problem")
    self.problems = problems
  }

  /// A line a problem.
  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
