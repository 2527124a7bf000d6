/// What one reading of a file has found so far.
///
/// A class, since the sections of a file that are read one inside the other all add to it.
final class Reading {
  let file: String
  private(set) var problems: [ConfigurationProblem] = []
  private(set) var warnings: [ConfigurationProblem] = []
  private(set) var positions: [String: FilePosition] = [:]

  /// More problems than anyone reads; what comes after them is not recorded.
  static let problemsMax = 1000

  init(file: String) {
    self.file = file
  }

  /// Remembers that `key` is given at `position`.
  func note(_ key: String, at position: FilePosition?) {
    positions[key] = position
  }

  /// Records what makes the file invalid.
  func report(_ key: String, at position: FilePosition?, found: String, expected: String) {
    guard problems.count < Self.problemsMax else { return }
    problems.append(problem(key, at: position, found: found, expected: expected))
  }

  /// Records what is allowed, but is probably not meant.
  func warn(_ key: String, at position: FilePosition?, found: String, expected: String) {
    warnings.append(problem(key, at: position, found: found, expected: expected))
  }

  private func problem(
    _ key: String, at position: FilePosition?, found: String, expected: String
  ) -> ConfigurationProblem {
    ConfigurationProblem(
      file: file, position: position, key: key, found: found, expected: expected)
  }

  /// The problems in the order of the file; those of the whole file first.
  var problemsInOrder: [ConfigurationProblem] {
    problems.enumerated().sorted { left, right in
      let places = (left.element.position, right.element.position)
      let lines = (places.0?.line ?? 0, places.1?.line ?? 0)
      let columns = (places.0?.column ?? 0, places.1?.column ?? 0)
      return (lines.0, columns.0, left.offset) < (lines.1, columns.1, right.offset)
    }.map(\.element)
  }
}
