/// Numbers in signature text, as C's conversions read them: that is how ClamAV does.
enum CNumber {
  /// The number that a text of decimal digits is, in 32 bits; the empty text is 0. `nil` where there
  /// is another character. Larger numbers are cut as C cuts them.
  static func digits(_ text: some Collection<UInt8>) -> UInt32? {
    var scanner = CScanner(text)
    guard scanner.isDigitsOnly else { return nil }
    return scanner.unsigned() ?? 0
  }

  /// The number at the start of a text, as `atoi` reads it; 0 where there is none.
  static func prefix(_ text: some Collection<UInt8>) -> Int32 {
    var scanner = CScanner(text)
    return Int32(truncatingIfNeeded: scanner.signed() ?? 0)
  }

  /// The number that a text is as a whole, as `strtoul` reads it with base 10: spaces and a sign may
  /// come first, a negative number counts down from 2^64, one too large is the largest, and the empty
  /// text is 0. `nil` where something else follows.
  static func unsigned(_ text: some Collection<UInt8>) -> UInt64? {
    if text.isEmpty { return 0 }
    var scanner = CScanner(text)
    guard let value = scanner.unsignedLong(), scanner.isAtEnd else { return nil }
    return value
  }

  /// The number that a text is as a whole, as `strtol` reads it with base 0: `0x` begins hexadecimal
  /// numbers and `0` octal ones; the empty text is 0. `nil` where something else follows.
  static func anyBase(_ text: some Collection<UInt8>) -> Int64? {
    if text.isEmpty { return 0 }
    var scanner = CScanner(text)
    guard let value = scanner.signed(anyBase: true), scanner.isAtEnd else { return nil }
    return value
  }
}
