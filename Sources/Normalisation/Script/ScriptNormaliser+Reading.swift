internal import Glibc

/// Cuts the bytes of a script into tokens.
extension ScriptNormaliser {
  /// Reads a piece of a script.
  mutating func read(_ piece: Span<UInt8>) {
    var position = 0
    while position < piece.count, !isFull {
      switch reading {
      case .start: readStart(piece, &position)
      case .lineComment: skipLineComment(piece, &position)
      case .comment: skipComment(piece, &position)
      case .number: readNumber(piece, &position)
      case .doubleQuoted: readString(piece, &position, UInt8(ascii: "\""), .doubleQuoted)
      case .singleQuoted: readString(piece, &position, UInt8(ascii: "'"), .singleQuoted)
      case .word: readWord(piece, &position)
      }
    }
    if isFull, position < piece.count { isCut = true }
  }

  private mutating func readStart(_ piece: Span<UInt8>, _ position: inout Int) {
    word.removeAll()
    let byte = piece[position]
    position += 1
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "$"), UInt8(ascii: "_"), UInt8(ascii: "\\"):
      position -= 1
      readWord(piece, &position)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      position -= 1
      readNumber(piece, &position)
    case UInt8(ascii: "\""): readString(piece, &position, byte, .doubleQuoted)
    case UInt8(ascii: "'"): readString(piece, &position, byte, .singleQuoted)
    case UInt8(ascii: "("): accept(ScriptToken(.openParenthesis, byte: byte))
    case UInt8(ascii: ")"): accept(ScriptToken(.closeParenthesis, byte: byte))
    case UInt8(ascii: "{"): accept(ScriptToken(.openBrace, byte: byte))
    case UInt8(ascii: "}"): accept(ScriptToken(.closeBrace, byte: byte))
    case UInt8(ascii: "["): accept(ScriptToken(.openBracket, byte: byte))
    case UInt8(ascii: "]"): accept(ScriptToken(.closeBracket, byte: byte))
    case UInt8(ascii: ","): accept(ScriptToken(.comma, byte: byte))
    case UInt8(ascii: "."): accept(ScriptToken(.dot, byte: byte))
    case UInt8(ascii: ";"): accept(ScriptToken(.semicolon, byte: byte))
    case UInt8(ascii: "/"):
      let follower = position < piece.count ? piece[position] : 0
      if follower == UInt8(ascii: "*") || follower == UInt8(ascii: "/") {
        reading = follower == UInt8(ascii: "*") ? .comment : .lineComment
        position += 1
      } else {
        readOperator(piece, &position, byte)
      }
    case UInt8(ascii: "!"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "*"),
      UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ":"),
      UInt8(ascii: "<"), UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "?"), UInt8(ascii: "^"),
      UInt8(ascii: "|"), UInt8(ascii: "~"):
      readOperator(piece, &position, byte)
    default: break
    }
  }

  /// Reads the longest operator that starts with a byte.
  private mutating func readOperator(
    _ piece: Span<UInt8>, _ position: inout Int, _ first: UInt8
  ) {
    var text = UInt32(first)
    var length: UInt32 = 1
    while position < piece.count, Self.isOperator(text, length, then: piece[position]) {
      text |= UInt32(piece[position]) << (8 * length)
      length += 1
      position += 1
    }
    let isPlus = length == 1 && first == UInt8(ascii: "+")
    accept(ScriptToken(isPlus ? .plus : .punctuator, text, length))
  }

  /// Whether an operator and a byte are an operator. Each start of an operator is one itself.
  private static func isOperator(_ text: UInt32, _ length: UInt32, then byte: UInt8) -> Bool {
    let first = UInt8(truncatingIfNeeded: text)
    let last = UInt8(truncatingIfNeeded: text >> (8 * (length - 1)))
    if byte == UInt8(ascii: "=") {
      switch first {
      case UInt8(ascii: "="), UInt8(ascii: "!"): return length < 3
      case UInt8(ascii: "<"), UInt8(ascii: ">"): return last != UInt8(ascii: "=")
      case UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "+"),
        UInt8(ascii: "-"), UInt8(ascii: "&"), UInt8(ascii: "^"),
        UInt8(ascii: "|"):
        return length == 1
      default: return false
      }
    }
    guard byte == last else { return false }
    switch byte {
    case UInt8(ascii: ">"): return length < 3
    case UInt8(ascii: "<"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "&"),
      UInt8(ascii: "|"):
      return length == 1
    default: return false
    }
  }

  /// A comment of a line ends at a space, since line feeds have become spaces.
  private mutating func skipLineComment(_ piece: Span<UInt8>, _ position: inout Int) {
    while position < piece.count, piece[position] != ASCII.lineFeed,
      piece[position] != ASCII.space
    {
      position += 1
    }
    reading = .start
  }

  private mutating func skipComment(_ piece: Span<UInt8>, _ position: inout Int) {
    while position + 1 < piece.count {
      if piece[position] == UInt8(ascii: "*"), piece[position + 1] == UInt8(ascii: "/") {
        reading = .start
        position += 1
        break
      }
      position += 1
    }
    position += 1
  }

  private mutating func readString(
    _ piece: Span<UInt8>, _ position: inout Int, _ quote: UInt8, _ goingOn: Reading
  ) {
    let start = position
    var end = start
    while end < piece.count {
      // A backslash before the quote escapes it, even one that is escaped itself.
      if piece[end] == quote, end == start || piece[end - 1] != UInt8(ascii: "\\") { break }
      end += 1
    }
    ScriptEscapes.resolve(piece.extracting(start..<end), into: &word)
    if end < piece.count {
      position = end + 1
      reading = .start
      acceptString()
    } else {
      position = end
      reading = goingOn
    }
  }

  private mutating func readNumber(_ piece: Span<UInt8>, _ position: inout Int) {
    var isFloat = false
    while position < piece.count {
      let byte = piece[position]
      position += 1
      if ASCII.isDigit(byte) {
        word.append(byte)
        continue
      }
      if byte == UInt8(ascii: "."), !isFloat {
        isFloat = true
        word.append(byte)
        continue
      }
      if byte | 0x20 == UInt8(ascii: "e"), isFloat {
        word.append(byte)
        if position < piece.count {
          let follower = piece[position]
          position += 1
          if follower == UInt8(ascii: "+") || follower == UInt8(ascii: "-")
            || ASCII.isDigit(follower)
          {
            word.append(follower)
            continue
          }
        }
      }
      position -= 1
      reading = .start
      acceptNumber(isFloat: isFloat)
      return
    }
    reading = .number
  }

  private mutating func acceptNumber(isFloat: Bool) {
    if isFloat {
      word.append(0)
      let value = unsafe word.bytes.withUnsafeBytes { bytes in
        unsafe strtod(bytes.baseAddress!.assumingMemoryBound(to: CChar.self), nil)
      }
      accept(ScriptToken(float: value))
      return
    }
    // An integer too large stays at the largest of 64 bits, of which 32 are kept.
    var value: Int64 = 0
    for index in 0..<word.count {
      let (product, high) = value.multipliedReportingOverflow(by: 10)
      let digit = Int64(ASCII.hexValue(word[index]))
      let (sum, overflow) = product.addingReportingOverflow(max(digit, 0))
      if digit < 0 { break }
      value = high || overflow ? .max : sum
      if high || overflow { break }
    }
    accept(ScriptToken(.integer, UInt32(truncatingIfNeeded: value)))
  }

  private mutating func readWord(_ piece: Span<UInt8>, _ position: inout Int) {
    while position < piece.count {
      let byte = piece[position]
      position += 1
      if ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") {
        word.append(byte)
        continue
      }
      if byte == UInt8(ascii: "\\") {
        // `\u` stays, as a backslash. Another backslash ends the word, and is lost.
        if position < piece.count {
          let follower = piece[position]
          position += 1
          if follower == UInt8(ascii: "u") {
            word.append(byte)
            continue
          }
        }
        if position == piece.count { position += 1 }
      }
      position -= 1
      reading = .start
      acceptWord()
      return
    }
    reading = .word
  }
}
