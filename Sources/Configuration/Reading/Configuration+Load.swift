extension Configuration {
  /// Reads the file at `path`.
  ///
  /// - Parameter availableCores: what `workers` is where the file says nothing.
  /// - Throws: every problem found, in the order of the file; also where the file is unreadable or
  ///   larger than ``fileBytesMax``.
  public static func load(
    path: String, availableCores: Int = Configuration.availableCores()
  ) throws(ConfigurationError) -> Configuration {
    throw ConfigurationError(problems: [
      ConfigurationProblem(
        file: path, position: nil, key: "", found: "a file", expected: "a parser")
    ])
  }

  /// Reads the text of a configuration; the same text gives the same result.
  ///
  /// - Parameters:
  ///   - file: how errors name the text.
  ///   - availableCores: what `workers` is where the file says nothing.
  /// - Throws: every problem found, in the order of the file.
  public static func parse(
    text: String, file: String, availableCores: Int = Configuration.availableCores()
  ) throws(ConfigurationError) -> Configuration {
    throw ConfigurationError(problems: [
      ConfigurationProblem(
        file: file, position: nil, key: "", found: "a file", expected: "a parser")
    ])
  }
}
