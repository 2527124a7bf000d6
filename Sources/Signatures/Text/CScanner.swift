internal import Primitives

/// Reads a text from its start as C's `scanf` and `strtol` do.
struct CScanner<Text: Collection<UInt8>> {
  /// What is not read yet.
  private(set) var rest: Text.SubSequence

  init(_ text: Text) {
    rest = text[...]
  }

  /// Whether all is read.
  var isAtEnd: Bool { rest.isEmpty }

  /// Whether what is not read are decimal digits.
  var isDigitsOnly: Bool { rest.allSatisfy { Ascii.digit($0) != nil } }

  /// Skips a character if it is this one.
  mutating func skip(_ character: UInt8) -> Bool {
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  /// A number as `%u` reads it: cut to 32 bits. `nil` where there is none.
  mutating func unsigned() -> UInt32? {
    unsignedLong().map { UInt32(truncatingIfNeeded: $0) }
  }

  /// A number as `strtoul` reads it; `nil` where there is none.
  mutating func unsignedLong() -> UInt64? {
    guard let number = magnitude(anyBase: false) else { return nil }
    if number.isTooLarge { return .max }
    return number.isNegative ? 0 &- number.value : number.value
  }

  /// A number as `strtol` reads it; `nil` where there is none.
  mutating func signed(anyBase: Bool = false) -> Int64? {
    guard let number = magnitude(anyBase: anyBase) else { return nil }
    let limit = number.isNegative ? UInt64(1) << 63 : UInt64(Int64.max)
    if number.isTooLarge || number.value > limit { return number.isNegative ? .min : .max }
    return Int64(truncatingIfNeeded: number.isNegative ? 0 &- number.value : number.value)
  }

  private struct Magnitude {
    var value: UInt64 = 0
    var isNegative = false
    var isTooLarge = false
  }

  /// Spaces, a sign and digits. Where there are no digits, nothing is read.
  private mutating func magnitude(anyBase: Bool) -> Magnitude? {
    let start = rest
    while let first = rest.first, first == 0x20 || (0x09...0x0d).contains(first) {
      rest.removeFirst()
    }
    var number = Magnitude()
    if let first = rest.first, first == Ascii.plus || first == Ascii.hyphen {
      rest.removeFirst()
      number.isNegative = first == Ascii.hyphen
    }
    let base = anyBase ? skipPrefix() : 10
    var digits = 0
    while let first = rest.first, let digit = first.hexadecimalValue, digit < base {
      let (product, overflow) = number.value.multipliedReportingOverflow(by: UInt64(base))
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      number.isTooLarge = number.isTooLarge || overflow || carry
      number.value = sum
      digits += 1
      rest.removeFirst()
    }
    guard digits > 0 else {
      rest = start
      return nil
    }
    return number
  }

  /// Skips `0x` where a hexadecimal digit follows, and gives the base.
  private mutating func skipPrefix() -> UInt8 {
    guard rest.first == 0x30 else { return 10 }
    let digits = rest.dropFirst()
    guard let letter = digits.first, letter | 0x20 == 0x78,
      let digit = digits.dropFirst().first, digit.hexadecimalValue != nil
    else { return 8 }
    rest = digits.dropFirst()
    return 16
  }
}
