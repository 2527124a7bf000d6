extension Configuration {
  /// The files that answers are made of.
  public var pageFiles: Set<String> {
    var files: Set<String> = []
    for page in listeners.flatMap({ $0.errorPages + $0.routes.flatMap(\.errorPages) }) {
      files.insert(page.file)
    }
    for route in listeners.flatMap(\.routes) {
      if case .respond(let answer) = route.end, case .file(let path) = answer.body {
        files.insert(path)
      }
    }
    return files
  }

  /// Reads all files that answers are made of, by their paths.
  ///
  /// - Throws: each that cannot be read, or is larger than ``Page/bytesMax``, with the line that names it.
  public func pages() throws(ConfigurationError) -> [String: Page] {
    var pages: [String: Page] = [:]
    var problems: [ConfigurationProblem] = []
    func refuse(_ path: String, _ found: String, _ expected: String) {
      problems.append(
        ConfigurationProblem(
          file: origin.file, position: origin.positions[path], key: path, found: found,
          expected: expected))
    }
    for path in pageFiles.sorted() {
      switch FileContent.read(path: path, bytesMax: Page.bytesMax) {
      case .bytes(let bytes):
        guard let type = PageType(path: path) else { continue }
        pages[path] = Page(type: type, bytes: bytes)
      case .failed(let code): refuse(path, ErrorNumber.text(code), "a readable page")
      case .tooLarge: refuse(path, "a larger file", "at most \(ByteSize.text(Page.bytesMax))")
      }
    }
    guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
    return pages
  }
}
