import Yams

/// The text of a file as a tree of nodes with their places, or why there is none.
///
/// Bounded: text is at most ``Configuration/fileBytesMax`` (so is the tree, as aliases are refused
/// before it is built: with them, the tree could be exponentially larger than the text, and a
/// collection as a key is hashed whole). libyaml bounds the depth.
enum Document {
  /// Parses `text`; records why it cannot be and gives `nil`.
  static func node(of text: String, _ reading: Reading) -> Node? {
    guard text.utf8.count <= Configuration.fileBytesMax else {
      reading.report(
        "", at: nil, found: "\(text.utf8.count) bytes",
        expected: "at most \(ByteSize.text(Configuration.fileBytesMax))")
      return nil
    }
    if let alias = Alias.first(in: text) {
      reading.report(
        "", at: alias.position, found: Value.quoted(alias.text),
        expected:
          "no anchors and aliases; write the value out, or in quotes if it begins with & or *")
      return nil
    }
    do {
      // The encoding is given, as the default asks the environment. `Resolver.basic` makes every
      // scalar a string: what a value is, its key decides (`off` is a word and 08 is 8).
      guard let node = try compose(yaml: withoutMark(text), .basic, .default, .utf8) else {
        reading.report("", at: nil, found: "an empty file", expected: "a configuration")
        return nil
      }
      return node
    } catch let error as YamlError {
      report(error, reading)
    } catch {
      reading.report("", at: nil, found: "\(error)", expected: "YAML")
    }
    return nil
  }

  /// Text without the byte order mark that some editors write, which a parser that is told the
  /// encoding takes for content.
  private static func withoutMark(_ text: String) -> String {
    guard text.unicodeScalars.first == "\u{FEFF}" else { return text }
    return String(text.unicodeScalars.dropFirst())
  }

  private static func report(_ error: YamlError, _ reading: Reading) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      reading.report(
        "", at: FilePosition(line: mark.line, column: mark.column), found: problem,
        expected: "YAML")
    case .duplicatedKeysInMapping(let duplicates, let place):
      reading.report(
        "", at: FilePosition(line: place.mark.line, column: place.mark.column),
        found: "more than once: " + duplicates.map(Value.quoted).joined(separator: ", "),
        expected: "each key once in a mapping")
    case .reader(let problem, let offset, _, let yaml):
      let before = yaml.prefix(offset ?? 0)
      let line = before.utf8.count { $0 == 0x0A } + 1
      reading.report(
        "", at: offset.map { _ in FilePosition(line: line, column: 1) }, found: problem,
        expected: "UTF-8 text")
    default:
      reading.report("", at: nil, found: "\(error)", expected: "YAML")
    }
  }
}
