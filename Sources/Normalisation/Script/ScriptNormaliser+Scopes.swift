/// What a token means for the scopes and declarations.
extension ScriptNormaliser {
  /// Takes a word: a name, or a reserved word.
  mutating func acceptWord() {
    let symbol = symbols.symbol(word)
    guard symbol >= SymbolTable.Known.reservedEnd else {
      switch symbol {
      case SymbolTable.Known.variable:
        scopes[scopes.current].expectation = .declaredName
        accept(ScriptToken(.variable, symbol))
      case SymbolTable.Known.function:
        scopes.enterNew()
        accept(ScriptToken(.function, scopes.current))
      default:
        accept(ScriptToken(.keyword, symbol))
      }
      return
    }
    if scopes[scopes.current].lastKind == .dot {
      add(ScriptToken(.member, symbol))
      scopes[scopes.current].lastKind = .identifier
      return
    }
    note(symbol)
    switch scopes[scopes.current].expectation {
    case .parameterList, .statement, .initialiser: break
    case .declaredName, .parameter:
      scopes.declare(symbol)
      scopes[scopes.current].expectation = .initialiser
      scopes[scopes.current].brackets = 0
    case .functionName:
      scopes.declare(symbol)
      scopes[scopes.current].expectation = .parameterList
    }
    accept(ScriptToken(.identifier, symbol))
  }

  /// Notes a name on which a decoder acts.
  private mutating func note(_ symbol: UInt32) {
    switch symbol {
    case SymbolTable.Known.unescape: hasUnescape = true
    case SymbolTable.Known.evaluate, SymbolTable.Known.decodeFunction,
      SymbolTable.Known.packer[0]:
      hasDecoder = true
    default: break
    }
  }

  /// Takes a string literal, which is in `word`. It is joined to one before it with a `+` between.
  mutating func acceptString() {
    if tokens.count > 1, tokens[tokens.count - 1].kind == .plus,
      tokens[tokens.count - 2].kind == .string
    {
      tokens.removeLast()
      var string = tokens[tokens.count - 1]
      if string.stringRange.upperBound != strings.count {
        // It is not the last of all strings, so it is moved there.
        let moved = strings.array(string.stringRange)
        string.first = UInt32(truncatingIfNeeded: strings.count)
        strings.append(moved.span, 0..<moved.count)
      }
      strings.append(word)
      string.second += UInt32(truncatingIfNeeded: word.count)
      tokens[tokens.count - 1] = string
      return
    }
    let start = strings.count
    strings.append(word)
    accept(
      ScriptToken(
        .string, UInt32(truncatingIfNeeded: start), UInt32(truncatingIfNeeded: word.count)))
  }

  /// Takes any other token.
  mutating func accept(_ token: ScriptToken) {
    let current = scopes.current
    switch token.kind {
    case .openParenthesis:
      switch scopes[current].expectation {
      case .functionName, .parameterList: scopes[current].expectation = .parameter
      default: break
      }
    case .closeParenthesis:
      if scopes[current].expectation == .parameterList {
        scopes[current].expectation = .statement
      }
    case .openBrace:
      switch scopes[current].expectation {
      case .functionName, .parameterList, .parameter: scopes[current].expectation = .statement
      default: break
      }
      scopes[current].blocks += 1
    case .closeBrace:
      if scopes[current].blocks > 0 { scopes[current].blocks -= 1 }
      if scopes[current].blocks == 0, scopes[current].parent != ScopeTree.none {
        add(token)
        scopes.leave()
        add(ScriptToken(.functionEnd))
        scopes[scopes.current].lastKind = .closeBrace
        return
      }
    case .openBracket:
      scopes[current].brackets += 1
    case .closeBracket:
      if scopes[current].brackets > 0 { scopes[current].brackets -= 1 }
    case .comma:
      if scopes[current].expectation == .initialiser, scopes[current].brackets == 0,
        scopes[current].blocks == 0
      {
        scopes[current].expectation = .declaredName
      }
    case .semicolon:
      if scopes[current].brackets == 0, scopes[current].blocks == 0 {
        scopes[current].expectation = .statement
      }
    default: break
    }
    add(token)
    scopes[current].lastKind = token.kind
  }
}
