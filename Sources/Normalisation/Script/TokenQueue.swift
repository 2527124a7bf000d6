/// The tokens of a script while decoders run over them: those that are done, and those that come,
/// among which tokens can be replaced without moving all others.
struct TokenQueue: ~Copyable {
  private var done: [ScriptToken] = []
  /// The tokens that come, the next one last.
  private var coming: [ScriptToken]
  /// What was appended, and how much of that is done.
  private var appended: [ScriptToken] = []
  private var appendedStart = 0

  init(_ tokens: [ScriptToken]) {
    coming = tokens.reversed()
    done.reserveCapacity(tokens.count)
  }

  /// How many tokens come.
  var count: Int { coming.count + appended.count - appendedStart }

  /// The next token.
  var first: ScriptToken? { count > 0 ? self[0] : nil }

  /// A token that comes, counted from the next.
  subscript(_ index: Int) -> ScriptToken {
    index < coming.count
      ? coming[coming.count - 1 - index] : appended[appendedStart + index - coming.count]
  }

  /// Has done with the next token.
  mutating func advance() { if let token = popFirst() { done.append(token) } }

  /// Replaces tokens that come. Takes time in proportion to the end of the range.
  mutating func replace(_ range: Range<Int>, with tokens: [ScriptToken]) {
    var kept: [ScriptToken] = []
    for _ in 0..<range.lowerBound {
      if let token = popFirst() { kept.append(token) }
    }
    for _ in range { _ = popFirst() }
    coming.append(contentsOf: tokens.reversed())
    coming.append(contentsOf: kept.reversed())
  }

  /// Puts tokens behind all others.
  mutating func append(_ tokens: [ScriptToken]) { appended.append(contentsOf: tokens) }

  /// All tokens that are done.
  consuming func take() -> [ScriptToken] { done }

  private mutating func popFirst() -> ScriptToken? {
    if let token = coming.popLast() { return token }
    guard appendedStart < appended.count else { return nil }
    appendedStart += 1
    return appended[appendedStart - 1]
  }
}
