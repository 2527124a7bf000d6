import Glibc

extension Configuration {
  /// The largest file that is read. Protects reading itself: thousands of routes fit.
  public static let fileBytesMax = 1 << 20

  /// Reads the file at `path`.
  ///
  /// - Parameter availableCores: what `workers` is where the file says nothing.
  /// - Throws: every problem found, in the order of the file; also where the file is unreadable or
  ///   larger than ``fileBytesMax``.
  public static func load(
    path: String, availableCores: Int = Configuration.availableCores()
  ) throws(ConfigurationError) -> Configuration {
    func failure(_ found: String, _ expected: String) -> ConfigurationError {
      ConfigurationError(problems: [
        ConfigurationProblem(file: path, position: nil, key: "", found: found, expected: expected)
      ])
    }
    switch FileText.read(path: path, bytesMax: fileBytesMax) {
    case .text(let text):
      return try parse(text: text, file: path, availableCores: availableCores)
    case .failed(let code):
      throw failure(ErrorNumber.text(code), "a readable file")
    case .tooLarge:
      throw failure("a larger file", "at most \(ByteSize.text(fileBytesMax))")
    case .notText(let line):
      throw ConfigurationError(problems: [
        ConfigurationProblem(
          file: path, position: FilePosition(line: line, column: 1), key: "",
          found: "bytes that are not UTF-8", expected: "UTF-8 text")
      ])
    }
  }

  /// Reads the text of a configuration; the same text gives the same result.
  ///
  /// - Parameters:
  ///   - file: how errors name the text.
  ///   - availableCores: what `workers` is where the file says nothing.
  /// - Throws: every problem found, in the order of the file. Text that is not YAML is one problem:
  ///   nothing after it is judged.
  public static func parse(
    text: String, file: String, availableCores: Int = Configuration.availableCores()
  ) throws(ConfigurationError) -> Configuration {
    let reading = Reading(file: file)
    guard let node = Document.node(of: text, reading),
      let configuration = ConfigurationReader(reading: reading, availableCores: availableCores)
        .read(Value(reading: reading, node: node, key: ""))
    else { throw ConfigurationError(problems: reading.problemsInOrder) }
    return configuration
  }
}
