/// Whether a text is a script, and in which language.
///
/// Certain are scripts that say so at their beginning (``ScriptMarks``). All else is a matter of how many lines
/// are statements of one language: text in a natural language has some that look so, and documentation has
/// listings, which are not scripts.
public enum ScriptText {
  /// How much of a text is looked at, in bytes. A script begins where its interpreter begins to read: behind
  /// comments and empty lines, however many there are.
  public static let bytesMax = 256 << 10

  /// The language of a script; `nil` where the text is none.
  public static func language(_ text: Span<UInt8>) -> ScriptLanguage? {
    let start = PlainText.start(text)
    if let certain = ScriptMarks.language(text, from: start) { return certain }
    let head = text.extracting(start...).extracting(first: bytesMax)
    if hasFewSigns(head) { return .javaScript }
    var evidence = ScriptEvidence()
    evidence.add(head, from: 0)
    if let language = evidence.language { return language }
    let first = ScriptComments.end(text, from: start)
    guard first - start > preambleBytesMin else { return nil }
    if let certain = ScriptMarks.language(text, from: first) { return certain }
    let rest = text.extracting(first...).extracting(first: bytesMax)
    if hasFewSigns(rest) { return .javaScript }
    evidence = ScriptEvidence()
    evidence.add(rest, from: 0)
    return evidence.language
  }

  /// Shorter comments at the beginning leave enough of a text to be looked at with them.
  private static let preambleBytesMin = 16 << 10

  /// The language of what begins as nothing but a script does, whatever follows: archives that unpack
  /// themselves have binary data behind it. `nil` for all else.
  public static func certainLanguage(_ bytes: Span<UInt8>) -> ScriptLanguage? {
    ScriptMarks.language(bytes, from: PlainText.start(bytes))
  }

  /// Whether a text is written with brackets and a few signs alone, as programs in JavaScript can be so
  /// that nobody reads them.
  private static func hasFewSigns(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 200 else { return false }
    var brackets = 0
    for place in 0..<text.count {
      switch text[place] {
      case 0x28, 0x29, 0x5B, 0x5D: brackets += 1
      case 0x21, 0x2B, 0x0A, 0x0D, 0x20, 0x3B: break
      default: return false
      }
    }
    return brackets * 2 > text.count
  }
}
