/// A token of a script.
struct ScriptToken: BitwiseCopyable {
  /// What a token is. The kinds from `punctuator` on have their text in `first`, a byte at the lowest
  /// place first, and its length in `second`.
  enum Kind: UInt8 {
    /// A string literal, escapes resolved: where its bytes start among all, and how many there are.
    case string

    /// A name that can be replaced, and the name of a member, which cannot: the symbol.
    case identifier, member

    /// A reserved word: the symbol. `var` is a kind of its own.
    case keyword, variable

    /// The value's bits: 32, or the low and the high half of 64.
    case integer, float

    /// The start of a function: its scope. And a mark behind the brace that ends one.
    case function, functionEnd

    case punctuator, plus, dot, comma, semicolon
    case openParenthesis, closeParenthesis, openBrace, closeBrace, openBracket, closeBracket
  }

  var kind: Kind
  var first: UInt32
  var second: UInt32

  init(_ kind: Kind, _ first: UInt32 = 0, _ second: UInt32 = 0) {
    self.kind = kind
    self.first = first
    self.second = second
  }

  /// A token of one byte.
  init(_ kind: Kind, byte: UInt8) { self.init(kind, UInt32(byte), 1) }

  init(float value: Double) {
    let bits = value.bitPattern
    self.init(
      .float, UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32))
  }

  var floatValue: Double { Double(bitPattern: UInt64(second) << 32 | UInt64(first)) }

  /// Where the bytes of a string are among those of all strings.
  var stringRange: Range<Int> { Int(first)..<Int(first) + Int(second) }
}
