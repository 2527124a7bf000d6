/// Normalises the scripts of a document as ClamAV does: comments and white space go, strings are
/// joined and their escapes resolved, declared names are numbered, `unescape`, `eval` and two kinds of
/// packers are evaluated where their arguments are literals.
///
/// A script comes in pieces, between ``begin()`` and ``finish()``. The rules are ClamAV's, also where
/// they are not ECMAScript's: a comment ends at a space, a regular expression is no literal, and in a
/// function a comma does not continue a declaration.
struct ScriptNormaliser: ~Copyable {
  /// Reading within a string, a comment, a number or a name goes on in the next piece.
  enum Reading: UInt8 {
    case start, lineComment, comment, number, doubleQuoted, singleQuoted, word
  }

  /// All scripts so far, normalised.
  private(set) var output = ByteSink()

  /// Whether a limit has cut something off.
  var isCut = false

  var tokens: [ScriptToken] = []
  var strings = ByteSink()
  var symbols = SymbolTable()
  var scopes = ScopeTree()
  private var writer = ScriptWriter()

  /// The token that is being read.
  var reading = Reading.start
  var word = ByteSink()

  private var limits = HTMLLimits()
  private var tokensLeft = 0
  var nestedBytesLeft = 0
  var stepsLeft = 0

  /// Whether the script has a name on which a decoder acts.
  var hasUnescape = false
  var hasDecoder = false

  /// Forgets the last document.
  mutating func reset(_ limits: HTMLLimits, documentBytes: Int) {
    self.limits = limits
    output.release(beyond: ByteSink.keptBytesMax)
    symbols.reset()
    writer.reset()
    isCut = false
    nestedBytesLeft = min(
      limits.nestedScriptBytesMax, limits.nestedScriptRatioMax * documentBytes + 1 << 20)
    stepsLeft = limits.scriptStepsMax
    begin()
  }

  /// Starts a script.
  mutating func begin() {
    tokens.removeAll(keepingCapacity: true)
    strings.removeAll()
    scopes.reset()
    word.removeAll()
    reading = .start
    tokensLeft = limits.scriptTokensMax
    hasUnescape = false
    hasDecoder = false
  }

  /// Ends a script, and writes it to the output.
  mutating func finish() {
    switch reading {
    case .doubleQuoted: readQuote(UInt8(ascii: "\""))
    case .singleQuoted: readQuote(UInt8(ascii: "'"))
    default: break
    }
    closeParentheses()
    if hasUnescape { foldUnescape() }
    if hasDecoder { decode() }
    writer.write(tokens, strings, symbols, scopes, &stepsLeft, into: &output)
    if writer.isCut { isCut = true }
  }

  private mutating func readQuote(_ quote: UInt8) {
    let bytes: InlineArray<1, UInt8> = [quote]
    read(bytes.span)
  }

  private mutating func closeParentheses() {
    var open = 0
    for token in tokens {
      if token.kind == .openParenthesis {
        open += 1
      } else if token.kind == .closeParenthesis, open > 0 {
        open -= 1
      }
    }
    for _ in 0..<open { add(ScriptToken(.closeParenthesis, byte: UInt8(ascii: ")"))) }
  }

  /// Adds a token, unless there are too many.
  @inline(__always)
  mutating func add(_ token: ScriptToken) {
    guard tokensLeft > 0 else {
      isCut = true
      return
    }
    tokensLeft -= 1
    tokens.append(token)
  }

  /// Whether no more tokens are read.
  var isFull: Bool { tokensLeft == 0 }

  /// Reads a script that stands in a script.
  ///
  /// - Returns: Its tokens; `nil` where too much has been read in this way.
  mutating func readNested(_ script: [UInt8]) -> [ScriptToken]? {
    guard script.count <= nestedBytesLeft else {
      isCut = true
      return nil
    }
    nestedBytesLeft -= script.count
    var outer: [ScriptToken] = []
    swap(&outer, &tokens)
    read(script.span)
    swap(&outer, &tokens)
    return outer
  }
}
