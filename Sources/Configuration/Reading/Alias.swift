/// An anchor (`&name`) or alias (`*name`) in YAML text, found before the text is parsed.
struct Alias {
  let position: FilePosition
  let text: String

  /// The first anchor or alias of `text`.
  ///
  /// Never misses one; what it takes for one may be text in quotes (` *a`), or in a comment that
  /// has a quotation mark before it. An alias begins where a token does, so never after a letter, a
  /// digit, a mark that only the middle of a word has, or a quotation mark: one that opens makes it text, and
  /// behind one that closes no value may follow at once. A `#` after a blank begins a comment unless
  /// it is inside quotes; then the quotes must close before an alias can come, so a comment without
  /// quotation marks up to there is one.
  static func first(in text: String) -> Alias? {
    var line = 1
    var column = 1
    var previous: Unicode.Scalar = "\n"
    var isComment = false
    var scalars = text.unicodeScalars[...]
    while let scalar = scalars.first {
      switch scalar {
      case "*", "&":
        if !isComment, !continuesWord(previous), let next = scalars.dropFirst().first,
          !isBlank(next)
        {
          let word = scalars.prefix { !isBlank($0) && $0 != "," && $0 != "]" && $0 != "}" }
          return Alias(
            position: FilePosition(line: line, column: column), text: String(word))
        }
      case "#":
        if isBlank(previous) { isComment = true }
      case "\"", "'":
        isComment = false
      default: break
      }
      if isLineBreak(scalar) {
        isComment = false
        if scalar != "\r" || scalars.dropFirst().first != "\n" { line += 1 }
        column = 0
      }
      column += 1
      previous = scalar
      scalars = scalars.dropFirst()
    }
    return nil
  }

  private static func continuesWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "/", ".", "_", "%", "=", "~", "@", "\\", "\"", "'": true
    default: false
    }
  }

  private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || isLineBreak(scalar)
  }
}
