/// How much of a text is statements of each language.
struct ScriptEvidence {
  /// What was found of one language.
  private struct Count {
    /// Lines that are statements of it.
    var lines = 0
    /// The patterns that they fit, as bits by their place in the table.
    var patterns: UInt64 = 0
    /// The calls that it alone has.
    var calls: UInt64 = 0
    /// Lines with such calls, that are not counted as statements.
    var callLines = 0

    var patternCount: Int { patterns.nonzeroBitCount }
    var callCount: Int { calls.nonzeroBitCount }
  }

  private var counts = [Count](repeating: Count(), count: ScriptLanguage.allCases.count)
  /// Lines that are neither empty nor a comment of any language.
  private var lines = 0
  /// The languages of which the first such line is a statement, as bits.
  private var firstLine: UInt32 = 0
  /// The language of which it is a statement that leads.
  private var leading: ScriptLanguage?
  /// Where a comment of several lines ends that has begun.
  private var commentEnd: StaticString?
  /// Whether lines are part of a listing in Markdown.
  private var isListing = false

  /// Looks at all lines of a text.
  mutating func add(_ text: Span<UInt8>, from start: Int) {
    var place = start
    while place < text.count {
      let end = lineEnd(text, from: place)
      add(line: text.extracting(trimmed(text, place..<end)))
      place = end + 1
    }
  }

  /// The language of which there is most, if it is enough.
  var language: ScriptLanguage? {
    if let leading { return leading }
    var best: (language: ScriptLanguage, weight: Int)?
    for language in ScriptLanguage.allCases {
      let count = counts[Int(language.rawValue)]
      let weight = count.lines + 4 * count.callCount
      if isEnough(count, for: language), weight > best?.weight ?? 0 { best = (language, weight) }
    }
    return best?.language
  }

  /// A script of a few lines is one if most of them are statements. Of a long one fewer must be, for the
  /// rest continues them, calls what is declared elsewhere, or is text for the reader: one in 24 where the
  /// first line is one, as in no text for people, or any number if they are of many kinds; else one in five.
  private func isEnough(_ count: Count, for language: ScriptLanguage) -> Bool {
    let statements = count.lines + count.callLines
    if firstLine & 1 << UInt32(language.rawValue) != 0 {
      if lines <= 2 { return count.patternCount + count.callCount >= 2 }
      let kinds = count.patternCount + count.callCount
      if kinds >= 4 || (kinds >= 3 && statements * 24 >= lines) { return true }
    }
    if count.callCount >= 2, statements * 4 >= lines { return true }
    if count.callCount >= 1, count.patternCount >= 1, statements * 3 >= lines { return true }
    if count.patternCount >= 2, statements * 2 > lines { return true }
    return count.patternCount >= 3 && count.lines >= 4 && statements * 5 >= lines
  }

  private func lineEnd(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    while place < text.count, text[place] != 0x0A, text[place] != 0x0D { place += 1 }
    return place
  }

  private func trimmed(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (lower, upper) = (range.lowerBound, range.upperBound)
    while lower < upper, text[lower] <= 0x20 { lower += 1 }
    while lower < upper, text[upper - 1] <= 0x20 { upper -= 1 }
    return lower..<upper
  }

  private mutating func add(line: Span<UInt8>) {
    guard !line.isEmpty else { return }
    if line.has("```", at: 0), firstLine == 0 {
      isListing.toggle()
      lines += 1
      return
    }
    guard !isListing else {
      lines += 1
      return
    }
    let isComment = passesComment(line) || ScriptPatterns.isComment(line)
    if !isComment { lines += 1 }
    if !isComment, lines == 1, leading == nil { leading = ScriptCommands.language(line) }
    // What one language takes for a comment are statements of another.
    let languages = addStatements(line) | addCalls(line)
    if !isComment, lines == 1 { firstLine = languages }
  }

  /// Whether a line is part of a comment, or of a text, of several lines.
  private mutating func passesComment(_ line: Span<UInt8>) -> Bool {
    if let end = commentEnd {
      if ScriptEvidence.contains(end, in: line, from: 0) { commentEnd = nil }
      return true
    }
    for (begin, end) in ScriptPatterns.comments where line.has(begin, at: 0) {
      if !ScriptEvidence.contains(end, in: line, from: begin.utf8CodeUnitCount) { commentEnd = end }
      return true
    }
    return false
  }

  private static func contains(_ mark: StaticString, in line: Span<UInt8>, from start: Int) -> Bool
  {
    let first = mark.withUTF8Buffer { unsafe $0[0] }
    var place = start
    while let found = line.firstPlace(of: first, from: place) {
      if line.has(mark, at: found) { return true }
      place = found + 1
    }
    return false
  }

  private mutating func addStatements(_ line: Span<UInt8>) -> UInt32 {
    var seen: UInt32 = 0
    for index in ScriptPatterns.indices(of: line[0]) {
      let pattern = ScriptPatterns.all[index]
      guard pattern.fits(line) else { continue }
      if pattern.leads, lines == 1, firstLine == 0, leading == nil { leading = pattern.language }
      let language = Int(pattern.language.rawValue)
      counts[language].patterns |= 1 << UInt64(index & 63)
      if seen & 1 << UInt32(language) == 0 { counts[language].lines += 1 }
      seen |= 1 << UInt32(language)
    }
    return seen
  }

  /// Looks at the word before each opening parenthesis.
  private mutating func addCalls(_ line: Span<UInt8>) -> UInt32 {
    var place = 0
    var seen: UInt32 = 0
    while let open = line.firstPlace(of: 0x28, from: place) {
      place = open + 1
      guard let call = ScriptCalls.call(before: open, in: line) else { continue }
      let language = Int(call.language.rawValue)
      counts[language].calls |= 1 << UInt64(call.index & 63)
      if seen & 1 << UInt32(language) == 0 { counts[language].callLines += 1 }
      seen |= 1 << UInt32(language)
    }
    return seen
  }
}
