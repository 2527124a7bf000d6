/// The evaluation of `unescape`, `eval` and packers.
extension ScriptNormaliser {
  /// Replaces `unescape("…")` by its result, wherever its argument is one literal.
  mutating func foldUnescape() {
    var kept = 0
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      if token.kind == .identifier, token.first == SymbolTable.Known.unescape,
        index + 4 <= tokens.count, tokens[index + 1].kind == .openParenthesis,
        tokens[index + 2].kind == .string
      {
        let escaped = strings.array(tokens[index + 2].stringRange)
        let start = strings.count
        ScriptEscapes.unescape(escaped.span, into: &strings)
        tokens[kept] = string(from: start)
        // The closing parenthesis goes, or whatever else stands there.
        index += 4
      } else {
        tokens[kept] = token
        index += 1
      }
      kept += 1
    }
    tokens.removeLast(tokens.count - kept)
  }

  /// The token of a string that ends where all strings end.
  private func string(from start: Int) -> ScriptToken {
    ScriptToken(
      .string, UInt32(truncatingIfNeeded: start), UInt32(truncatingIfNeeded: strings.count - start))
  }

  /// What a decoder has found: a script, and the tokens, counted from the next, that it replaces.
  private struct Decoded {
    var script: [UInt8]
    var range: Range<Int>
    /// The script goes behind all tokens instead.
    var isAppended = false
  }

  /// Runs the decoders over all tokens, those included that they put there.
  ///
  /// As in ClamAV, the scope in which a decoded script is read is not always the one around it.
  mutating func decode() {
    var queue = TokenQueue(tokens)
    tokens.removeAll(keepingCapacity: true)
    while let token = queue.first {
      var decoded: Decoded?
      switch token.kind {
      case .function, .functionEnd:
        if queue.count > 13 { decoded = decodePacker(&queue) }
      case .identifier where queue.count > 2 && queue[1].kind == .openParenthesis:
        if token.first == SymbolTable.Known.decodeFunction {
          decoded = decodeFunction(&queue)
        } else if token.first == SymbolTable.Known.evaluate {
          decoded = evaluate(&queue)
        }
      default: break
      }
      if let decoded { replace(decoded, in: &queue) }
      if let token = queue.first {
        updateScope(token)
        queue.advance()
      }
    }
    tokens = queue.take()
  }

  private mutating func updateScope(_ token: ScriptToken) {
    if token.kind == .function {
      scopes.current = token.first
    } else if token.kind == .functionEnd {
      scopes.leave()
    }
  }

  private mutating func replace(_ decoded: Decoded, in queue: inout TokenQueue) {
    var range = decoded.range
    if range.upperBound < queue.count, queue[range.upperBound].kind == .semicolon {
      range = range.lowerBound..<range.upperBound + 1
    }
    let nested = readNested(decoded.script) ?? []
    let isThere = range.upperBound <= queue.count
    if decoded.isAppended {
      if isThere { queue.replace(range, with: []) }
      queue.append(nested)
    } else if isThere {
      queue.replace(range, with: nested)
    }
  }

  /// `eval("…")`: the text is read as a script.
  private mutating func evaluate(_ queue: inout TokenQueue) -> Decoded? {
    guard queue.count > 3, queue[3].kind == .closeParenthesis,
      let text = literal(queue[2])
    else { return nil }
    return Decoded(script: text, range: 0..<4)
  }

  /// `dF("…")`, an encoder's own function: the last character is a digit by which all others, once
  /// unescaped, are shifted.
  private mutating func decodeFunction(_ queue: inout TokenQueue) -> Decoded? {
    guard queue[2].kind == .string, let text = literal(queue[2]), let last = text.last else {
      return nil
    }
    var shifted = ByteSink()
    ScriptEscapes.unescape(text.span.extracting(droppingLast: 1), into: &shifted)
    var bytes = shifted.array()
    for index in bytes.indices { bytes[index] &-= last &- 0x30 }
    var script = ByteSink()
    let end = bytes.firstIndex(of: 0) ?? bytes.count
    ScriptEscapes.unescape(bytes.span.extracting(first: end), into: &script)
    return Decoded(script: script.array(), range: 0..<4, isAppended: true)
  }

  /// The text of a literal, or of a member's name: what ClamAV keeps as a string of its own.
  private func literal(_ token: ScriptToken) -> [UInt8]? {
    switch token.kind {
    case .string: strings.array(token.stringRange)
    case .member: text(symbol: token.first)
    default: nil
    }
  }

  private func text(symbol: UInt32) -> [UInt8] {
    let bytes = symbols.bytes
    return symbols.range(symbol).map { bytes[$0] }
  }

  /// The text of any token that has one.
  private func text(_ token: ScriptToken) -> [UInt8]? {
    switch token.kind {
    case .string, .member: literal(token)
    case .identifier, .keyword, .variable: text(symbol: token.first)
    case .integer, .float, .function, .functionEnd: nil
    default:
      (0..<token.second).map { UInt8(truncatingIfNeeded: token.first >> (8 * $0)) }
    }
  }
}

/// Packers: `function(p,a,c,k,e,d){…}('…',62,99,'…|…'.split('|'),0,{})`.
extension ScriptNormaliser {
  /// Decodes the calls of a packer whose function starts, or ends, at the next token.
  private mutating func decodePacker(_ queue: inout TokenQueue) -> Decoded? {
    queue.advance()
    var name: UInt32?
    if queue[0].kind == .identifier {
      name = queue[0].first
      queue.advance()
    }
    guard startsPacker(queue) else { return nil }
    guard var index = functionEnd(queue) else { return nil }
    var script = ByteSink()
    var first: Int?
    var end = 0
    if let name {
      while index + 2 < queue.count {
        if queue[index].kind == .identifier, queue[index].first == name,
          queue[index + 1].kind == .openParenthesis
        {
          index += 2
          if let call = arguments(queue, &index) {
            unpack(queue, call, into: &script)
            first = first ?? call[0]
            end = call[5] + 1
          }
        }
        guard step() else { return nil }
        index += 1
      }
    } else {
      while index < queue.count, queue[index].kind != .openParenthesis {
        guard step() else { return nil }
        index += 1
      }
      index += 1
      guard index < queue.count else { return nil }
      if let call = arguments(queue, &index) {
        unpack(queue, call, into: &script)
        first = call[0]
        end = call[5] + 1
      }
    }
    guard let first else { return nil }
    if end + 2 < queue.count, queue[end].kind == .openBracket, queue[end + 1].kind == .closeBracket,
      queue[end + 2].kind == .closeParenthesis
    {
      end += 3
    } else if end < queue.count {
      end += 1
    }
    return Decoded(script: script.array(), range: first..<end)
  }

  /// Counts a token that is looked at once more; `false` when there have been too many.
  private mutating func step() -> Bool {
    stepsLeft -= 1
    if stepsLeft < 0 { isCut = true }
    return stepsLeft >= 0
  }

  /// ClamAV compares no more than `(p,a,c,`.
  private func startsPacker(_ queue: borrowing TokenQueue) -> Bool {
    guard queue.count > 6, queue[0].kind == .openParenthesis else { return false }
    return (0..<3).allSatisfy { index in
      let name = queue[2 * index + 1]
      return name.kind == .identifier && name.first == SymbolTable.Known.packer[index]
        && queue[2 * index + 2].kind == .comma
    }
  }

  /// Where the function ends in which the next token stands.
  private mutating func functionEnd(_ queue: borrowing TokenQueue) -> Int? {
    var depth = 1
    for index in 0..<queue.count {
      guard step() else { return nil }
      if queue[index].kind == .function {
        depth += 1
      } else if queue[index].kind == .functionEnd {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  /// The first tokens of the six arguments of a call. `index` is moved behind what was looked at.
  private mutating func arguments(_ queue: borrowing TokenQueue, _ index: inout Int) -> [Int]? {
    var call: [Int] = []
    while call.count < 6, index < queue.count {
      call.append(index)
      let end: ScriptToken.Kind = call.count < 6 ? .comma : .closeParenthesis
      index += 1
      while index < queue.count, queue[index].kind != end {
        guard step() else { return nil }
        index += 1
      }
      index += 1
    }
    return call.count == 6 ? call : nil
  }

  /// Puts the words of the fourth argument in the places that the first has for them, which are
  /// numbers to the base of the second.
  private mutating func unpack(
    _ queue: borrowing TokenQueue, _ call: [Int], into script: inout ByteSink
  ) {
    guard let packed = text(queue[call[0]]), let words = literal(queue[call[3]]) else { return }
    let base = queue[call[1]].kind == .integer ? queue[call[1]].first : UInt32.max
    let ends = words.indices.filter { words[$0] == UInt8(ascii: "|") } + [words.count]
    var index = 0
    while index < packed.count {
      guard script.count <= nestedBytesLeft else {
        isCut = true
        return
      }
      guard ASCII.isAlphanumeric(packed[index]) else {
        if packed[index] == UInt8(ascii: "\\"), index + 1 < packed.count,
          packed[index + 1] == UInt8(ascii: "'") || packed[index + 1] == UInt8(ascii: "\"")
        {
          index += 1
        }
        script.append(packed[index])
        index += 1
        continue
      }
      let start = index
      var number: UInt32 = 0
      while index < packed.count, ASCII.isAlphanumeric(packed[index]) {
        number = number &* base &+ Self.digit(packed[index])
        index += 1
      }
      let word: Range<Int>? =
        number < ends.count
        ? (number == 0 ? 0 : ends[Int(number) - 1] + 1)..<ends[Int(number)] : nil
      if let word, !word.isEmpty {
        script.append(words.span, word)
      } else {
        script.append(packed.span, start..<index)
      }
    }
  }

  private static func digit(_ byte: UInt8) -> UInt32 {
    switch byte {
    case UInt8(ascii: "a")...: UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...: UInt32(byte - UInt8(ascii: "A")) + 36
    default: UInt32(byte - UInt8(ascii: "0"))
    }
  }
}
